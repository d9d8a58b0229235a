// A figure of the rule table as a page shows it beside what rests on it: with article and mark, so that one that legal has to
// confirm (待法务确认) says so where it counts (R1.1.2).
import { z } from 'zod';
import { words } from './words.ts';

export const ruleNote = z.object({
  key: z.string().max(80),
  value: z.number(),
  unit: z.string().max(20),
  article: words,
  mark: z.enum(['P', 'S', 'U']),
});
export type RuleNote = z.infer<typeof ruleNote>;
