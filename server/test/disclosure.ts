// Disclosure on real keys, vault, rules, consents and database, for tests: fictitious values of one customer, sealed as the
// customers room seals them, and calls by any post. The opener is the real one and counts what it opens.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postTitles, Refusal, type ItemValue, type Post, type ValueText } from '@shouxin/contract';
import { findItem } from '@shouxin/contract/items';
import { createConsent } from '../src/controls/consent/index.ts';
import { createDisclosure, type SealedItem } from '../src/controls/disclosure/index.ts';
import { createKeys, openSealedFile } from '../src/controls/keys/index.ts';
import { createPolicy } from '../src/controls/policy/index.ts';
import { createVault } from '../src/controls/vault/index.ts';
import type { Actor, Call, EntryDraft } from '../src/kernel/call.ts';
import { canonical } from '../src/kernel/canonical.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import { newId } from '../src/kernel/crypto/index.ts';
import type { Tx } from '../src/kernel/database.ts';

export const values: Record<string, ItemValue> = {
  NP01: '欧阳演示',
  NP03: '2',
  NP06: { region: '上海市浦东新区', regionCode: '310115', detail: '演示路1号2室' },
  NP08: '13800138000',
  NP10: '110101199001011237',
  NP11: { from: '2016-03-01', to: 'long-term' },
  NP14: '1990-01-01',
  NP17: '20',
};

export interface Who {
  readonly post?: Post;
  readonly kind?: Actor['kind'];
  readonly steppedUp?: boolean;
  readonly code?: string | undefined;
  readonly reference?: string;
  readonly id?: string;
}

export async function refusalOf(act: Promise<unknown>): Promise<Refusal> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Refusal) return error;
  throw error instanceof Error ? error : new Error('was not refused');
}

export const shownOf = (it: {
  items: readonly { item: string; shown: string; display?: ValueText }[];
}) => Object.fromEntries(it.items.map((row) => [row.item, `${row.shown} ${textOf(row.display)}`]));

const textOf = (text: ValueText = '-') => (typeof text === 'string' ? text : text.zh);

export async function openDisclosure(db: Tx) {
  const clock = fixedClock('2026-11-23T02:00:00Z');
  const folder = join(await mkdtemp(join(tmpdir(), 'shouxin-disclosure-')), 'keys');
  const openProvider = (mark?: number) =>
    openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark });
  const { keyring } = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
  const { opener, sealer } = createVault(keyring);
  const policy = createPolicy();
  const numbers: Record<string, number> = {
    'read.budget.customers_per_day': 3,
    'notice.display.min_seconds': 3,
  };
  const rules = { number: (key: string) => numbers[key] ?? 0 };
  const consent = createConsent({ rules });
  const opened = { count: 0 };
  /** The real opener, counted. */
  const counted = {
    ...opener,
    openMany: ((...asked) => {
      opened.count += asked[1].length;
      return opener.openMany(...asked);
    }) as typeof opener.openMany,
  };
  const disclosure = createDisclosure({ policy, consent, rules, opener: counted });

  async function sealed(subject: string, items = Object.keys(values)): Promise<SealedItem[]> {
    const places = items.map((item) => ({
      subject,
      class: item === 'NP17' ? 'C' : 'A10',
      table: 'customers.value',
      record: subject,
      column: item,
      version: 1,
      value: canonical(values[item]),
    }));
    const envelopes = await sealer.sealMany(db, places);
    return places.map(({ value: _value, ...place }, index) => ({
      item: place.column,
      basis: findItem(place.column)?.basis[0] ?? 'B3',
      notice: 'N-CS01@1',
      field: { ...place, envelope: envelopes[index] ?? Buffer.alloc(0) },
    }));
  }

  function callBy({ post = 'teller', kind = 'staff', steppedUp = false, ...it }: Who = {}) {
    const drafts: EntryDraft[] = [];
    const actor: Actor = {
      kind,
      id: it.id ?? newId(),
      account: post,
      displayName: post,
      post,
      unit: { id: newId(), code: '0101', name: postTitles[post] },
      session: 'c2Vzc2lvbg==',
      terminal: 'T1',
      address: '203.0.113.7',
      steppedUp,
    };
    const code = 'code' in it ? it.code : 'P-ACCT';
    const call: Call = {
      id: newId(),
      operation: 'customers.reveal',
      at: clock.now(),
      actor,
      tx: db,
      reply: {},
      ...(code && { purpose: { code, ...(it.reference && { reference: it.reference }) } }),
      append: (draft) => {
        drafts.push(draft);
        return newId();
      },
    };
    return Object.assign(call, { drafts });
  }

  return { disclosure, policy, consent, sealer, clock, opened, sealed, callBy };
}
