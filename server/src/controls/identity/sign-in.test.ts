// Signing in: what proves a person, what is said to one who is not proven, and what survives a restart.
import { Refusal } from '@shouxin/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createKit,
  goodPassword,
  rowsOf,
  type Person,
} from '../../../test/journeys/identity-kit.ts';

const kit = await createKit();
const people: Record<string, Person> = {};
let count = 0;

/** Everybody anew, so that no test leans on another's failures. */
async function somebody(demonstration = true): Promise<Person> {
  count += 1;
  return kit.addPerson(`teller${count}`, 'teller', demonstration);
}

beforeEach(async () => {
  kit.clock.advance({ hours: 2 });
  kit.restart();
  people.teller = await somebody();
});

const teller = (): Person => people.teller ?? expect.unreachable();

async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await promise.then(
    () => new Error('was not refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error;
  throw error instanceof Error ? error : new Error('unknown');
}

async function fail(times: number, person: { account: string }): Promise<string[]> {
  const codes: string[] = [];
  for (let i = 0; i < times; i += 1) {
    const tried = kit.signIn({ id: '', secret: new Uint8Array(20), ...person }, { password: 'no' });
    codes.push((await refusalOf(tried)).code);
  }
  return codes;
}

async function time(more: object): Promise<number> {
  const begun = performance.now();
  await refusalOf(kit.signIn(teller(), more));
  return performance.now() - begun;
}

const middle = (times: number[]) => times.toSorted((a, b) => a - b)[4] ?? 0;

describe('I6.3 both factors', () => {
  test('account, password and code open a session that carries post, unit and permissions', async () => {
    const { output, token, entries } = await kit.signIn(teller());
    expect(output).toMatchObject({
      account: teller().account,
      post: 'teller',
      unit: { code: 'B01', kind: 'branch' },
      institution: { en: 'Demonstration Bank' },
      demonstration: true,
    });
    expect(output.permissions).toContain('customers.find');
    expect(output.permissions).not.toContain('accounts.manage');
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(entries).toMatchObject([
      {
        actor: { kind: 'staff', id: teller().id, post: 'teller', unit: { code: 'B01' } },
        facts: { account: teller().id, endedOther: false, passwordChanged: false },
      },
    ]);
  });

  test('capital letters and spaces around the account name do not matter', async () => {
    const { output } = await kit.signIn(teller(), {
      account: ` ${teller().account.toUpperCase()} `,
    });
    expect(output.account).toBe(teller().account);
  });

  test.each([
    ['wrong password', { password: 'wrong' }],
    ['wrong code', { totp: '000000' }],
    ['unknown account', { account: 'nobody.here' }],
  ])('%s: the same words', async (_case, more) => {
    const refusal = await refusalOf(kit.signIn(teller(), more));
    expect(refusal.code).toBe('identity.wrong-credentials');
    expect(refusal.more).toEqual((await refusalOf(kit.signIn(teller(), { password: 'x' }))).more);
  });

  test('an unknown account takes as long as a wrong password', async () => {
    const spent = { known: [] as number[], unknown: [] as number[] };
    for (let i = 0; i < 9; i += 1) {
      kit.clock.advance({ minutes: 31 });
      spent.known.push(await time({ password: 'wrong' }));
      spent.unknown.push(await time({ account: 'nobody.here' }));
    }
    const ratio = middle(spent.known) / middle(spent.unknown);
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });

  test('a disabled account is told so only to who proves both factors', async () => {
    await rowsOf(kit, `UPDATE identity.account SET state = 'disabled' WHERE id = '${teller().id}'`);
    expect((await refusalOf(kit.signIn(teller(), { password: 'x' }))).code).toBe(
      'identity.wrong-credentials',
    );
    expect((await refusalOf(kit.signIn(teller()))).code).toBe('identity.disabled');
  });
});

describe('a code is accepted once', () => {
  test('also when it is right, and the refusal says when the next one comes', async () => {
    const { token } = await kit.signIn(teller());
    expect(await kit.recognise(token)).toBeDefined();
    const refusal = await refusalOf(kit.signIn(teller(), { endOther: true }));
    expect(refusal.code).toBe('identity.code-used');
    expect(refusal.more.facts?.waitSeconds).toBe(30);
  });

  test('two sign-ins with one code at once: exactly one wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await somebody();
      const both = [1, 2, 3].map(() => kit.signIn(person, { endOther: true }));
      const ended = await Promise.allSettled(both);
      const won = ended.filter((it) => it.status === 'fulfilled');
      const lost = ended.filter((it) => it.status === 'rejected');
      expect(won).toHaveLength(1);
      expect(lost.map((it) => (it.reason as Refusal).code)).toEqual([
        'identity.code-used',
        'identity.code-used',
      ]);
      const uses = await rowsOf(
        kit,
        `SELECT 1 FROM identity.used_code WHERE account_id = '${person.id}'`,
      );
      expect(uses).toHaveLength(1);
    }
  });

  test.each([-1, 0, 1])('the clock of a phone may be off by %i step', async (steps) => {
    const { token } = await kit.signIn(teller(), { totp: kit.code(teller(), steps) });
    expect(token).toBeTruthy();
  });

  test.each([-2, 2])('but not by %i', async (steps) => {
    const refusal = await refusalOf(kit.signIn(teller(), { totp: kit.code(teller(), steps) }));
    expect(refusal.code).toBe('identity.wrong-credentials');
  });
});

describe('I6.3 one session for each account', () => {
  test('the newcomer is told since when and where, and ends it with the same code', async () => {
    const first = await kit.signIn(teller(), { terminal: 'COUNTER-3' });
    const since = kit.clock.now().toISOString();
    kit.clock.advance({ minutes: 1 });
    const totp = kit.code(teller());
    const refusal = await refusalOf(kit.signIn(teller(), { totp }));
    expect(refusal.code).toBe('identity.other-session');
    expect(refusal.more.facts).toEqual({ since, terminal: 'COUNTER-3' });
    const second = await kit.signIn(teller(), { totp, endOther: true });
    expect(second.entries[0]?.facts?.endedOther).toBe(true);
    expect(await kit.recognise(first.token)).toBeUndefined();
    expect(await kit.recognise(second.token)).toBeDefined();
  });

  test('nobody is told of the other session without both factors', async () => {
    await kit.signIn(teller());
    expect((await refusalOf(kit.signIn(teller(), { password: 'x' }))).code).toBe(
      'identity.wrong-credentials',
    );
  });

  test('a session that ran out is in nobody’s way', async () => {
    await kit.signIn(teller());
    kit.clock.advance({ minutes: 15 });
    const { entries } = await kit.signIn(teller());
    expect(entries[0]?.facts?.endedOther).toBe(false);
  });

  test('two sign-ins with two codes at once leave one session', async () => {
    const codes = [0, 1].map((steps) => kit.code(teller(), steps));
    await Promise.allSettled(codes.map((totp) => kit.signIn(teller(), { totp, endOther: true })));
    const open = await rowsOf(
      kit,
      `SELECT 1 FROM identity.session WHERE account_id = '${teller().id}' AND ended_at IS NULL`,
    );
    expect(open).toHaveLength(1);
  });
});

describe('lockout (I6.4)', () => {
  test('so many failures lock, also for the right password, and say for how long', async () => {
    expect(await fail(6, teller())).toEqual([
      ...Array<string>(5).fill('identity.wrong-credentials'),
      'identity.locked',
    ]);
    const refusal = await refusalOf(kit.signIn(teller()));
    expect(refusal.code).toBe('identity.locked');
    expect(refusal.more.facts).toEqual({ minutes: 30 });
  });

  test('it survives a restart, although every refusal rolled back', async () => {
    await fail(5, teller());
    kit.restart();
    expect((await refusalOf(kit.signIn(teller()))).code).toBe('identity.locked');
  });

  test('it ends by itself, and one slip afterwards does not lock again', async () => {
    await fail(5, teller());
    kit.clock.advance({ minutes: 30 });
    expect(await fail(1, teller())).toEqual(['identity.wrong-credentials']);
    await kit.signIn(teller());
  });

  test('a sign-in in between starts the count anew', async () => {
    await fail(4, teller());
    await kit.signIn(teller());
    expect(await fail(4, teller())).not.toContain('identity.locked');
  });

  test('guesses at once are not uncounted: of many, five are looked at', async () => {
    const guesses = Array.from({ length: 8 }, () =>
      refusalOf(kit.signIn(teller(), { password: 'x' })),
    );
    const codes = (await Promise.all(guesses)).map((it) => it.code);
    expect(codes.filter((code) => code === 'identity.wrong-credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'identity.locked')).toHaveLength(3);
  });

  test('a name that is no account locks just the same, also after a restart', async () => {
    const name = { account: `ghost${count}` };
    expect((await fail(6, name)).at(-1)).toBe('identity.locked');
    kit.restart();
    expect(await fail(1, name)).toEqual(['identity.locked']);
  });

  test('a refusal after full proof is not counted as a failure', async () => {
    await kit.signIn(teller());
    for (let i = 0; i < 6; i += 1) {
      kit.clock.advance({ seconds: 30 });
      expect((await refusalOf(kit.signIn(teller()))).code).toBe('identity.other-session');
    }
    expect(await fail(4, teller())).not.toContain('identity.locked');
  });

  test('a used code shown again does not wipe out failures in between', async () => {
    await kit.signIn(teller());
    const totp = kit.code(teller());
    for (let i = 0; i < 5; i += 1) {
      await refusalOf(kit.signIn(teller(), { totp: '000000' }));
      const again = await refusalOf(kit.signIn(teller(), { totp }));
      expect(again.code).toBe(i < 4 ? 'identity.code-used' : 'identity.locked');
    }
  });

  test('nothing typed as an account name is stored, logged or said', async () => {
    const typed = 'MyRealPassword!2026';
    const refusal = await refusalOf(kit.signIn(teller(), { account: typed }));
    expect(JSON.stringify(refusal.more)).not.toContain(typed);
    const attempts = await rowsOf(kit, 'SELECT a::text AS line FROM identity.attempt a');
    expect(JSON.stringify(attempts).toLowerCase()).not.toContain(typed.toLowerCase());
  });
});

describe('a flood', () => {
  test('more tries in a minute than the table allows are turned away before the database', async () => {
    const name = { account: 'flooded' };
    const codes = await fail(21, name);
    expect(codes.at(-1)).toBe('rate.exceeded');
    kit.clock.advance({ minutes: 1 });
    expect(await fail(1, name)).toEqual(['identity.locked']);
  });
});

describe('passwords', () => {
  test('the first sign-in asks for a new one, and the same code then serves', async () => {
    const person = await somebody(false);
    const refusal = await refusalOf(kit.signIn(person));
    expect(refusal.code).toBe('identity.password-change-required');
    const newPassword = 'Quiet-Harbour-58';
    await kit.signIn(person, { newPassword });
    kit.clock.advance({ minutes: 1 });
    await kit.signIn(person, { password: newPassword, endOther: true });
    kit.clock.advance({ minutes: 1 });
    expect((await refusalOf(kit.signIn(person, { endOther: true }))).code).toBe(
      'identity.wrong-credentials',
    );
  });

  test('an old one must be renewed, but never in the demonstration', async () => {
    const person = await somebody(false);
    await kit.signIn(person, { newPassword: 'Quiet-Harbour-58' });
    kit.clock.advance({ hours: 90 * 24 });
    const refusal = await refusalOf(kit.signIn(person, { password: 'Quiet-Harbour-58' }));
    expect(refusal.code).toBe('identity.password-change-required');
    await kit.signIn(teller());
  });

  test.each([
    ['Short-1', ['length']],
    ['alllowercaseletters', ['kinds']],
    ['Password123456!', ['common']],
    ['Ab1-Ab1-Ab1-Ab1-', ['common']],
    [goodPassword, ['used']],
    ['aaa', ['length', 'kinds', 'common']],
  ])('%s is refused with every reason', async (newPassword, expected) => {
    const person = await somebody(false);
    const refusal = await refusalOf(kit.signIn(person, { newPassword }));
    expect(refusal.code).toBe('identity.password-weak');
    expect(refusal.more.reasons?.map((it) => it.code)).toEqual(expected);
  });

  test('one that holds the account name is refused', async () => {
    const person = await somebody(false);
    const newPassword = `My-${person.account}-Key-9`;
    const refusal = await refusalOf(kit.signIn(person, { newPassword }));
    expect(refusal.more.reasons?.map((it) => it.code)).toEqual(['account']);
  });
});
