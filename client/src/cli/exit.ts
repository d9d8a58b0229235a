// Exit codes of the command line and the error that carries one: 0 done (also with rejected records), 1 refused proof or
// failure, 2 the file cannot be read or a required column is unmapped, 3 refused by the server or by the reviewer, 4 a
// backup is late.
import type { Words } from '@shouxin/contract';
import { RefusedCall } from '../refused-call.ts';

export class Exit extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const unreadable = new Set(['import.unreadable', 'import.unmapped']);

/** The server cannot know how its caller goes on; here it is an option. */
const endOtherWords: Words = {
  zh: '加上 --end-other 重新运行，即结束另一处登录（该处未保存的内容会丢失）',
  en: 'Run it again with --end-other to end the other session; what was not saved there is lost',
};

/** What a refusal prints and how the process ends. */
export function exitOf(error: unknown): { status: number; lines: string[] } {
  if (error instanceof Exit) return { status: error.status, lines: [error.message] };
  if (!(error instanceof RefusedCall)) {
    return { status: 1, lines: [error instanceof Error ? error.message : 'failed'] };
  }
  const { problem } = error;
  const lines = [
    both(problem.words),
    ...[problem.detail, problem.remedy].filter((it) => it !== undefined).map(both),
  ];
  for (const reason of problem.reasons ?? [])
    lines.push(`  ${reason.item}: ${both(reason.message)}`);
  if (problem.code === 'identity.other-session') lines.push(both(endOtherWords));
  if (problem.requestId) lines.push(`request ${problem.requestId}`);
  return { status: unreadable.has(problem.code) ? 2 : 3, lines };
}

/** Both languages on a line: who reads the terminal may not be who wrote the script. */
export function both({ zh, en }: Words): string {
  return `${en} / ${zh}`;
}
