// `shouxin drill`: has a set restored and proven on the server, follows it to its end and writes the report. Exit 0 passed, 1 not passed,
// 3 refused. Leaving does not stop the drill: the work is the server's.
import { writeFileSync } from 'node:fs';
import {
  drillStepWords,
  operations,
  isRefusalCode,
  titleOf,
  type DrillCard,
  type Words,
} from '@shouxin/contract';
import type { Command } from 'commander';
import type { Client } from '../call.ts';
import { aboutDrill } from '../verify/say-drill.ts';
import { both } from './exit.ts';
import { withSession } from './session.ts';

const { drills } = operations;

export interface DrillOptions {
  readonly set?: string;
  readonly newest?: boolean;
  readonly report?: string;
  readonly endOther?: boolean;
}

type Say = (line: string) => void;

export function addDrill(program: Command, ended: (isPassed: boolean) => void): void {
  program
    .command('drill')
    .option('--set <id>', 'restore this set; without it a random one')
    .option('--newest', 'restore the newest set')
    .option('--report <file>', 'where the report goes; `shouxin verify` proves it')
    .option('--end-other', 'end another session of this account')
    .description('restore a backup set into a database of its own, prove it, measure it')
    .action((options: DrillOptions) =>
      withSession(options.endOther ?? false, async ({ client }) => {
        ended(
          await drill(client, options, { say: (line) => void process.stdout.write(`${line}\n`) }),
        );
      }),
    );
}

const everyMs = 1_000;

export async function drill(
  client: Client,
  { set, newest, report }: DrillOptions,
  { say, pauseMs = everyMs }: { readonly say: Say; readonly pauseMs?: number },
): Promise<boolean> {
  const chosen = set === undefined ? (newest ? 'newest' : 'random') : 'named';
  const asked = { chosen, ...(set !== undefined && { set }) } as const;
  const started = await client.call(drills.start, asked);
  const card = await followed(client, started.drill, { say, pauseMs });
  const { report: said } = await client.call(drills.view, { drill: card.drill });
  for (const words of said ? aboutDrill(said) : [without(card)]) say(both(words));
  if (said && report !== undefined) {
    const file = await client.call(drills.report, { drill: card.drill });
    writeFileSync(report, Buffer.from(await (await file.blob()).arrayBuffer()), { mode: 0o600 });
    say(report);
  }
  return card.state === 'passed';
}

async function followed(
  client: Client,
  asked: string,
  { say, pauseMs }: { readonly say: Say; readonly pauseMs: number },
): Promise<DrillCard> {
  for (let last = ''; ;) {
    const { card } = await client.call(drills.view, { drill: asked });
    if (card.endedAt !== null) return card;
    const far = card.total > 0 ? ` ${card.done} / ${card.total}` : '';
    const line = `${both(drillStepWords[card.step])}${far}`;
    if (line !== last) say(line);
    last = line;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function wordsOf(failure: string | null): Words {
  if (failure !== null && isRefusalCode(failure)) return titleOf(failure);
  return { zh: failure ?? '', en: failure ?? '' };
}

function without({ state, failure }: DrillCard): Words {
  if (state === 'cut-off') {
    return {
      zh: '演练中途中断，不能证明什么；请重新开始',
      en: 'cut off: it proves nothing; start again',
    };
  }
  const why = wordsOf(failure);
  return { zh: `未通过：${why.zh}`, en: `failed: ${why.en}` };
}
