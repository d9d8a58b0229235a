// Recognising a caller: how long, from which row, and that an ended session is refused at once.
import { Refusal } from '@shouxin/contract';
import { beforeEach, describe, expect, test } from 'vitest';
import { createKit, goodPassword, nobody, rowsOf } from '../../../test/journeys/identity-kit.ts';

const kit = await createKit();
const teller = await kit.addPerson('teller', 'teller');
const boss = await kit.addPerson('boss', 'sysadmin');

beforeEach(() => {
  kit.clock.advance({ hours: 10 });
  kit.restart();
});

const codeOf = (error: unknown) => (error instanceof Refusal ? error.code : error);
const refusal = (promise: Promise<unknown>) => promise.then(() => 'done', codeOf);

describe('recognising', () => {
  test('gives account, post, unit and the hash of the token, which fits the log', async () => {
    const actor = await kit.enter(teller);
    expect(actor).toMatchObject({
      kind: 'staff',
      id: teller.id,
      account: 'teller',
      post: 'teller',
      unit: { code: 'B01' },
      terminal: 'T-01',
      steppedUp: false,
    });
    expect(actor.session).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(actor.session).not.toContain(actor.token);
  });

  test.each(['', 'x', 'A'.repeat(43), '00000000-0000-0000-0000-000000000000', 'é'.repeat(43)])(
    'a made-up token %j is nobody',
    async (token) => {
      expect(await kit.recognise(token)).toBeUndefined();
    },
  );

  test('the database holds no token: nothing in it opens a session', async () => {
    const { token } = await kit.enter(teller);
    const rows = await rowsOf(
      kit,
      `SELECT encode(token_hash, 'base64') AS b64, encode(token_hash, 'hex') AS hex, csrf,
        s::text AS line FROM identity.session s`,
    );
    expect(JSON.stringify(rows)).not.toContain(token);
    for (const stored of rows.flatMap((row) => Object.values(row)).map(String)) {
      expect(await kit.recognise(stored.replace('=', ''))).toBeUndefined();
    }
  });
});

describe('limits of a session', () => {
  test('it ends when nothing was done for the idle limit', async () => {
    const { token } = await kit.enter(teller);
    kit.clock.advance({ minutes: 14 });
    expect(await kit.recognise(token)).toBeDefined();
    await kit.identity.settled();
    kit.clock.advance({ minutes: 14 });
    expect(await kit.recognise(token)).toBeDefined();
    await kit.identity.settled();
    kit.clock.advance({ minutes: 15 });
    expect(await kit.recognise(token)).toBeUndefined();
  });

  test('polling in the background keeps no session alive', async () => {
    const { token } = await kit.enter(teller);
    for (let i = 0; i < 7; i += 1) {
      kit.clock.advance({ minutes: 2 });
      expect(await kit.recognise(token, true)).toBeDefined();
      await kit.identity.settled();
    }
    kit.clock.advance({ minutes: 2 });
    expect(await kit.recognise(token)).toBeUndefined();
  });

  test('it ends at the absolute limit however busy it was', async () => {
    const { token } = await kit.signIn(teller, { endOther: true });
    for (let minutes = 0; minutes < 470; minutes += 10) {
      kit.clock.advance({ minutes: 10 });
      expect(await kit.recognise(token)).toBeDefined();
      await kit.identity.settled();
    }
    kit.clock.advance({ minutes: 10 });
    expect(await kit.recognise(token)).toBeUndefined();
  });

  test('being seen is written at most once a minute', async () => {
    const { token } = await kit.signIn(teller, { endOther: true });
    const begun = kit.clock.now();
    const seen = async () => {
      await kit.recognise(token);
      await kit.identity.settled();
      const open = await rowsOf(
        kit,
        `SELECT last_seen_at FROM identity.session
         WHERE account_id = '${teller.id}' AND ended_at IS NULL`,
      );
      return open[0]?.last_seen_at;
    };
    kit.clock.advance({ seconds: 59 });
    expect(await seen()).toEqual(begun);
    kit.clock.advance({ seconds: 1 });
    expect(await seen()).toEqual(kit.clock.now());
  });
});

describe('I6.2 an ended session is refused at once', () => {
  test('after signing out, which also clears the cookie', async () => {
    const actor = await kit.enter(teller);
    const { token } = await kit.act('signOut', {}, actor);
    expect(token).toBeNull();
    expect(await kit.recognise(actor.token)).toBeUndefined();
    expect(await refusal(kit.act('me', {}, actor))).toBe('identity.sign-in-required');
  });

  test('after the account is disabled, also by another server', async () => {
    const actor = await kit.enter(teller);
    const admin = await kit.enter(boss);
    const before = kit.identity;
    kit.restart();
    await kit.act('setState', { account: teller.id, state: 'disabled' }, admin);
    const from = { token: actor.token, terminal: 'T-01', address: '203.0.113.7' };
    expect(await before.recognise(from)).toBeUndefined();
    await kit.act('setState', { account: teller.id, state: 'active' }, admin);
    expect(await kit.recognise(actor.token)).toBeUndefined();
  });
});

describe('csrf', () => {
  test('the header fits its own session only', async () => {
    const first = await kit.signIn(teller, { endOther: true });
    const second = await kit.signIn(boss, { endOther: true });
    const token = first.token ?? '';
    expect(kit.identity.csrfFits(token, first.output.csrf)).toBe(true);
    expect(kit.identity.csrfFits(token, second.output.csrf)).toBe(false);
    expect(kit.identity.csrfFits(token, '')).toBe(false);
    expect(kit.identity.csrfFits(token, token)).toBe(false);
  });

  test('`me` gives it again after a reload', async () => {
    const signedIn = await kit.signIn(teller, { endOther: true });
    const actor = (await kit.recognise(signedIn.token)) ?? nobody;
    const { output } = await kit.act('me', {}, actor);
    expect(output).toEqual(signedIn.output);
  });
});

describe('step-up', () => {
  test('a fresh code opens the window, and it closes by itself', async () => {
    const actor = await kit.enter(teller);
    const { output } = await kit.act('stepUp', { totp: kit.code(teller) }, actor);
    expect((await kit.recognise(actor.token))?.steppedUp).toBe(true);
    kit.clock.advance({ minutes: 5 });
    expect(output.steppedUpUntil).toBe(kit.clock.now().toISOString());
    expect((await kit.recognise(actor.token))?.steppedUp).toBe(false);
  });

  test('the code of the sign-in does not serve again, nor one step-up’s for another', async () => {
    const { token } = await kit.signIn(teller, { endOther: true });
    const actor = (await kit.recognise(token)) ?? nobody;
    const totp = kit.code(teller);
    expect(await refusal(kit.act('stepUp', { totp }, actor))).toBe('identity.code-used');
    const next = { totp: kit.code(teller, 1) };
    const both = await Promise.all([1, 2].map(() => refusal(kit.act('stepUp', next, actor))));
    expect(new Set(both)).toEqual(new Set(['done', 'identity.code-used']));
  });

  test('R1.5.1 guesses lock, and the lock holds at sign-in too; a wrong code is called that', async () => {
    const actor = await kit.enter(teller);
    for (let i = 0; i < 5; i += 1) {
      expect(await refusal(kit.act('stepUp', { totp: '000000' }, actor))).toBe(
        'identity.wrong-code',
      );
    }
    const right = { totp: kit.code(teller) };
    expect(await refusal(kit.act('stepUp', right, actor))).toBe('identity.locked');
    expect(await refusal(kit.signIn(teller, { endOther: true }))).toBe('identity.locked');
  });

  test('a known password does not reset the count of guessed codes', async () => {
    const actor = await kit.enter(teller);
    for (let i = 0; i < 4; i += 1) {
      await refusal(kit.act('stepUp', { totp: '000000' }, actor));
    }
    const change = { password: goodPassword, newPassword: 'Second-Lantern-31' };
    await kit.act('changePassword', change, actor);
    await refusal(kit.act('stepUp', { totp: '000000' }, actor));
    expect(await refusal(kit.act('stepUp', { totp: '000000' }, actor))).toBe('identity.locked');
  });
});

describe('changing the password', () => {
  test('needs the old one, refuses the last ones, and keeps the session', async () => {
    const person = await kit.addPerson('changer', 'teller');
    const actor = await kit.enter(person);
    const change = (password: string, newPassword: string) =>
      refusal(kit.act('changePassword', { password, newPassword }, actor));
    expect(await change('wrong', 'Second-Lantern-31')).toBe('identity.wrong-credentials');
    expect(await change(goodPassword, goodPassword)).toBe('identity.password-weak');
    expect(await change(goodPassword, 'Second-Lantern-31')).toBe('done');
    kit.clock.advance({ seconds: 1 });
    expect(await change('Second-Lantern-31', 'Third-Lantern-42')).toBe('done');
    kit.clock.advance({ seconds: 1 });
    expect(await change('Third-Lantern-42', goodPassword)).toBe('identity.password-weak');
    expect(await change('Third-Lantern-42', 'Fourth-Lantern-53')).toBe('done');
    kit.clock.advance({ seconds: 1 });
    expect(await change('Fourth-Lantern-53', goodPassword)).toBe('done');
    expect(await kit.recognise(actor.token)).toBeDefined();
  });
});
