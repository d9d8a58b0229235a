// Rules as they are published: Cedar text with an id, words and advice in both languages, so that an institution changes
// rules without changing code, and every answer can name the rule and what would change it (promise 7).
import { revealNeed, ruleCard, words, type RuleCard } from '@shouxin/contract';
import { z } from 'zod';

const source = z.strictObject({
  edition: z.string().min(1).max(20),
  rules: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{2,60}$/),
        effect: z.enum(['permit', 'forbid']),
        need: revealNeed.extract(['step-up', 'reference', 'approval']).optional(),
        text: z.array(z.string().max(300)).min(1).max(30),
        words: words.strict(),
        advice: words.strict(),
      }),
    )
    .min(1)
    .max(200),
});

export interface Rules {
  readonly edition: string;
  /** In the order of publication, which is the order in which reasons are named. */
  readonly all: readonly RuleCard[];
}

export function readRules(data: unknown): Rules {
  const { edition, rules } = source.parse(data);
  const all = rules.map((it) => ruleCard.parse({ ...it, text: it.text.join('\n') }));
  if (new Set(all.map((it) => it.id)).size !== all.length) {
    throw new Error('two rules carry one id');
  }
  const misfit = all.find((it) => !it.text.startsWith(`${it.effect} (`));
  if (misfit) throw new Error(`rule ${misfit.id} does not start with its effect`);
  return { edition, all };
}

/** The rule behind every silence: what no rule permits is refused. */
export const denyByDefault: RuleCard = {
  id: 'deny-by-default',
  effect: 'forbid',
  text: '',
  words: {
    zh: '没有规则允许这样使用，默认不予显示。',
    en: 'No rule allows this use; what is not allowed is refused.',
  },
  advice: {
    zh: '请核对岗位、办理目的和业务场景；确有需要的，请合规官评估后发布规则。',
    en: 'Check post, purpose and occasion; if the need is real, the compliance officer can publish a rule.',
  },
};
