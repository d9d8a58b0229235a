// Import rules, made from the table in rooms.cjs: imports point down, a room is entered by its front
// door, and the few dangerous modules are imported by one place each. Tests may import anything.
const rooms = require('./rooms.cjs');

const tests = '(\\.test\\.tsx?|\\.test\\.mjs)$|^server/test/|^bench/|^console/test/|^client/test/';
const server = '^server/src/';
const external = '^(node_modules|[a-z]+/node_modules)/';

/** What a room may import of the server: kernel, itself, and the front doors its row names. */
function roomRule(floor, room, mayEnter) {
  const doors = mayEnter.map((name) => `(controls|records)/${name}/index\\.ts$`);
  return {
    name: `${floor}/${room} visits only the rooms its row names`,
    severity: 'error',
    from: { path: `${server}${floor}/${room}/`, pathNot: tests },
    to: {
      path: '^(server|client|console|bootstrap)/',
      pathNot: [
        `${server}(kernel/|${floor}/${room}/${doors.map((door) => `|${door}`).join('')})`,
        external,
      ],
    },
  };
}

function only(name, { from, modules }) {
  return {
    name,
    severity: 'error',
    from: { path: '^(server|client|contract|console)/', pathNot: [tests, ...from] },
    to: { path: modules },
  };
}

const npm = (name) => `node_modules/${name}/`;

module.exports = {
  forbidden: [
    ...Object.entries(rooms).flatMap(([floor, row]) =>
      Object.entries(row).map(([room, mayEnter]) => roomRule(floor, room, mayEnter)),
    ),
    {
      name: 'the kernel knows nothing above it',
      severity: 'error',
      from: { path: `${server}kernel/`, pathNot: tests },
      to: { path: '^(server|client|console)/', pathNot: [`${server}kernel/`, external] },
    },
    {
      name: 'a room is entered by its front door',
      severity: 'error',
      from: { path: server, pathNot: [tests, `${server}(controls|records)/`] },
      to: { path: `${server}(controls|records)/[^/]+/`, pathNot: '/index\\.ts$' },
    },
    {
      name: 'nobody imports a door',
      severity: 'error',
      from: { path: '^', pathNot: [tests, `${server}(doors/|app/|[^/]+\\.ts$)`] },
      to: { path: `${server}doors/` },
    },
    {
      name: 'the contract imports nothing of ours',
      severity: 'error',
      from: { path: '^contract/', pathNot: tests },
      to: { path: '^(server|client|console)/', pathNot: external },
    },
    {
      name: 'the client imports only the contract',
      severity: 'error',
      from: { path: '^client/', pathNot: tests },
      to: { path: '^(server|console)/', pathNot: external },
    },
    {
      name: 'the console imports only client and contract',
      severity: 'error',
      from: { path: '^console/src/', pathNot: tests },
      to: { path: '^(server|bootstrap)/', pathNot: external },
    },
    only('only store.ts (and kernel/database.ts) imports the query builder', {
      from: ['/store\\.ts$', `${server}kernel/database\\.ts$`],
      modules: npm('kysely'),
    }),
    only('only the kernel imports the PostgreSQL driver', {
      from: [`${server}kernel/`],
      modules: npm('pg'),
    }),
    only('only kernel/crypto and the verifier import node:crypto', {
      from: [`${server}kernel/crypto/`, '^client/src/verif'],
      modules: '^(node:)?crypto$',
    }),
    only('only SM2 in kernel/crypto and the verifier import curve arithmetic', {
      from: [`${server}kernel/crypto/sm2/`, '^client/src/verif'],
      modules: npm('@noble'),
    }),
    only('only doors/http imports the HTTP framework', {
      from: [`${server}doors/http/`],
      modules: 'node_modules/(fastify|@fastify)/',
    }),
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'an import must lead somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|vitest/)|\\.(css|svg|png|woff2)' },
    },
    {
      name: 'a product file does not import a test',
      severity: 'error',
      from: { path: '^', pathNot: [tests, '\\.config\\.ts$'] },
      to: { path: '\\.test\\.tsx?$|^server/test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
