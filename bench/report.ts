// What a measurement says: one row for each figure, with the floor beside it and the goal it is held against.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { chartOf } from './chart.ts';

export interface Row {
  readonly what: string;
  readonly ours: number;
  /** Absent: a figure by itself, held against an absolute bound. */
  readonly floor?: number;
  readonly unit: string;
  /** Of `ratio` where there is a floor, else of `ours`. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
  /** ours/floor, or floor/ours where less is better. */
  readonly ratio?: number;
  readonly note?: string;
}

export interface Result {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

export const resultsFolder = join(import.meta.dirname, '../.state/bench');

export function isMet({ goal, ratio, ours }: Row): boolean | undefined {
  if (!goal) return undefined;
  const value = ratio ?? ours;
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

const shown = (value: number): string => {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
};

const goalText = ({ goal }: Row): string => {
  if (!goal) return '';
  return 'atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`;
};

function cellsOf(row: Row): string[] {
  const met = isMet(row);
  return [
    row.what,
    `${shown(row.ours)} ${row.unit}`,
    row.floor === undefined ? '' : `${shown(row.floor)} ${row.unit}`,
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    goalText(row),
    met === undefined ? '' : met ? 'met' : 'MISSED',
    row.note ?? '',
  ];
}

const heads = ['what', 'ours', 'floor', 'ratio', 'goal', '', 'note'];

export function tableOf({ title, rows }: Result): string {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, index) =>
    Math.max(...lines.map((cells) => cells[index]?.length ?? 0)),
  );
  const text = lines.map((cells) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`.trimEnd(),
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [`### ${title}`, '', text[0], rule, ...text.slice(1), ''].join('\n');
}

export const machine = () => ({
  processor: cpus()[0]?.model.trim() ?? '',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  at: new Date().toISOString(),
});

/** A table on the screen; JSON and a chart in `.state/bench`. */
export function keep(result: Result): void {
  mkdirSync(resultsFolder, { recursive: true });
  const file = (ending: string) => join(resultsFolder, `${result.name}.${ending}`);
  writeFileSync(file('json'), `${JSON.stringify({ machine: machine(), ...result }, null, 2)}\n`);
  writeFileSync(file('svg'), chartOf(result));
  console.log(`\n${tableOf(result)}`);
}

/** The tables of the last results, each with its date, for docs/performance.md. */
export function lastResults(names: readonly string[]): string {
  return names
    .flatMap((name) => {
      const path = join(resultsFolder, `${name}.json`);
      if (!existsSync(path)) return [];
      const kept = JSON.parse(readFileSync(path, 'utf8')) as Result & {
        machine: ReturnType<typeof machine>;
      };
      const { processor, cores, memoryGb, node, at } = kept.machine;
      const where = `${processor}, ${cores} cores, ${memoryGb} GB, Node ${node}, ${at.slice(0, 16)}Z`;
      return [`${tableOf(kept)}\n\`npm run bench -- ${name}\`: ${where}\n`];
    })
    .join('\n');
}
