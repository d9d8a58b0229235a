// What people do at the counter, step by step through the typed client, for tests of the whole: notice, image, submission,
// review. Fictitious people come from the journeys.
import type { Client } from '@shouxin/client';
import { operations, type BatchCard, type IntakeCard, type ItemValues } from '@shouxin/contract';
import type { Session } from './harness.ts';
import { exportOf } from './journeys/import-kit.ts';
import { jpeg, personOf, submissionOf } from './journeys/people.ts';

const { collection, approvals, imports } = operations;

export interface Pair<Who extends Client = Session> {
  readonly teller: Who;
  readonly reviewer: Who;
}

export function image(text = 'image', length = 20_000): Blob {
  return new Blob([new Uint8Array(jpeg(text, length))], { type: 'image/jpeg' });
}

export function begun(teller: Client, reference?: string): Promise<IntakeCard> {
  const purpose = { code: 'P-ACCT', ...(reference && { reference }) };
  return teller.call(collection.begin, { list: 'CS-01', purpose });
}

export const shownInput = ({ intake, notice }: IntakeCard) => ({
  intake,
  hash: notice.hash,
  language: 'zh' as const,
  shownSeconds: 20,
  reachedEnd: true,
  printed: false,
});

/** Up to the first field. */
export async function noticed(teller: Client, reference?: string): Promise<IntakeCard> {
  return teller.call(collection.showNotice, shownInput(await begun(teller, reference)));
}

/** Everything but the submission itself. */
export async function captured(teller: Client, reference?: string): Promise<IntakeCard> {
  const intake = await noticed(teller, reference);
  const front = { intake: intake.intake, side: 'front' as const };
  await teller.call(collection.addImage, front, { file: image() });
  return intake;
}

export interface Proposed {
  readonly intake: IntakeCard;
  readonly values: ItemValues;
  readonly proposal: string;
}

export async function proposed(
  teller: Client,
  { values = personOf(), given = [] }: { values?: ItemValues; given?: string[] } = {},
): Promise<Proposed> {
  const intake = await captured(teller);
  const answer = await teller.call(collection.submit, submissionOf(intake, values, given));
  return { intake, values, proposal: answer.proposal };
}

/** A customer of this teller, approved; answers the id. */
export async function registered(
  { teller, reviewer }: Pair<Client>,
  how: { values?: ItemValues; given?: string[] } = {},
): Promise<string> {
  const { proposal } = await proposed(teller, how);
  const { card } = await reviewer.call(approvals.approve, { proposal });
  if (card.subject.id === undefined) throw new Error('a registration is about a customer');
  return card.subject.id;
}

let exportsMade = 0;

/** An export of a few acceptable records, brought by the operations clerk; no two are alike. */
export async function uploaded(ops: Client, count = 3): Promise<BatchCard> {
  const { file, input } = nextExport(count);
  return ops.call(imports.upload, input, { file });
}

export function nextExport(count = 3) {
  exportsMade += 1;
  const { name, content } = exportOf(count, exportsMade * 1000);
  const file = new Blob([new Uint8Array(content)], { type: 'application/octet-stream' });
  return { file, input: { list: 'CS-01', name, source: '核心系统A' } };
}

/** Until a duty has brought the batch there. */
export async function reached(
  ops: Client,
  batch: string,
  state: BatchCard['state'],
): Promise<BatchCard> {
  for (let tries = 0; tries < 400; tries += 1) {
    const card = await ops.call(imports.batch, { batch });
    if (card.state === state) return card;
    if (card.state === 'failed') throw new Error(`the batch failed: ${card.failure?.en}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the batch did not come to ${state}`);
}

export async function checked(ops: Client, count = 3): Promise<BatchCard> {
  const { batch } = await uploaded(ops, count);
  await ops.call(imports.check, { batch });
  return reached(ops, batch, 'checked');
}

/** Customers of a file, approved by the data owner. */
export async function imported(
  { ops, owner }: { readonly ops: Client; readonly owner: Client },
  count = 3,
): Promise<BatchCard> {
  const { batch } = await checked(ops, count);
  const { proposal } = await ops.call(imports.propose, { batch });
  await owner.call(approvals.approve, { proposal });
  return reached(ops, batch, 'applied');
}

interface Branch {
  readonly ops: Client;
  readonly owner: Client;
  readonly teller: Client;
}

/** A file whose first record is a customer of this branch already; answers the task and its member. */
export async function possibleDuplicate({
  ops,
  owner,
  teller,
}: Branch): Promise<{ task: string; customer: string }> {
  const [known, more] = [nextExport(1), nextExport(1)];
  const [, line] = (await more.file.text()).split('\r\n');
  for (const rest of ['', `\r\n${line}`]) {
    const file = new Blob([await known.file.text(), rest], { type: 'application/octet-stream' });
    const { batch } = await ops.call(imports.upload, known.input, { file });
    await ops.call(imports.check, { batch });
    await reached(ops, batch, 'checked');
    const { proposal } = await ops.call(imports.propose, { batch });
    await owner.call(approvals.approve, { proposal });
    await reached(ops, batch, 'applied');
  }
  const { items } = await teller.call(operations.collection.tasks, {});
  const task = items.find((it) => it.kind === 'duplicate-review')?.task ?? '';
  const asked = { task, purpose: { code: 'P-UPDATE' } };
  const [member] = (await teller.call(operations.collection.taskMembers, asked)).items;
  return { task, customer: member?.card.customer ?? '' };
}
