// Fictitious people and the steps of a teller with them, for journeys. Sequence codes 996 to 999 of the numbers are kept for
// centenarians, so that the numbers are nobody's.
import { operations, shownText, type IntakeCard, type ItemValues } from '@shouxin/contract';
import { identityCheckDigit } from '@shouxin/contract/items';
import type { Actor } from '../../src/kernel/call.ts';
import { newId, sha256 } from '../../src/kernel/crypto/index.ts';
import { units, type openStage } from './stage.ts';

type Stage = Awaited<ReturnType<typeof openStage>>;

let born = 0;

/** A number nobody has used in this file: born some day of 1988, a man (997). */
export function newNumber(): string {
  born += 1;
  const day = new Date(Date.UTC(1988, 0, born)).toISOString().slice(0, 10).replaceAll('-', '');
  const first17 = `310115${day}997`;
  return first17 + identityCheckDigit(first17);
}

/** Everything CS-01 requires of a grown-up. */
export function personOf(given: ItemValues = {}): ItemValues {
  return {
    NP01: '诸葛青云',
    NP03: '1',
    NP04: 'CHN',
    NP05: { code: '2' },
    NP06: { region: '上海市浦东新区', detail: '世纪大道1501号3号楼1002室' },
    NP08: '13900001234',
    NP09: '01',
    NP10: newNumber(),
    NP11: { from: '2020-05-01', to: '2040-05-01' },
    RK16: { purpose: '01' },
    NP24: { status: '1' },
    ...given,
  };
}

/** The smallest file that starts like a JPEG, with something to look for inside. */
export function jpeg(text = 'image', length = 200_000): Uint8Array {
  const bytes = Buffer.alloc(length, `${text} `);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

const collection = operations.collection;

/** Up to the first field: the notice was shown. */
export async function noticed(stage: Stage, teller: Actor): Promise<IntakeCard> {
  const ask = stage.ask(teller);
  const begun = await ask(collection.begin, { list: 'CS-01', purpose: { code: 'P-ACCT' } });
  return ask(collection.showNotice, {
    intake: begun.intake,
    hash: begun.notice.hash,
    language: 'zh',
    shownSeconds: 20,
    reachedEnd: true,
    printed: false,
  });
}

export function shownHashOf({ notice, consents }: Pick<IntakeCard, 'notice' | 'consents'>): string {
  const text = shownText(notice.hash, consents);
  return Buffer.from(sha256(Buffer.from(text, 'utf8'))).toString('hex');
}

/** What a teller submits for a person, once the notice was shown and the image taken. */
export function submissionOf(intake: IntakeCard, values: ItemValues, given: string[] = []) {
  const choices = intake.consents.map(({ consent }) => ({
    consent,
    given: given.includes(consent),
  }));
  return { intake: intake.intake, values, choices, shownHash: shownHashOf(intake) };
}

/** From the notice to the proposal. */
export async function proposed(
  stage: Stage,
  teller: Actor,
  { values = personOf(), given = [] }: { values?: ItemValues; given?: string[] } = {},
) {
  const intake = await noticed(stage, teller);
  const ask = stage.ask(teller);
  const front = { intake: intake.intake, side: 'front' };
  await ask(collection.addImage, front, { type: 'image/jpeg', content: jpeg() });
  const answer = await ask(collection.submit, submissionOf(intake, values, given));
  return { intake, values, proposal: answer.proposal };
}

/** A customer of this teller, registered and approved; answers the id. */
export async function registered(
  stage: Stage,
  people: { readonly teller: Actor; readonly reviewer: Actor },
  values: ItemValues = personOf(),
): Promise<string> {
  const { proposal } = await proposed(stage, people.teller, { values });
  const { card } = await stage.ask(people.reviewer)(operations.approvals.approve, { proposal });
  return card.subject.id ?? '';
}

/** Customers as an import takes them over, without the review of each; answers their ids in order. */
export async function takenOver(
  stage: Stage,
  all: readonly ItemValues[],
  { batch }: { batch?: string } = {},
): Promise<string[]> {
  const origin = {
    channel: 'bulk-import',
    list: 'CS-01',
    listVersion: 1,
    source: '城东支行核心系统',
    batch,
    account: newId(),
    accountName: 'ops',
    at: stage.clock.now(),
  };
  const its = all.map((values, index) => ({
    customer: newId(),
    values,
    origin: { ...origin, record: index + 1 },
    unit: units.east.id,
    manager: null,
  }));
  await stage.runDuty('imports.apply', (call) => stage.customers.registerMany(call, its));
  return its.map((it) => it.customer);
}
