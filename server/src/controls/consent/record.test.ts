// Displays, choices, claims and withdrawals on a real database, with the role of the server.
import { postTitles, Refusal, shownText } from '@shouxin/contract';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/database.ts';
import type { Call, EntryDraft } from '../../kernel/call.ts';
import { createConsent } from './index.ts';
import { hexOf } from './notices.ts';

const database = await testDatabase();
const consent = createConsent({ rules: { number: () => 3 } });
const notice = consent.notices.find('N-CS01');
const hash = notice?.hash ?? '';
const consents = consent.notices.consentsOf('N-CS01');
const shownHash = hexOf(shownText(hash, consents));

function callAt(at = '2026-03-02T01:00:00Z'): Call & { drafts: EntryDraft[] } {
  const drafts: EntryDraft[] = [];
  const id = crypto.randomUUID();
  return {
    id,
    operation: 'collection.show-notice',
    at: new Date(at),
    actor: {
      kind: 'staff',
      id,
      account: 'teller',
      displayName: '柜员',
      post: 'teller',
      unit: { id, code: '0101', name: postTitles.teller },
      session: 'c2Vzc2lvbg==',
      terminal: 'T1',
      address: '10.0.0.1',
      steppedUp: false,
    },
    tx: database.server.db,
    reply: {},
    append: (draft) => {
      drafts.push(draft);
      return id;
    },
    drafts,
  };
}

async function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

const shown = (about: string, change: object = {}) => ({
  about,
  notice: 'N-CS01',
  hash,
  language: 'zh' as const,
  shownSeconds: 25,
  reachedEnd: true,
  printed: false,
  ...change,
});

const choicesOf = (about: string, change: object = {}) => ({
  about,
  subject: crypto.randomUUID(),
  notice: 'N-CS01',
  choices: [{ consent: 'marketing-sms', given: true }],
  shownHash,
  channel: 'counter',
  ...change,
});

const standingOf = async (subject: string) =>
  (await consent.standingsOf(callAt().tx, [subject])).get(subject) ?? [];

describe('publishing notices', () => {
  it('records each version once and shows only what is published', async () => {
    const call = callAt();
    expect(await consent.inForce(call.tx)).toEqual([]);
    expect(await consent.publish(call)).toBe(1);
    expect(await consent.publish(call)).toBe(0);
    expect(await consent.inForce(call.tx)).toMatchObject([
      {
        notice: 'N-CS01',
        version: 1,
        hash,
        publishedAt: '2026-03-02T01:00:00.000Z',
        state: 'in-force',
      },
    ]);
  });

  it('refuses a changed text under the same version', async () => {
    const changed = createConsent({
      rules: { number: () => 3 },
      notices: {
        ...consent.notices,
        all: consent.notices.all.map((it) => ({ ...it, hash: 'f'.repeat(64) })),
      },
    });
    await expect(changed.publish(callAt())).rejects.toThrow(/new version/);
  });
});

describe('R2.1.2 a display of the notice', () => {
  it('is recorded with text, language, time and end, and traced without a value', async () => {
    const call = callAt();
    const done = await consent.recordDisplay(call, shown(crypto.randomUUID(), { printed: true }));
    expect(done.isSufficient).toBe(true);
    expect(call.drafts).toMatchObject([
      {
        facts: { notice: 'N-CS01@1', language: 'zh', seconds: 25, reachedEnd: true, printed: true },
      },
    ]);
  });

  it('refuses a text that is not the one in force', async () => {
    const other = shown(crypto.randomUUID(), { hash: '0'.repeat(64) });
    expect(await codeOf(consent.recordDisplay(callAt(), other))).toBe('consent.notice-changed');
  });

  it.each([
    ['too short', { shownSeconds: 2 }, 'consent.notice-not-shown'],
    ['not to its end', { reachedEnd: false }, 'consent.notice-not-shown'],
    ['handed over in print', { shownSeconds: 0, reachedEnd: false, printed: true }, 'done'],
    ['long enough', {}, 'done'],
  ])('%s: %o', async (_, change, code) => {
    const about = crypto.randomUUID();
    await consent.recordDisplay(callAt(), shown(about, change));
    expect(await codeOf(consent.requireDisplay(callAt().tx, { about, notice: 'N-CS01' }))).toBe(
      code,
    );
  });

  it('of another customer does not count', async () => {
    await consent.recordDisplay(callAt(), shown(crypto.randomUUID()));
    const code = await codeOf(
      consent.requireDisplay(callAt().tx, { about: crypto.randomUUID(), notice: 'N-CS01' }),
    );
    expect(code).toBe('consent.notice-not-shown');
  });
});

describe('R2.1.3 choices', () => {
  it('are recorded one by one with what the customer saw; what was not chosen is refused', async () => {
    const about = crypto.randomUUID();
    await consent.recordDisplay(callAt(), shown(about));
    const call = callAt();
    const choices = choicesOf(about, { trail: 'ab'.repeat(16) });
    await consent.recordChoices(call, choices);
    expect(
      (await standingOf(choices.subject)).map((it) => [it.consent, it.state, it.permits]),
    ).toEqual([
      ['care', 'refused', false],
      ['marketing-phone', 'refused', false],
      ['marketing-sms', 'given', true],
      ['marketing-app', 'refused', false],
    ]);
    expect(call.drafts).toMatchObject([
      { act: 'consent.record', facts: { 'marketing-sms': true, care: false, notice: 'N-CS01@1' } },
    ]);
  });

  it.each([
    ['without a display', false, {}, 'consent.notice-not-shown'],
    [
      'on a text the customer did not see',
      true,
      { shownHash: 'a'.repeat(64) },
      'consent.notice-changed',
    ],
    [
      'of a consent that was not offered',
      true,
      { choices: [{ consent: 'all', given: true }] },
      'input.invalid',
    ],
  ])('%s are refused', async (...[, isShown, change, code]) => {
    const about = crypto.randomUUID();
    if (isShown) await consent.recordDisplay(callAt(), shown(about));
    expect(await codeOf(consent.recordChoices(callAt(), choicesOf(about, change)))).toBe(code);
  });

  it('carry the signed image as evidence when there is one', async () => {
    const about = crypto.randomUUID();
    await consent.recordDisplay(callAt(), shown(about));
    const signedImage = crypto.randomUUID();
    const choices = choicesOf(about, { signedImage });
    await consent.recordChoices(callAt(), choices);
    expect((await standingOf(choices.subject)).find((it) => it.state === 'given')?.evidence).toBe(
      'signed-image',
    );
  });
});

describe('claims and withdrawals', () => {
  it('R2.3.3 a claim from an import permits nothing', async () => {
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()];
    const call = callAt();
    const claims = [
      { subject: one, consent: 'marketing-sms', given: true },
      { subject: two, consent: 'marketing-sms', given: false },
    ];
    await consent.recordClaims(call, { channel: 'bulk-import', claims });
    expect(call.drafts).toEqual([{ act: 'consent.claim', count: 2 }]);
    const found = await consent.standingsOf(call.tx, [one, two]);
    const stateOf = (subject: string) =>
      found.get(subject)?.find((it) => it.consent === 'marketing-sms');
    expect(stateOf(one)).toMatchObject({ state: 'claimed', permits: false });
    expect(stateOf(two)).toMatchObject({ state: 'refused', permits: false });
  });

  it('R2.3.4 a withdrawal holds at once and needs no reason', async () => {
    const about = crypto.randomUUID();
    await consent.recordDisplay(callAt(), shown(about));
    const it = choicesOf(about);
    await consent.recordChoices(callAt(), it);
    const call = callAt('2026-03-03T01:00:00Z');
    const standing = await consent.withdraw(call, {
      subject: it.subject,
      consent: 'marketing-sms',
      channel: '客户在柜台说不要再发短信',
    });
    expect(standing).toMatchObject({ state: 'withdrawn', permits: false });
    expect(call.drafts).toEqual([
      { act: 'consent.withdraw', facts: { consent: 'marketing-sms', channel: 'other' } },
    ]);
  });

  it('refuses to withdraw what does not exist', async () => {
    const it = { subject: crypto.randomUUID(), consent: 'everything', channel: 'counter' };
    expect(await codeOf(consent.withdraw(callAt(), it))).toBe('not-found');
  });

  it('answers for many subjects in one statement, also for those without any act', async () => {
    const subjects = Array.from({ length: 50 }, () => crypto.randomUUID());
    const found = await consent.standingsOf(callAt().tx, subjects);
    expect(found.size).toBe(50);
    expect(found.get(subjects[7] ?? '')?.every((it) => it.state === 'none')).toBe(true);
  });

  it('are ledgers: the role of the server changes and removes nothing', async () => {
    for (const table of ['act', 'display', 'notice']) {
      for (const statement of [`DELETE FROM consent.${table}`, `TRUNCATE consent.${table}`]) {
        await expect(database.server.pool.query(statement)).rejects.toThrow(/permission/);
      }
    }
    await expect(database.server.pool.query('UPDATE consent.act SET given = true')).rejects.toThrow(
      /permission/,
    );
  });

  it('not even the database takes a claim that carries evidence', async () => {
    const act = `INSERT INTO consent.act (subject, id, consent, kind, given, evidence, channel, account, chosen_at, at)
      VALUES (gen_random_uuid(), gen_random_uuid(), 'marketing-sms', 'claim', true, 'signed-image', 'import',
        gen_random_uuid(), now(), now())`;
    await expect(database.server.pool.query(act)).rejects.toThrow(/check/);
  });
});
