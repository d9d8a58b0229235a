// The report of an attack that an institution made on a copy of itself: what was tried, what each attempt obtained, and a
// signature over all of it. Pretty JSON with fixed key order, like the evidence file. It holds counts and never a value.
import { z } from 'zod';
import type { Words } from '../words.ts';

export const attackFormat = 'shouxin/attack/v1';
/** Name of a key that was made for one report: it proves that nobody altered the file since, and not who made it. */
export const oneTimeKeyName = 'shouxin/attack/one-time-key';
export const attackBytesMax = 262_144;

export const attackers = ['thief', 'dba', 'clerk', 'stolen-token'] as const;
export type Attacker = (typeof attackers)[number];

const words = z.strictObject({ zh: z.string().max(500), en: z.string().max(500) });

export const attackAttempt = z.strictObject({
  id: z.string().max(80),
  /** Rows of the threat table (SECURITY section 2). */
  threats: z.array(z.int().min(1).max(99)).max(9),
  tried: words,
  /** Values, keys, unnoticed changes or answers that the attempt got hold of. */
  obtained: z.int().min(0),
  found: words,
  /** Whether what was planted on purpose was found: a search that cannot find proves nothing. */
  control: z.boolean().optional(),
  held: z.boolean(),
});
export type AttackAttempt = z.infer<typeof attackAttempt>;

export const attackReport = z.strictObject({
  as: z.enum(attackers),
  at: z.iso.datetime({ precision: 3 }),
  tenant: z.string().max(120),
  target: words,
  attempts: z.array(attackAttempt).min(1).max(100),
  held: z.boolean(),
  signedBy: z.enum(['institution', 'one-time']),
});
export type AttackReport = z.infer<typeof attackReport>;

/** Keys in the order in which they stand in the file. */
export const attackFile = z.strictObject({
  format: z.literal(attackFormat),
  report: attackReport,
  /** Who claims to have signed. Trust comes from the key the reader already has, never from here. */
  key: z.string().max(300),
  /** A C2SP signed note over `attackText`, line by line. */
  note: z.array(z.string().max(2_000)).max(10),
});
export type AttackFile = z.infer<typeof attackFile>;

/** What is signed: the format, so that it can never be read as a checkpoint, and the digest of the report. */
export function attackText(digest: string): string {
  return `${attackFormat}\n${digest}\n`;
}

export type Obtained = Pick<AttackAttempt, 'obtained' | 'found' | 'held' | 'control'>;

export interface Attempt extends Pick<AttackAttempt, 'id' | 'threats' | 'tried'> {
  readonly make: () => Promise<Obtained> | Obtained;
}

/** Makes the attempts one after another and says of each in both languages what it obtained. */
export async function makeAttempts(
  attempts: readonly Attempt[],
  say: (line: string) => void,
): Promise<AttackAttempt[]> {
  const made: AttackAttempt[] = [];
  for (const { make, ...about } of attempts) {
    const attempt = { ...about, ...(await obtainedBy(make)) };
    made.push(attempt);
    for (const line of linesOf(attempt)) say(line);
  }
  return made;
}

/** An attempt that could not be made has not held: nothing is claimed that was not tried. */
async function obtainedBy(make: Attempt['make']): Promise<Obtained> {
  try {
    return await make();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    const found = {
      zh: `未能实施（${name}），不能据此认定已守住`,
      en: `It could not be made (${name}); nothing is shown by it`,
    };
    return { obtained: 0, found, held: false };
  }
}

const verdicts = {
  held: { zh: '守住', en: 'held' },
  broken: { zh: '未守住', en: 'NOT HELD' },
} as const satisfies Record<string, Words>;

function linesOf({ threats, tried, found, held }: AttackAttempt): string[] {
  const verdict = held ? verdicts.held : verdicts.broken;
  const rows = threats.join(', ');
  return [
    `[${verdict.zh} / ${verdict.en}] ${tried.zh}（威胁 ${rows}）：${found.zh}`,
    `    ${tried.en} (threat ${rows}): ${found.en}`,
  ];
}

/** The last line of a run: how many of them held. */
export function sumOf(attempts: readonly AttackAttempt[]): string {
  const count = attempts.filter(({ held }) => held).length;
  return `${attempts.length} 项中守住 ${count} 项 / ${count} of ${attempts.length} held`;
}
