// The one path by which anything happens: parse, permission, purpose, step-up, four eyes, transaction, trace, reply.
// HTTP, the command line and scheduled work all come through here, so every guarantee holds for all of them. The answer
// leaves only after its entry is durable (promise 2); a refusal's entry is written after its rollback.
import { Refusal, refuse, type Operation, type Purpose } from '@shouxin/contract';
import type { EntryToAppend } from '@shouxin/contract/proof';
import type { Actor, Call } from '../kernel/call.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/crypto/index.ts';
import { brokenConstraint, transaction, type Tx } from '../kernel/database.ts';
import { invariant } from '../kernel/invariant.ts';
import type { Log } from '../kernel/log.ts';
import { isFourEyes, type Prepared, type Routes } from '../kernel/serve.ts';
import { allow, anonymous, purposeIn } from './caller.ts';
import { faultCodeOf, unstoredRefusal } from './fault-code.ts';
import { watched, type Idempotency } from './idempotency.ts';
import { parseInput } from './parse-input.ts';
import { entriesOf, refusedDraft, type Draft, type Origin, type SealReference } from './trace.ts';

export interface Asked {
  readonly operation: Operation;
  /** Path, query and body joined; parsed here, never before. */
  readonly input: unknown;
  readonly actor: Actor | undefined;
  readonly terminal: string;
  readonly address: string;
  readonly idempotencyKey?: string | undefined;
  /** Bytes of an operation that takes a file. */
  readonly file?: GivenFile | undefined;
  /** What the door refuses by itself, raised here so that it leaves its entry; `turnedAway` before who it is matters. */
  readonly refused?: Refusal | undefined;
  readonly turnedAway?: Refusal | undefined;
}

export interface GivenFile {
  readonly type: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** SHA-256 of the whole, known once the bytes have passed. */
  readonly digest?: () => Promise<string>;
}

export interface Answered {
  readonly status: 200 | 202;
  readonly output: unknown;
  readonly requestId: string;
  readonly sessionToken?: string | null;
}

export interface Doorkeeper {
  readonly db: Tx;
  readonly clock: Clock;
  readonly log: Log;
  readonly routes: Routes;
  readonly audit: {
    /** Ids of entries to come, in the order in which they are made. */
    newId(): string;
    appendIn(tx: Tx, entries: readonly EntryToAppend[]): Promise<unknown>;
    appendGrouped(entries: readonly EntryToAppend[]): Promise<unknown>;
  };
  readonly propose: (call: Call, act: string, prepared: Prepared) => Promise<unknown>;
  /** Refuses a purpose that is not open to the actor's post or lacks its reference. */
  readonly checkPurpose: (call: Call, purpose: Purpose) => Promise<void> | void;
  readonly sealReference: SealReference;
  readonly idempotency: Idempotency;
  /** Waits for a place where an operation is costly (password stretching), before a connection is taken. */
  readonly admit?: (operation: string) => Promise<() => void>;
}

export type Perform = (asked: Asked) => Promise<Answered>;

interface Running extends Asked {
  readonly requestId: string;
  readonly at: Date;
  readonly drafts: Draft[];
  readonly reply: Call['reply'];
  readonly purpose: Purpose | undefined;
}

export function createPerform(door: Doorkeeper): Perform {
  return async (asked) => {
    const at = door.clock.now();
    const file = asked.file && watched(asked.file);
    const running: Running = {
      ...asked,
      file,
      requestId: newId(at),
      at,
      drafts: [],
      reply: {},
      purpose: purposeIn(asked.operation, asked.input),
    };
    let leave: (() => void) | undefined;
    try {
      if (asked.turnedAway) throw asked.turnedAway;
      allow(running);
      if (asked.refused) throw asked.refused;
      const input = parseInput(asked);
      leave = await door.admit?.(asked.operation.id);
      const answer =
        asked.operation.kind === 'write'
          ? await write(door, running, input)
          : await read(door, running, input);
      return { ...answer, requestId: running.requestId, ...running.reply };
    } catch (error) {
      throw await recorded(door, running, error);
    } finally {
      leave?.();
      await file?.close();
    }
  };
}

async function write(
  door: Doorkeeper,
  running: Running,
  input: unknown,
): Promise<Pick<Answered, 'status' | 'output'>> {
  const repeated = await again(door, running, input);
  if (repeated) return repeated;
  try {
    return await transaction(door.db, async (tx) => {
      const call = callOf(door, running, tx);
      const answer = await run(door, running, { call, input });
      await door.audit.appendIn(tx, await entries(door, running, running.drafts));
      await door.idempotency.keep(tx, running, { input, answer });
      return answer;
    });
  } catch (error) {
    return afterRace(door, { running, input, error });
  }
}

/** Of two at once with one key, the first may stand in the second's way before the key does: then its answer counts. */
async function afterRace(
  door: Doorkeeper,
  { running, input, error }: { running: Running; input: unknown; error: unknown },
) {
  const isKept = brokenConstraint(error) === 'kept_answer_pkey';
  if (!isKept && !(error instanceof Refusal)) throw error;
  const repeated = await again(door, running, input);
  if (!repeated) throw isKept ? new Refusal('idempotency.conflict') : error;
  return repeated;
}

/** The same write sent again: answered from what was kept, and traced as a repetition. */
async function again(door: Doorkeeper, running: Running, input: unknown) {
  const repeated = await door.idempotency.find(running, input);
  if (!repeated) return undefined;
  const draft: Draft = { id: door.audit.newId(), result: 'repeated' };
  await door.audit.appendGrouped(await entries(door, running, [draft]));
  return repeated;
}

async function read(
  door: Doorkeeper,
  running: Running,
  input: unknown,
): Promise<Pick<Answered, 'status' | 'output'>> {
  const answer = await run(door, running, { call: callOf(door, running, door.db), input });
  await door.audit.appendGrouped(await entries(door, running, running.drafts));
  return answer;
}

async function run(
  door: Doorkeeper,
  running: Running,
  { call, input }: { call: Call; input: unknown },
): Promise<Pick<Answered, 'status' | 'output'>> {
  const { operation, drafts } = running;
  if (operation.purpose === 'required') {
    if (!running.purpose) refuse('policy.purpose-required');
    await door.checkPurpose(call, running.purpose);
  }
  const route = door.routes.get(operation.id);
  if (!route) refuse('operation.unknown');
  const given = running.file ? { ...(input as object), file: running.file } : input;
  const answer = isFourEyes(route)
    ? await secondPerson(door, call, route.prepare(call, given))
    : { status: 200 as const, output: await route(call, given) };
  invariant(drafts.length > 0, 'an operation answered without a trace');
  return { ...answer, output: operation.output.parse(answer.output) };
}

/** Four eyes: what was prepared is proposed and waits; nothing of it has happened (R2.4.2). */
async function secondPerson(
  door: Doorkeeper,
  call: Call,
  preparing: Promise<{ propose: Prepared } | { done: unknown }>,
): Promise<Pick<Answered, 'status' | 'output'>> {
  const prepared = await preparing;
  if ('done' in prepared) return { status: 200, output: prepared.done };
  return { status: 202, output: await door.propose(call, call.operation, prepared.propose) };
}

function callOf(door: Doorkeeper, running: Running, tx: Tx): Call {
  const actor = running.actor ?? anonymous(running);
  return {
    id: running.requestId,
    operation: running.operation.id,
    at: running.at,
    actor,
    ...(running.purpose && { purpose: running.purpose }),
    tx,
    reply: running.reply,
    append: (draft) => {
      const id = door.audit.newId();
      running.drafts.push({ ...draft, id });
      return id;
    },
  };
}

/** A refusal or a fault leaves its own entry; when even that cannot be stored, the caller learns so and nothing else. */
async function recorded(
  door: Doorkeeper,
  running: Running,
  error: unknown,
): Promise<Refusal & { requestId?: string }> {
  const refusal = error instanceof Refusal ? error : faultRefusal(door, running, error);
  try {
    const draft = refusedDraft(door.audit.newId(), refusal.code, running.drafts);
    await door.audit.appendGrouped(await entries(door, running, [draft]));
  } catch (unstored) {
    door.log.fault('audit.unavailable', unstored, running.requestId);
    return Object.assign(unstoredRefusal(unstored), { requestId: running.requestId });
  }
  return Object.assign(refusal, { requestId: running.requestId });
}

function faultRefusal(door: Doorkeeper, running: Running, error: unknown): Refusal {
  door.log.fault('operation failed', error, running.requestId);
  return new Refusal(faultCodeOf(error));
}

function entries(
  door: Doorkeeper,
  running: Running,
  drafts: readonly Draft[],
): Promise<EntryToAppend[]> {
  const origin: Origin = {
    operation: running.operation.id,
    request: running.requestId,
    at: running.at,
    actor: running.actor,
    terminal: running.terminal,
    address: running.address,
    purpose: running.purpose,
  };
  return entriesOf(origin, drafts, door.sealReference);
}
