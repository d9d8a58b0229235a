// Steps of an operations clerk and a data owner with an export, for journeys: bring, try, propose, approve.
import { readFileSync } from 'node:fs';
import { operations, type BatchCard, type FileAnswer } from '@shouxin/contract';
import { identityCheckDigit } from '@shouxin/contract/items';
import type { Actor } from '../../src/kernel/call.ts';
import type { openStage } from './stage.ts';

export type Stage = Awaited<ReturnType<typeof openStage>>;

export const imports = operations.imports;

export interface Verdict {
  readonly record: number;
  readonly expect: 'accept' | 'warn' | 'reject' | 'duplicate';
  readonly items: readonly string[];
}

const folder = new URL('../data/branch-export/', import.meta.url);

export const branchFile = (name: string): Buffer => readFileSync(new URL(name, folder));

export const expected = JSON.parse(branchFile('expected.json').toString('utf8')) as {
  asOf: string;
  accept: number;
  warn: number;
  reject: number;
  duplicate: number;
  verdict: Verdict[];
};

export function uploadAs(
  stage: Stage,
  clerk: Actor,
  { name, content }: { name: string; content: Uint8Array },
): Promise<BatchCard> {
  const input = { list: 'CS-01', name, source: '核心系统A' };
  const type = 'application/octet-stream';
  return stage.ask(clerk)(imports.upload, input, { type, content });
}

/** Up to the end of the dry run. */
export async function checked(
  stage: Stage,
  clerk: Actor,
  file: { name: string; content: Uint8Array },
): Promise<BatchCard> {
  const { batch } = await uploadAs(stage, clerk, file);
  await stage.ask(clerk)(imports.check, { batch });
  await stage.runJobs();
  return stage.ask(clerk)(imports.batch, { batch });
}

export async function proposed(stage: Stage, clerk: Actor, batch: string): Promise<string> {
  await stage.ask(clerk)(imports.propose, { batch });
  const { proposal } = await stage.ask(clerk)(imports.batch, { batch });
  return proposal ?? '';
}

export async function applied(
  stage: Stage,
  people: { clerk: Actor; owner: Actor },
  batch: string,
): Promise<BatchCard> {
  const proposal = await proposed(stage, people.clerk, batch);
  await stage.ask(people.owner)(operations.approvals.approve, { proposal });
  await stage.runJobs();
  return stage.ask(people.clerk)(imports.batch, { batch });
}

/** Undoing proposed and approved; the duty that does it has still to run. */
export async function undoApproved(
  stage: Stage,
  people: { clerk: Actor; owner: Actor },
  { batch, reason }: { batch: string; reason: string },
): Promise<BatchCard> {
  const { proposal } = await stage.ask(people.clerk)(imports.undo, { batch, reason });
  await stage.ask(people.owner)(operations.approvals.approve, { proposal });
  return stage.ask(people.clerk)(imports.batch, { batch });
}

export async function textOf(file: FileAnswer): Promise<string> {
  const { content } = file;
  if (content instanceof Uint8Array) return Buffer.from(content).toString('utf8');
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

export interface Report {
  readonly rows: {
    record: number;
    outcome: Verdict['expect'];
    reasons: { item: string; code: string; message: { zh: string; en: string } }[];
  }[];
  readonly counts: Record<string, number>;
  readonly asOf: string;
  readonly file: { name: string; hash: string };
}

export async function reportOf(stage: Stage, clerk: Actor, batch: string): Promise<Report> {
  return JSON.parse(await textOf(await stage.ask(clerk)(imports.report, { batch }))) as Report;
}

const places = [
  ['湖南省常德市安乡县', '430721'],
  ['浙江省台州市天台县', '331023'],
  ['四川省广安市岳池县', '511621'],
  ['内蒙古自治区赤峰市宁城县', '150429'],
  ['广东省广州市越秀区', '440104'],
] as const;
const heading =
  '机构号,柜员号,客户姓名,性别,国籍,职业,住所地,详细地址,手机号码,证件种类,证件号码,证件生效日,证件到期日,业务关系目的,税收居民身份,电子邮箱,宗教信仰,同意接收营销信息,开户日期';
const given = ['晨', '静', '海燕', '建国', '思远', '梓涵', '雪', '浩然', '佳琪', '明'];

/** Sequence codes 996 to 999: the numbers are nobody's. */
function recordOf(index: number): string {
  const [place, region] = places[index % places.length] ?? places[0];
  const step = Math.floor(index / places.length);
  const birth = new Date(Date.UTC(1930, 0, 1 + (Math.floor(step / 4) % 14_000)));
  const sequence = 996 + (step % 4);
  const first = `${region}${birth.toISOString().slice(0, 10).replaceAll('-', '')}${sequence}`;
  const number = first + identityCheckDigit(first);
  const sex = sequence % 2 === 1 ? '男' : '女';
  const name = `${'王李张刘陈'.charAt(index % 5)}${given[index % 10]}${given[(index >> 3) % 10]}`;
  const mobile = `139${String(10_000_000 + index).padStart(8, '0')}`;
  const marketing = index % 3 === 0 ? '是' : '否';
  return `0101${index % 10},T${100 + (index % 90)},${name},${sex},中国,专业技术人员,${place},滨河东路${index}号,${mobile},居民身份证,${number},2021-05-27,长期,日常储蓄结算,仅为中国税收居民,u${index}@example.com,,${marketing},2025-08-14`;
}

/** An export of acceptable records, of any length; `from` keeps two of them apart. */
export function exportOf(count: number, from = 0): { name: string; content: Buffer } {
  const pieces = [Buffer.from(heading, 'utf8')];
  for (let index = from; index < from + count; index += 1) {
    pieces.push(Buffer.from(`\r\n${recordOf(index)}`, 'utf8'));
  }
  return { name: `export-${from}-${count}.csv`, content: Buffer.concat(pieces) };
}
