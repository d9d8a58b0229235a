// What the tests of this room share: an institution of one branch on a real database, a clock that stands still, and a
// way to act that commits and rolls back as perform does.
import { identityOperations, type InputOf, type OutputOf, type Post } from '@shouxin/contract';
import { TOTP, Secret } from 'otpauth';
import { testDatabase, type TestDatabase } from '../database.ts';
import type { Actor, Call, EntryDraft } from '../../src/kernel/call.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import {
  createSecretSealer,
  newId,
  newKey,
  randomBytes,
  suiteOf,
} from '../../src/kernel/crypto/index.ts';
import { transaction } from '../../src/kernel/database.ts';
import { createIdentity, type Identity } from '../../src/controls/identity/index.ts';

type Operations = typeof identityOperations;

export const rules: Record<string, number> = {
  'session.idle_minutes': 15,
  'session.absolute_minutes': 480,
  'session.unbound_minutes': 480,
  'session.proof_seconds': 60,
  'signin.lockout.attempts': 5,
  'signin.lockout.minutes': 30,
  'signin.per_account_per_minute': 20,
  'signin.per_address_per_minute': 120,
  'signin.parallel_max': 4,
  'totp.window_steps': 1,
  'stepup.valid_minutes': 5,
  'password.min_chars': 12,
  'password.max_chars': 128,
  'password.kinds_min': 3,
  'password.history': 3,
  'password.max_age_days': 90,
  'handover.valid_hours': 72,
};

export const goodPassword = 'Guarded-Reeds-27';
export const address = '203.0.113.7';

export interface Person {
  readonly id: string;
  readonly account: string;
  readonly secret: Uint8Array;
}

export interface Done<K extends keyof Operations> {
  readonly output: OutputOf<Operations[K]>;
  readonly token: string | null | undefined;
  readonly entries: readonly EntryDraft[];
}

export type Kit = Awaited<ReturnType<typeof createKit>>;

export async function createKit() {
  const database = await testDatabase();
  const clock = fixedClock();
  const key = { suite: suiteOf(1), key: newKey(32), kid: randomBytes(16) };
  const secrets = createSecretSealer({ tenant: 'test', leaseKey: async () => key });
  /** As after a restart: nothing that was in memory is left. */
  const fresh = () =>
    createIdentity({ db: database.server.db, clock, secrets, rule: (name) => rules[name] });
  const kit = { database, clock, secrets, identity: fresh(), restart: () => {} };
  kit.restart = () => void (kit.identity = fresh());
  const at = clock.now();
  const entity = await kit.identity.createUnit(database.server.db, {
    parent: null,
    kind: 'entity',
    code: 'HQ',
    name: { zh: '演示银行', en: 'Demonstration Bank' },
    at,
  });
  const branch = await kit.identity.createUnit(database.server.db, {
    parent: entity.id,
    kind: 'branch',
    code: 'B01',
    name: { zh: '城东支行', en: 'East Branch' },
    at,
  });

  return Object.assign(kit, {
    entity,
    branch,
    addPerson: (account: string, post: Post, demonstration = true) =>
      addPerson(kit, { account, post, demonstration, unit: branch.id }),
    code: (person: Person, stepsAhead = 0) => codeAt(person, clock.now(), stepsAhead),
    act: <K extends keyof Operations>(
      name: K,
      input: InputOf<Operations[K]>,
      actor: Actor = nobody,
    ) => act(kit, { name, input, actor }),
    prepare: <K extends Proposable>(name: K, input: InputOf<Operations[K]>, by: Actor) =>
      prepare(kit, { name, input, by }),
    /** What this person may take, taken. */
    async take(actor: Actor) {
      const { output } = await act(kit, { name: 'listHandOvers', input: {}, actor });
      const taken = await Promise.all(
        output.items.map((it) => act(kit, { name: 'handOver', input: it, actor })),
      );
      return taken.map((it) => it.output);
    },
    recognise: async (token: string | null | undefined, isBackground = false) => {
      const from = { token: token ?? '', terminal: 'T-01', address, isBackground };
      return (await kit.identity.recognise(from))?.actor;
    },
    async signIn(person: Person, more: Partial<InputOf<Operations['signIn']>> = {}) {
      const input = {
        account: person.account,
        password: goodPassword,
        totp: codeAt(person, clock.now()),
        endOther: false,
        ...more,
      };
      return act(kit, { name: 'signIn', input, actor: nobody });
    },
    /** Signs in and answers the actor; moves to the next step of the clock, so that the next code is fresh. */
    async enter(person: Person): Promise<Actor & { token: string }> {
      const { token } = await this.signIn(person, { endOther: true });
      clock.advance({ seconds: 30 });
      const actor = await this.recognise(token);
      if (!actor || !token) throw new Error('not recognised after sign-in');
      return { ...actor, token };
    },
  });
}

interface Held {
  readonly database: TestDatabase;
  readonly clock: ReturnType<typeof fixedClock>;
  identity: Identity;
}

async function addPerson(
  kit: Held,
  it: { account: string; post: Post; demonstration: boolean; unit: string },
): Promise<Person> {
  const secret = randomBytes(20);
  const id = await kit.identity.createAccount(kit.database.server.db, {
    ...it,
    displayName: `演示${it.account}`,
    password: goodPassword,
    totpSecret: secret,
    by: null,
    at: kit.clock.now(),
  });
  return { id, account: it.account, secret };
}

function codeAt(person: Person, at: Date, stepsAhead = 0): string {
  const secret = new Secret({ buffer: Uint8Array.from(person.secret).buffer });
  return TOTP.generate({ secret, timestamp: at.getTime() + stepsAhead * 30_000 });
}

export const nobody: Actor = {
  kind: 'staff',
  id: '00000000-0000-0000-0000-000000000000',
  account: '',
  displayName: '',
  post: 'teller',
  unit: { id: '', code: '-', name: { zh: '', en: '' } },
  session: '',
  terminal: 'T-01',
  address,
  steppedUp: false,
};

interface Acting {
  readonly operation: string;
  readonly actor: Actor;
}

/** One call in one transaction, as perform makes it. */
async function within<R>(
  kit: Held,
  { operation, actor }: Acting,
  work: (call: Call) => Promise<R>,
) {
  const entries: EntryDraft[] = [];
  const reply: { sessionToken?: string | null } = {};
  const leave = await kit.identity.admit(operation);
  try {
    const output = await transaction(kit.database.server.db, (tx) => {
      const append = (draft: EntryDraft) => {
        entries.push(draft);
        return newId(kit.clock.now());
      };
      return work({ id: newId(), operation, at: kit.clock.now(), actor, tx, reply, append });
    });
    return { output, entries, token: reply.sessionToken };
  } finally {
    leave();
  }
}

async function act<K extends keyof Operations>(
  kit: Held,
  { name, input, actor }: { name: K; input: InputOf<Operations[K]>; actor: Actor },
): Promise<Done<K>> {
  const operation = identityOperations[name];
  const route = new Map(kit.identity.routes).get(operation.id);
  if (typeof route !== 'function') throw new Error(`no function for ${operation.id}`);
  const acting = { operation: operation.id, actor };
  const done = await within(kit, acting, (call) => route(call, input));
  return { ...done, output: operation.output.parse(done.output) as OutputOf<Operations[K]> };
}

type Proposable = 'createAccount' | 'resetPassword' | 'setPost';

interface Proposing<K extends Proposable> {
  readonly name: K;
  readonly input: InputOf<Operations[K]>;
  readonly by: Actor;
}

/** Up to what approvals would seal. */
async function prepare<K extends Proposable>(kit: Held, { name, input, by }: Proposing<K>) {
  const { id } = identityOperations[name];
  const halves = new Map(kit.identity.routes).get(id);
  if (!halves || typeof halves === 'function') throw new Error(`${id} is not in two halves`);
  const { output } = await within(kit, { operation: id, actor: by }, (call) =>
    halves.prepare(call, input),
  );
  if ('done' in output) throw new Error(`${id} was done at once`);
  const { payload } = output.propose;
  const proposer = { ...by, proposal: newId(kit.clock.now()), at: kit.clock.now() };
  const run = (second: Actor) =>
    within(kit, { operation: 'approvals.approve', actor: second }, (call) =>
      halves.run(call, payload, proposer),
    );
  return { prepared: output.propose, run };
}

/** A look at what the database holds, as its owner. */
export async function rowsOf(kit: Held, query: string): Promise<Record<string, unknown>[]> {
  return (await kit.database.owner.pool.query<Record<string, unknown>>(query)).rows;
}
