// The records, put together on the controls, and the table of every operation. What one room needs of a higher one is handed
// over here: customers report an over-collection and settle tasks without knowing collection.
import { allOperations } from '@shouxin/contract';
import { rules as ruleTable } from '@shouxin/contract/items';
import {
  createApprovals,
  createReencrypting as createProposalKeeper,
} from '../controls/approvals/index.ts';
import { policyRoutes } from '../controls/policy/index.ts';
import { createObjectKeeper, detailClass, type Keeper } from '../controls/vault/index.ts';
import type { RunDuty } from '../doors/duty.ts';
import type { Queue } from '../doors/work/queue.ts';
import type { Clock } from '../kernel/clock.ts';
import { transaction, type Tx } from '../kernel/database.ts';
import type { Log } from '../kernel/log.ts';
import { invariant } from '../kernel/invariant.ts';
import { isFourEyes, type Route, type Routes } from '../kernel/serve.ts';
import {
  createCollection,
  reportOverCollection,
  settleTasks,
} from '../records/collection/index.ts';
import {
  createCustomers,
  createReencrypting,
  createRetagging,
} from '../records/customers/index.ts';
import { createDesk } from '../records/desk/index.ts';
import { createEnquiry } from '../records/enquiry/index.ts';
import { createGovernance } from '../records/governance/index.ts';
import { createFileKeeper, createImports } from '../records/imports/index.ts';
import { createDraftKeeper, createIntake } from '../records/intake/index.ts';
import { createShredding, destroyedAt } from '../records/shredding/index.ts';
import type { StorageParts } from '../records/storage/index.ts';
import { createTrail } from '../records/trail/index.ts';
import { backupOf, type BackupGiven } from './backup.ts';
import { drillsOf } from './drills.ts';
import { rules, type Controls } from './controls.ts';
import { createDeskSources } from './desk-sources.ts';
import { keepingOf } from './keeping.ts';
import { createNames } from './names.ts';
import { createProbes } from './probes.ts';
import { createOpenReferences } from './references.ts';

export interface RecordsParts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly log: Log;
  readonly controls: Controls;
  readonly enqueue: Queue['enqueue'];
  readonly runDuty: RunDuty;
  readonly backup: BackupGiven;
  /** Where this process keeps its database and its keys. */
  readonly places: StorageParts['places'];
  readonly attackReports: StorageParts['attackReports'];
}

export function createRecords(parts: RecordsParts) {
  const { db, controls } = parts;
  const { audit, consent, disclosure, fingerprint, identity, sealer } = controls;
  const routes = new Map<string, Route>();
  const halvesOf = (act: string) => {
    const route = routes.get(act);
    return route && isFourEyes(route) ? route : undefined;
  };
  const approvals = createApprovals({
    sealer,
    openDetails: disclosure.openDetails,
    halvesOf,
    unitName: identity.unitName,
    rules,
  });
  const customers = createCustomers({
    sealer,
    fingerprint,
    disclosure,
    audit,
    reportExcess: async (call, it) =>
      void (await transaction(db, (tx) => reportOverCollection(tx, call, it))),
    amended: settleTasks,
  });
  const intake = createIntake({ db, sealer, consent, disclosure, customers });
  const enquiry = createEnquiry({ ...controls, customers, rules, destroyedAt });
  const imports = createImports({
    ...parts,
    sealer,
    secrets: controls.secrets,
    openObject: disclosure.openObject,
    customers,
    consent,
    unitsByCode: async (tx) => new Map((await identity.units(tx)).map((it) => [it.code, it])),
    shred: controls.keys.shred,
    rules,
  });
  const collection = createCollection({
    coversOf: (notice) => consent.notices.find(notice)?.covers,
    sealer,
    customers,
    cardsFor: enquiry.cardsFor,
    verdictsOf: imports.verdictsOf,
  });
  const rotations = rotationsOf(parts);
  const beside = besideOf(parts, customers);
  const rooms = [identity, approvals, customers, enquiry, intake, imports, collection, consent];
  const above = aboveAll(parts, { approvals, customers, routes, ...beside });
  const policy = { routes: policyRoutes(controls.policy) };
  addAll(routes, [...rooms, controls.keys, rotations, ...Object.values(beside), policy, ...above]);
  return { approvals, customers, imports, rotations, ...beside, routes: routes as Routes };
}

function rotationsOf(parts: RecordsParts) {
  const { controls, log } = parts;
  return controls.keys.rotations({
    ...parts,
    tags: createRetagging(controls.retag),
    keepers: keepersOf(controls),
    onFault: (error) => log.fault('keys', error),
    rules,
  });
}

/** Rooms that no other record asks. */
function besideOf(parts: RecordsParts, customers: ReturnType<typeof createCustomers>) {
  const shredding = shreddingOf(parts, customers);
  const backup = backupOf(parts);
  const keeping = keepingOf(parts);
  const { planFor } = keeping.plans;
  const drills = drillsOf({ ...parts, sets: backup.sets, customers, planFor });
  return { shredding, ...keeping, backup, drills };
}

/** Every room that keeps something sealed under the key of a customer or a batch; a test finds one that is missing. */
function keepersOf({ reencrypt, sealer }: Controls): Keeper[] {
  return [
    createReencrypting({ sealer, reencrypt }),
    createObjectKeeper(reencrypt),
    createDraftKeeper(reencrypt),
    createProposalKeeper({ detailClass, reencrypt }),
    createFileKeeper(reencrypt),
  ];
}

interface Below extends ReturnType<typeof besideOf> {
  readonly approvals: ReturnType<typeof createApprovals>;
  readonly customers: ReturnType<typeof createCustomers>;
  readonly routes: Routes;
}

function shreddingOf(parts: RecordsParts, customers: ReturnType<typeof createCustomers>) {
  const { tenant } = parts.controls.keys.keyring;
  return createShredding({ ...parts, ...parts.controls, customers, tenant });
}

/** Rooms that look at the others: the trail, the clause map, the desk. */
function aboveAll({ db, controls }: RecordsParts, below: Below) {
  const { approvals, backup, custody, customers, drills, plans, routes, storage } = below;
  return [
    createTrail({
      audit: controls.audit,
      names: createNames(controls, customers),
      openReferences: createOpenReferences(controls),
    }),
    createGovernance({
      rules: () => ruleTable,
      probes: {
        ...createProbes(db, controls),
        ...storage.probes,
        ...plans.probes,
        ...custody.probes,
        ...backup.probes,
        ...drills.probes,
      },
    }),
    createDesk(
      createDeskSources({
        controls,
        approvals,
        reminders: {
          storage: storage.reminders,
          plan: plans.reminders,
          custody: custody.reminders,
          backup: backup.reminders,
          drill: drills.reminders,
        },
        drills,
        routes: () => routes,
      }),
    ),
  ];
}

/** Every operation of the contract is offered by one room. */
function addAll(
  routes: Map<string, Route>,
  rooms: readonly { readonly routes: readonly (readonly [string, Route])[] }[],
): void {
  for (const room of rooms) addRoutes(routes, room.routes);
  const missing = allOperations.filter((it) => !routes.has(it.id)).map((it) => it.id);
  invariant(missing.length === 0, `no room offers ${missing.join(', ')}`);
}

function addRoutes(
  routes: Map<string, Route>,
  offered: readonly (readonly [string, Route])[],
): void {
  for (const [act, route] of offered) {
    invariant(!routes.has(act), `two rooms offer ${act}`);
    routes.set(act, route);
  }
}
