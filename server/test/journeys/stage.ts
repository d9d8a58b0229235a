// Real rooms on a real database, joined as the program joins them, for tests that follow one story through several rooms.
// People are actors made up here; everything that happens goes through perform, so each act leaves its entry.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Refusal,
  type Operation,
  type OutputOf,
  type Post,
  type RefusalCode,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { createApprovals } from '../../src/controls/approvals/index.ts';
import { createAudit, fileWitness } from '../../src/controls/audit/index.ts';
import { createConsent } from '../../src/controls/consent/index.ts';
import { createDisclosure } from '../../src/controls/disclosure/index.ts';
import { createKeys, openSealedFile } from '../../src/controls/keys/index.ts';
import { createPolicy } from '../../src/controls/policy/index.ts';
import { createVault } from '../../src/controls/vault/index.ts';
import { createDuty } from '../../src/doors/duty.ts';
import { createPerform, type Doorkeeper } from '../../src/doors/perform.ts';
import type { Actor } from '../../src/kernel/call.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { createSecretSealer, newId } from '../../src/kernel/crypto/index.ts';
import { transaction, type Tx } from '../../src/kernel/database.ts';
import { createLog } from '../../src/kernel/log.ts';
import { isFourEyes, type Route } from '../../src/kernel/serve.ts';
import {
  createCollection,
  reportOverCollection,
  settleTasks,
} from '../../src/records/collection/index.ts';
import { createCustomers } from '../../src/records/customers/index.ts';
import { createEnquiry, type Names } from '../../src/records/enquiry/index.ts';
import { createImports, type ImportsParts } from '../../src/records/imports/index.ts';
import { createIntake } from '../../src/records/intake/index.ts';
import type { TestDatabase } from '../database.ts';

export const rules = { number: rule };

export const units = {
  east: { id: newId(), code: 'B001', name: { zh: '城东支行', en: 'East branch' } },
  west: { id: newId(), code: 'B002', name: { zh: '城西支行', en: 'West branch' } },
} as const;

const cast = new Map<string, string>();

/** What identity would say of the people made up here. */
const names: Names = {
  namesOf: (_, ids) => Promise.resolve(new Map(ids.map((id) => [id, cast.get(id) ?? '']))),
  units: () => Promise.resolve(Object.values(units)),
  unitName: (_, id) =>
    Promise.resolve(Object.values(units).find((it) => it.id === id)?.name ?? { zh: '', en: '' }),
};

export function actorOf(account: string, post: Post, unit: Actor['unit'] = units.east): Actor {
  const id = newId();
  cast.set(id, account);
  return {
    kind: 'staff',
    id,
    account,
    displayName: account,
    post,
    unit,
    session: Buffer.alloc(32, account).toString('base64'),
    terminal: 'T-01',
    address: '203.0.113.7',
    steppedUp: false,
  };
}

export async function openFoundations(database: TestDatabase, at = '2026-11-23T02:00:00Z') {
  const db = database.server.db;
  const clock = fixedClock(at);
  const folder = await mkdtemp(join(tmpdir(), 'shouxin-stage-'));
  const keyFolder = join(folder, 'keys');
  const openProvider = (mark?: number) =>
    openSealedFile({ folder: keyFolder, tenant: 'demo', suite: 2, clock, mark });
  const keys = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
  const { keyring, shred } = keys;
  const vault = createVault(keyring);
  const witness = fileWitness(join(folder, 'witness.json'));
  const signer = keyring.auditSigner();
  const audit = await createAudit({ db, clock, signer, tenant: 'demo', witness });
  return { db, clock, keys, keyring, shred, vault, audit };
}

export type Foundations = Awaited<ReturnType<typeof openFoundations>>;

/** Everything between the foundations and the door, as the program has it. */
export async function openStage(database: TestDatabase, at?: string) {
  const foundations = await openFoundations(database, at);
  const { db, vault, clock } = foundations;
  const { sealer, fingerprint, opener } = vault;
  const policy = createPolicy();
  const consent = createConsent({ rules });
  const disclosure = createDisclosure({ policy, consent, opener, rules });
  const customers = createCustomers({
    sealer,
    fingerprint,
    disclosure,
    audit: foundations.audit,
    reportExcess: async (call, it) => {
      await transaction(db, (tx) => reportOverCollection(tx, call, it));
    },
    amended: (call, it) => settleTasks(call, it),
  });
  const coversOf = (notice: string) => consent.notices.find(notice)?.covers;
  const intake = createIntake({ db, sealer, consent, disclosure, customers });
  const runDuty = createDuty({ ...foundations, sealReference });
  const jobs = createJobs();
  const leaseKey = () => foundations.keyring.secretKey();
  const importsParts: ImportsParts = {
    db,
    sealer,
    secrets: createSecretSealer({ tenant: 'demo', leaseKey }),
    customers,
    consent,
    rules,
    runDuty,
    enqueue: jobs.enqueue,
    openObject: disclosure.openObject,
    unitsByCode: () => Promise.resolve(new Map(Object.values(units).map((it) => [it.code, it]))),
    shred: foundations.shred,
  };
  const imports = createImports(importsParts);
  const table = new Map<string, Route>();
  const approvals = createApprovals({
    sealer,
    rules,
    openDetails: disclosure.openDetails,
    halvesOf: (act) => {
      const route = table.get(act);
      return route && isFourEyes(route) ? route : undefined;
    },
    unitName: names.unitName,
  });
  const enquiry = createEnquiry({
    customers,
    disclosure,
    fingerprint,
    consent,
    policy,
    audit: foundations.audit,
    identity: names,
    destroyedAt: async () => undefined,
    rules,
  });
  const { cardsFor } = enquiry;
  const { verdictsOf } = imports;
  const collection = createCollection({ coversOf, sealer, customers, cardsFor, verdictsOf });
  for (const [act, route] of [
    ...approvals.routes,
    ...customers.routes,
    ...enquiry.routes,
    ...collection.routes,
    ...intake.routes,
    ...imports.routes,
  ]) {
    table.set(act, route);
  }
  await transaction(db, (tx) => consent.publish({ tx, at: clock.now(), append: () => newId() }));
  const ask = createAsk({
    foundations,
    routes: table,
    propose: approvals.propose,
    checkPurpose: (call, purpose) => policy.requirePurpose(call, purpose),
  });
  const rooms = { policy, consent, disclosure, customers, approvals, imports };
  return {
    ...foundations,
    ...rooms,
    importsParts,
    ask,
    runDuty,
    runJobs: () => jobs.run(imports.duties),
  };
}

type Duties = Readonly<
  Record<string, (payload: Readonly<Record<string, string>>) => Promise<void>>
>;

/** The queue, without its table. A duty that throws is gone, as after a kill: `resume` takes it up again. */
function createJobs() {
  const waiting: { duty: string; payload: Readonly<Record<string, string>> }[] = [];
  return {
    enqueue: (_: Tx, duty: string, payload: Readonly<Record<string, string>>) => {
      waiting.push({ duty, payload });
      return Promise.resolve();
    },
    async run(duties: Duties): Promise<void> {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        await duties[job.duty]?.(job.payload);
      }
    },
  };
}

const sealReference = () => Promise.resolve({ commitment: 'AA==', detail: 'AA==' });

interface Door extends Pick<Doorkeeper, 'routes' | 'propose' | 'checkPurpose'> {
  readonly foundations: Foundations;
}

/** `ask(actor)(operation, input)`: the output, or the refusal thrown. */
function createAsk({ foundations, routes, propose, checkPurpose }: Door) {
  const { db, clock, audit } = foundations;
  const faults: Error[] = [];
  const fault = (_: string, error: unknown) => void (error instanceof Error && faults.push(error));
  const perform = createPerform({
    db,
    clock,
    log: { ...createLog('silent'), fault },
    routes,
    audit,
    propose,
    checkPurpose,
    sealReference,
    idempotency: { find: () => Promise.resolve(undefined), keep: () => Promise.resolve() },
  });
  return (actor: Actor) =>
    async <O extends Operation>(
      operation: O,
      input: object,
      file?: UploadedFile,
    ): Promise<OutputOf<O>> => {
      const { terminal, address } = actor;
      const asked = { operation, input, actor, terminal, address };
      try {
        const answered = await perform(
          file ? { ...asked, file: { type: file.type, bytes: inPieces(file.content) } } : asked,
        );
        return answered.output as OutputOf<O>;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'fault.internal') {
          throw faults.at(-1) ?? error;
        }
        throw error;
      }
    };
}

export interface UploadedFile {
  readonly type: string;
  readonly content: Uint8Array;
}

async function* inPieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < content.length; from += 60_000) {
    yield content.subarray(from, from + 60_000);
  }
}

export async function codeOf(work: Promise<unknown>): Promise<RefusalCode | 'no refusal'> {
  try {
    await work;
    return 'no refusal';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Everything the database holds, as text: where a planted value would be found. */
export async function dumpOf(tx: Tx): Promise<string> {
  const { sql } = await import('kysely');
  const tables = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`.execute(tx);
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ line: string }>`
      SELECT t::text AS line FROM ${sql.raw(name)} t`.execute(tx);
    texts.push(...rows.map((row) => row.line));
  }
  return texts.join('\n');
}
