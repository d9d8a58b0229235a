// Steps of an operations clerk and a data owner with an export, for journeys: bring, try, propose, approve.
import { readFileSync } from 'node:fs';
import { operations, type BatchCard, type FileAnswer } from '@shouxin/contract';
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
