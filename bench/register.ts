// A customer registered at the counter, from the first step to the approval by a second person (begin, notice, image,
// submission, approval: five durable requests); and an amendment of a mobile number with its approval (two). Against the
// floor: the same rows, by bare INSERT, in as many transactions, behind as many requests.
import { operations, type IntakeCard } from '@shouxin/contract';
import { identityCheckDigit } from '@shouxin/contract/items';
import { personOf, jpeg, submissionOf } from '../server/test/journeys/people.ts';
import { askOf, flows, type Flows, type Send } from './flows.ts';
import { openHouse, type House, type Running } from './house.ts';
import { given, signIn, type Person } from './people.ts';
import { momentOf, storedSince } from './replay.ts';
import type { Result, Row } from './report.ts';

const { approvals, collection, customers } = operations;
const count = Number(process.env.BENCH_CUSTOMERS ?? 400);
const levels = [1, 16];
const image = new Blob([new Uint8Array(jpeg('image', 20_000))], { type: 'image/jpeg' });

let registeredSoFar = 0;

/** Of a district from which nobody comes with an export: among a million of those any other number is somebody's. */
function ownNumber(): string {
  registeredSoFar += 1;
  const day = new Date(Date.UTC(1988, 0, registeredSoFar)).toISOString().slice(0, 10);
  const first17 = `110101${day.replaceAll('-', '')}997`;
  return first17 + identityCheckDigit(first17);
}

interface People {
  readonly teller: Person;
  readonly reviewer: Person;
}

export async function register(): Promise<Result> {
  const rows: Row[] = [];
  for (const connections of levels) {
    const house = await openHouse();
    try {
      rows.push(...(await at(house, connections)));
    } finally {
      await house.close();
    }
  }
  return { name: 'register', title: 'Register and amend, review included', rows };
}

async function at(house: House, connections: number): Promise<Row[]> {
  const ours = await house.start({ file: 'serve.ts', given });
  const people = { teller: await signIn(ours, 'teller'), reviewer: await signIn(ours, 'reviewer') };
  const made: string[] = [];
  const registering = registerFlow(people, (customer) => made.push(customer));
  await flows({ port: ours.port, connections, count: 60, flow: registering });
  const registered = await measured(house, ours, { connections, requests: 5, flow: registering });
  const some = made.slice(0, count);
  const amending = amendFlow(people, some);
  const amended = await measured(house, ours, { connections, requests: 2, flow: amending });
  const text = `${connections} at once`;
  return [
    rowOf(`customers registered/s, ${text}`, registered),
    rowOf(`amendments/s, ${text}`, amended),
  ];
}

interface Compared {
  readonly ours: number;
  readonly floor: number;
  readonly rowsEach: number;
}

function rowOf(what: string, { ours, floor, rowsEach }: Compared): Row {
  const note = `${rowsEach.toFixed(0)} rows each`;
  return { what, ours, floor, unit: '/s', ratio: ours / floor, goal: { atLeast: 0.4 }, note };
}

type Measuring = Pick<Flows, 'connections' | 'flow'> & { readonly requests: number };

async function measured(house: House, ours: Running, it: Measuring): Promise<Compared> {
  const { connections, flow, requests } = it;
  const moment = await momentOf(house);
  const perSecond = await flows({ port: ours.port, connections, count, flow });
  await ours.ask('settle');
  const { transactions, rows } = await storedSince(house, moment);
  const floor = await house.start({ file: 'floor.ts', given: { replay: transactions } });
  const each = Math.floor(transactions.length / count);
  if (each < requests)
    throw new Error(`${requests} transactions each were expected, there are ${each}`);
  const best = await flows({ port: floor.port, connections, count, flow: storing(each) });
  await floor.stop();
  return { ours: perSecond, floor: best, rowsEach: rows / count };
}

/** As many bare requests as there were transactions, one of them with a file. */
function storing(requests: number): Flows['flow'] {
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ values: personOf() });
  return async (send) => {
    for (let request = 0; request < requests; request += 1) {
      const isFile = requests > 4 && request === 2;
      const file = { headers: { 'content-type': 'image/jpeg' }, body: await image.bytes() };
      await send({ path: '/store', ...(isFile ? file : { headers: json, body }) });
    }
  };
}

export function registerFlow({ teller, reviewer }: People, onMade: (customer: string) => void) {
  return async (send: Send): Promise<void> => {
    const begin = { list: 'CS-01', purpose: { code: 'P-ACCT' } };
    const begun = (await send(await askOf(collection.begin, begin, teller))) as IntakeCard;
    const { intake, notice } = begun;
    const shown = { intake, hash: notice.hash, language: 'zh', shownSeconds: 20, reachedEnd: true, printed: false }; // prettier-ignore
    const card = (await send(await askOf(collection.showNotice, shown, teller))) as IntakeCard;
    const front = { intake, side: 'front' };
    await send(await askOf(collection.addImage, front, { ...teller, file: image }));
    const submission = submissionOf(card, personOf({ NP10: ownNumber() }));
    const { proposal } = (await send(await askOf(collection.submit, submission, teller))) as { proposal: string }; // prettier-ignore
    const done = (await send(await askOf(approvals.approve, { proposal }, reviewer))) as { card: { subject: { id: string } } }; // prettier-ignore
    onMade(done.card.subject.id);
  };
}

function amendFlow({ teller, reviewer }: People, of: readonly string[]) {
  return async (send: Send, index: number): Promise<void> => {
    const customer = of[index];
    const values = { NP08: `1390000${String(index).padStart(4, '0')}` };
    const ground = '客户本人到柜面更正';
    const input = { customer, values, ground, purpose: { code: 'P-UPDATE' } };
    const { proposal } = (await send(await askOf(customers.amend, input, teller))) as { proposal: string }; // prettier-ignore
    await send(await askOf(approvals.approve, { proposal }, reviewer));
  };
}
