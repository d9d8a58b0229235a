// Which suite seals values of a grade (C1 to C3), from the rule table: one for each grade, or that of the customer's key. It is
// asked when a value is sealed and never when one is opened, so changing it touches nothing that is there.
import { suiteOf, type Suite } from '../../kernel/crypto/index.ts';

export const grades = ['C1', 'C2', 'C3'] as const;
export type Grade = (typeof grades)[number];

/** Absent: the suite of the customer's key, which is what SHOUXIN_SUITE was when it was made. */
export type GradeSuites = Readonly<Partial<Record<Grade, Suite>>>;

const asTheKey = 0;

/** Reads the rules `crypto.suite.c1` to `c3`; an unknown number stops the start. */
export function gradeSuitesFrom(rule: (key: string) => number): GradeSuites {
  return Object.fromEntries(
    grades.flatMap((grade) => {
      const number = rule(`crypto.suite.${grade.toLowerCase()}`);
      return number === asTheKey ? [] : [[grade, suiteOf(number)]];
    }),
  );
}
