// `npm run bench`: everything in ten minutes; `npm run bench -- NAME` for one. Each figure stands beside the floor that was
// measured in the same run on the same machine.
import { keep, lastResults, machine, type Result } from './report.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { crypto } from './crypto.ts';
import { growth } from './growth.ts';
import { importing } from './imports.ts';
import { read } from './read.ts';
import { register } from './register.ts';
import { rotate } from './rotate.ts';
import { search } from './search.ts';
import { soak } from './soak.ts';
import { start } from './start.ts';

const benches: Readonly<Record<string, () => Promise<Result>>> = {
  read,
  search,
  register,
  import: importing,
  audit,
  crypto,
  rotate,
  start,
};
/** Longer than the rest together: only when named. */
const apart: Readonly<Record<string, () => Promise<Result>>> = { backup, growth, soak };

const asked = process.argv.slice(2);
const known = { ...benches, ...apart };
const unknown = asked.filter((name) => name !== 'page' && !(name in known));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${Object.keys(known).join(', ')}; page shows the last results.`,
  );
  process.exit(2);
}
if (asked.includes('page')) {
  console.log(lastResults(Object.keys(known)));
  process.exit(0);
}
const { processor, cores, memoryGb, node } = machine();
console.log(`${processor}, ${cores} cores, ${memoryGb} GB, Node ${node}`);
let failed = 0;
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  const startedAt = performance.now();
  console.log(`\n${name} ...`);
  try {
    const result = await known[name]?.();
    if (result) keep(result);
  } catch (error) {
    failed += 1;
    console.error(error);
  }
  console.log(`${name} took ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}
process.exitCode = failed === 0 ? 0 : 1;
