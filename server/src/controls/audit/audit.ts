// The room, put together: one group commit, one integrator, one state. Appending asks the state first, so that a log
// that is not what it must be is never written on.
import { Refusal, refuse } from '@shouxin/contract';
import { originOf, type Entry, type EntryToAppend } from '@shouxin/contract/proof';
import type { Clock } from '../../kernel/clock.ts';
import { isId, type Signer } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { repeat } from '../../kernel/repeat.ts';
import { appendIn, groupCommit, storeBatchIn, type GroupLimits } from './append.ts';
import { checkIntegrity, type CheckOptions, type Progress } from './check-integrity.ts';
import { idsInOrder, parseEntry, receiptOf, storedEntry } from './entry.ts';
import type { AppendReceipt, TrailFilters } from './entry.ts';
import { evidenceOf, exportPeriod, proveConsistency, proveInclusion } from './evidence.ts';
import { createIntegrator, openLog, type Integrated, type LogParts } from './integrate.ts';
import { verifierKeyOf } from './note.ts';
import { assertReady, LogBroken, readOnly, type LogState } from './state.ts';
import { createSm3Log } from './sm3/follow.ts';
import { lastCheckpoint as lastSm3Checkpoint } from './sm3/store.ts';
import * as store from './store.ts';
import type { Witness } from './witness.ts';

export interface AuditParts {
  readonly db: Tx;
  readonly clock: Clock;
  /** Signs checkpoints; the key lives in the key provider. */
  readonly signer: Signer;
  /** Signs them a second time, with SM2; absent where the key provider has none. */
  readonly sm2?: Signer;
  readonly tenant: string;
  readonly witness: Witness;
  readonly limits?: GroupLimits;
  /** Told of what went wrong in the background: storing a batch, integrating. */
  readonly onFault?: (error: unknown) => void;
}

/** An entry of the trail as it is read back. */
export interface TrailEntry {
  readonly entry: Entry;
  readonly seq: number | null;
}

export interface TrailPage {
  readonly entries: readonly TrailEntry[];
  readonly next?: string;
  /** How many match, counted up to 1,001. */
  readonly counted: number;
}

const pageMax = 200;
const countedMax = 1_001;
const highestId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const pollMs = 100;
/** The SM3 tree stays so far behind, and while it catches up leaves the machine to others between two steps. */
const sm3Pace = { everyMs: 1_000, againMs: 50 };
const freshTries = 20;

/** Whether the log may be written; a reason once found stays until the next start. */
function createGate() {
  let state: LogState = { kind: 'ready' };
  return {
    state: () => state,
    async guarded<T>(work: () => Promise<T>): Promise<T> {
      try {
        return await work();
      } catch (error) {
        if (error instanceof LogBroken) state = readOnly(error);
        throw error;
      }
    },
  };
}

type Gate = ReturnType<typeof createGate>;

/** What adds to the log. */
function writingOf(parts: AuditParts, log: LogParts, gate: Gate) {
  const newId = idsInOrder(parts.clock);
  const group = groupCommit(storeBatchIn(parts.db), parts);
  const integrator = createIntegrator(log);
  const second = log.sm2 && createSm3Log({ ...log, sm2: log.sm2 });

  function storedEntries(drafts: readonly EntryToAppend[]) {
    assertReady(gate.state());
    return drafts.map((it) => storedEntry({ ...it, id: it.id ?? newId() }, parts.tenant));
  }

  async function integrate(): Promise<Integrated> {
    assertReady(gate.state());
    return gate.guarded(() => integrator.integrate());
  }

  /** One step of the SM3 tree; true when there is more to do. */
  async function followSm3(): Promise<boolean> {
    if (!second || gate.state().kind !== 'ready') return false;
    return (await gate.guarded(() => second.step())).hasMore;
  }

  return {
    followSm3,
    /** The id of an entry to come: grows, so that entries keep the order in which they were made. */
    newId,
    integrate,

    /** Until nothing waits: what was durable before the call is under a checkpoint after it. */
    async integrateAll(): Promise<void> {
      for (let tries = 0; tries < freshTries;) {
        const { isDone, hasMore } = await integrate();
        if (isDone && !hasMore) return;
        if (isDone) continue;
        tries += 1;
        await new Promise((resolve) => setTimeout(resolve, pollMs / 2));
      }
    },

    /** Appends the entries of a change in its own transaction. */
    async appendIn(tx: Tx, drafts: readonly EntryToAppend[]): Promise<AppendReceipt[]> {
      const entries = storedEntries(drafts);
      await appendIn(tx, entries);
      return entries.map(receiptOf);
    },

    /** Appends entries of reads, searches and refusals; resolves when they are durable. */
    async appendGrouped(drafts: readonly EntryToAppend[]): Promise<AppendReceipt[]> {
      const entries = storedEntries(drafts);
      await group.add(entries);
      return entries.map(receiptOf);
    },

    /** Integrates in the background, at most `pollMs` behind, until the answered function is called. */
    start(): () => Promise<void> {
      const once = async () => {
        if (gate.state().kind !== 'ready' || !(await store.isAnyQueued(parts.db))) return false;
        return (await integrate()).hasMore;
      };
      const stops = [
        repeat(once, { everyMs: pollMs }, parts.onFault),
        repeat(followSm3, sm3Pace, parts.onFault),
      ];
      return async () => void (await Promise.all(stops.map((stop) => stop())));
    },
  };
}

/** What reads the trail. */
function readingOf(db: Tx) {
  return {
    /** Entries that match, newest first. */
    async read(
      filters: TrailFilters,
      page: { cursor?: string; limit: number },
    ): Promise<TrailPage> {
      const before = page.cursor ?? highestId;
      const limit = Math.min(page.limit, pageMax);
      if (!isId(before)) refuse('input.invalid');
      const found = await store.search(db, filters, { before, max: limit + 1 });
      const entries = found.slice(0, limit).flatMap(({ body, seq }) => {
        const entry = parseEntry(body);
        return entry ? [{ entry, seq }] : [];
      });
      const next = found.length > limit ? found[limit - 1]?.id : undefined;
      const counted = await store.countMatching(db, filters, countedMax);
      return { entries, counted, ...(next !== undefined && { next }) };
    },

    /** The entry a receipt names; undefined when it is not there. */
    async findByReceipt(id: string): Promise<TrailEntry | undefined> {
      const found = isId(id) ? await store.placed(db, id) : undefined;
      const entry = found && parseEntry(found.body);
      return found && entry ? { entry, seq: found.seq } : undefined;
    },

    checkpoint: () => store.lastCheckpoint(db),
    sm3Checkpoint: () => lastSm3Checkpoint(db),
    waiting: () => store.countQueued(db),
  };
}

/** What proves the log. */
function provingOf(log: LogParts, gate: Gate, writing: ReturnType<typeof writingOf>) {
  const { integrateAll, followSm3 } = writing;
  const { db, origin } = log;
  const verifierKey = verifierKeyOf(origin, log.signer.publicKey);
  const sm2VerifierKey = log.sm2 && verifierKeyOf(origin, log.sm2.publicKey, 'SM2');
  const sm2 = log.sm2 &&
    sm2VerifierKey && { verifierKey: sm2VerifierKey, publicKey: log.sm2.publicKey };
  const names = { origin, verifierKey, ...(sm2 && { sm2 }) };

  /** Runs `prove`; when the entry has no place yet, integrates and runs it once more. */
  async function whenPlaced<T>(prove: () => Promise<T>): Promise<T> {
    try {
      return await prove();
    } catch (error) {
      const isEarly = error instanceof Refusal && error.code === 'audit.not-integrated';
      if (!isEarly || gate.state().kind !== 'ready') throw error;
    }
    await integrateAll();
    return prove();
  }

  return {
    origin,
    /** What the verifier must have from elsewhere: printed at start, pinned by the reader. */
    verifierKey,
    /** Of the second signature, where there is one. */
    sm2VerifierKey,
    proveInclusion: (id: string) => whenPlaced(() => proveInclusion(db, id)),
    proveConsistency: (from: number, to: number) => proveConsistency(db, from, to),
    async evidence(id: string): Promise<string> {
      await whenPlaced(() => proveInclusion(db, id));
      await followSm3();
      return evidenceOf(db, id, names);
    },
    checkIntegrity: (options?: CheckOptions, progress?: Progress) =>
      checkIntegrity(log, options, progress),

    async exportPeriod(period: { from: Date; to: Date }): Promise<AsyncIterable<Uint8Array>> {
      if (gate.state().kind === 'ready') await integrateAll();
      return exportPeriod(db, period, names);
    },
  };
}

export async function createAudit(parts: AuditParts) {
  const { db, clock, signer, sm2, witness } = parts;
  const origin = originOf(parts.tenant);
  const log: LogParts = { db, clock, signer, witness, origin, ...(sm2 && { sm2 }) };
  const gate = createGate();
  const writing = writingOf(parts, log, gate);
  await gate
    .guarded(() => openLog(log))
    .catch((error: unknown) => {
      // A broken log is a state with a name, for the start to show; everything else is a fault.
      if (gate.state().kind === 'ready') throw error;
    });
  return {
    ...writing,
    ...readingOf(db),
    ...provingOf(log, gate, writing),
    state: gate.state,
    witnessed: () => witness.read(),
  };
}

export type Audit = Awaited<ReturnType<typeof createAudit>>;
