// R4.1.1, promises 1 and 7: decisions walked over their whole space, and properties that no rule set may break.
import { postTitles, posts } from '@shouxin/contract';
import policyRules from '@shouxin/contract/data/policy-rules.json' with { type: 'json' };
import vectors from '../../../../contract/vectors/decisions.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bases, itemClasses, modes, relations, tiers, type Facts } from './facts.ts';
import { createPolicy, type Decision } from './index.ts';

const policy = createPolicy();
const purposes = policy.purposes.all.map((it) => it.code);
const consents = ['withdrawn', 'refused', 'none', 'claimed', 'given', 'not-needed'] as const;

const base: Facts = {
  post: 'teller',
  purpose: 'P-ACCT',
  mode: 'reveal',
  relation: 'own',
  item: 'NP08',
  class: 'C2',
  tier: 'T1',
  basis: 'B3',
  sensitive: false,
  consent: 'not-needed',
  steppedUp: false,
  hasReference: false,
  approved: false,
};

const strength = { refused: 0, masked: 1, plain: 2 };
const level = (facts: Facts, by = policy) => strength[by.decide(facts).shown];

const anyFacts: fc.Arbitrary<Facts> = fc.record({
  post: fc.constantFrom(...posts),
  purpose: fc.constantFrom(...purposes),
  mode: fc.constantFrom(...modes),
  relation: fc.constantFrom(...relations),
  item: fc.constantFrom('NP01', 'NP08', 'NP10', 'NP13', 'NP17', 'PR05'),
  class: fc.constantFrom(...itemClasses),
  tier: fc.constantFrom(...tiers),
  basis: fc.constantFrom(...bases),
  sensitive: fc.boolean(),
  consent: fc.constantFrom(...consents),
  steppedUp: fc.boolean(),
  hasReference: fc.boolean(),
  approved: fc.boolean(),
});

const flags = [false, true];

/** Every post x purpose x tier x relation x mode, with and without step-up and reference. */
const walk = (): Facts[] =>
  posts
    .map((post): Facts => ({ ...base, post }))
    .flatMap((it) => purposes.map((purpose): Facts => ({ ...it, purpose })))
    .flatMap((it) => tiers.map((tier): Facts => ({ ...it, tier })))
    .flatMap((it) => relations.map((relation): Facts => ({ ...it, relation })))
    .flatMap((it) => modes.map((mode): Facts => ({ ...it, mode })))
    .flatMap((it) => flags.map((steppedUp): Facts => ({ ...it, steppedUp })))
    .flatMap((it) => flags.map((hasReference): Facts => ({ ...it, hasReference })));

const isCaseOfficer = (it: Facts) =>
  it.post === 'dpo' && ['P-COMPLAINT', 'P-RIGHTS'].includes(it.purpose);
const isSilent = (it: Decision) =>
  it.rules.length === 0 ||
  !it.reason.zh ||
  !it.reason.en ||
  !it.wouldChange?.zh ||
  !it.wouldChange.en;
const isAnswer = (it: Facts, { shown }: Decision) =>
  shown === 'plain' || (['verify', 'search', 'amend'].includes(it.mode) && shown === 'masked');
const isRevealed = (it: Facts) => policy.decide({ ...it, mode: 'reveal' }).shown === 'plain';
/** Uses for which the institution does not rest on the customer's choice: the choice itself is the matter in hand. */
const asksNoConsent = (it: Facts) =>
  !['view', 'reveal', 'verify', 'amend'].includes(it.mode) || it.purpose === 'P-RIGHTS';

describe('R1.3.2b, R4.1.1 every post x purpose x tier x relation', () => {
  const all = walk().map((facts) => ({ facts, decision: policy.decide(facts) }));
  const broken = (isBroken: (facts: Facts, decision: Decision) => boolean) =>
    all.filter((it) => isBroken(it.facts, it.decision));

  it('walks the whole table and shows something to somebody', () => {
    expect(all.length).toBe(9 * purposes.length * 5 * 3 * 9 * 4);
    expect(broken((_, it) => it.shown === 'plain').length).toBeGreaterThan(100);
  });

  it('refuses a purpose that is not open to the post', () => {
    expect(
      broken(
        (it, { shown }) => shown !== 'refused' && !policy.purposes.isOffered(it.purpose, it.post),
      ),
    ).toEqual([]);
  });

  it('shows nothing to those who administer, guard keys, or write rules (三员分立)', () => {
    const none = ['sysadmin', 'security', 'compliance'];
    expect(broken((it, { shown }) => shown !== 'refused' && none.includes(it.post))).toEqual([]);
  });

  it('R4.10 never shows the tier "never", and T3 only side by side in review or to whom typed it', () => {
    expect(broken((it, { shown }) => it.tier === 'never' && shown !== 'refused')).toEqual([]);
    expect(
      broken((it, d) => it.tier === 'T3' && d.shown === 'plain' && it.mode === 'reveal'),
    ).toEqual([]);
  });

  it('R4.10 T2 is revealed only with business reference and step-up', () => {
    expect(
      broken(
        (it, { shown }) =>
          it.mode === 'reveal' &&
          it.tier === 'T2' &&
          shown === 'plain' &&
          !(it.steppedUp && it.hasReference),
      ),
    ).toEqual([]);
  });

  it('R4.1.2 a customer of another branch is masked at most, but for the data protection officer on a case', () => {
    expect(
      broken(
        (it, { shown }) =>
          it.relation === 'none' &&
          ['view', 'reveal', 'draft', 'import-correction'].includes(it.mode) &&
          shown === 'plain' &&
          !isCaseOfficer(it),
      ),
    ).toEqual([]);
  });

  it('I4.4 browsing masks everything that has a mask', () => {
    expect(
      broken((it, { shown }) => it.mode === 'view' && it.tier !== 'T0' && shown === 'plain'),
    ).toEqual([]);
  });

  it('R4.1.1 amending asks for a teller of the branch and for a purpose that is open to it and covers the item', () => {
    const amended = broken((it, { shown }) => it.mode === 'amend' && shown !== 'refused');
    expect(amended.length).toBeGreaterThan(0);
    expect(new Set(amended.map((it) => it.facts.post))).toEqual(new Set(['teller']));
    expect(amended.filter((it) => it.facts.relation === 'none')).toEqual([]);
    expect(new Set(amended.map((it) => it.facts.purpose))).toEqual(
      new Set(['P-ACCT', 'P-KYC', 'P-TAX', 'P-UPDATE', 'P-COMPLAINT']),
    );
    expect(level({ ...base, mode: 'amend', purpose: 'P-TAX', item: 'NP05' })).toBe(0);
  });

  it('promise 7: every masked or refused item names a rule, a reason and what would change it', () => {
    expect(broken((it, decision) => !isAnswer(it, decision) && isSilent(decision))).toEqual([]);
  });

  it('says beforehand what a reveal needs, and keeps that word', () => {
    const seen = all.filter((it) => it.facts.mode === 'view' && it.decision.shown !== 'refused');
    const given = {
      open: {},
      purpose: {},
      'step-up': { steppedUp: true },
      reference: { steppedUp: true, hasReference: true },
    };
    const kept = seen.filter(({ facts, decision: { reveal } }) => {
      const needed = given[reveal as keyof typeof given];
      return needed === undefined ? !isRevealed(facts) : isRevealed({ ...facts, ...needed });
    });
    expect(kept.length).toBe(seen.length);
    expect(new Set(seen.map((it) => it.decision.reveal)).size).toBe(6);
  });
});

describe('properties of decisions', () => {
  it('R1.1.5 unknown post, purpose, item, tier or class is refused by default', () => {
    const odd: Partial<Facts>[] = [
      { post: 'chairman' },
      { purpose: 'P-CURIOSITY' },
      { purpose: '__proto__' },
      { item: 'passport' },
      { tier: 'T9' },
      { class: 'C9' },
      { basis: 'B9' },
      { relation: 'friend' as never },
      { mode: 'peek' as never },
      { consent: 'maybe' as never },
    ];
    for (const change of odd) {
      const decision = policy.decide({ ...base, ...change });
      expect([change, decision.shown]).toEqual([change, 'refused']);
      expect(decision.rules[0]?.id).toBe('deny-by-default');
    }
  });

  it('a stronger relation, step-up, reference or approval never shows less', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const key of ['steppedUp', 'hasReference', 'approved'] as const) {
          expect(level({ ...facts, [key]: true })).toBeGreaterThanOrEqual(
            level({ ...facts, [key]: false }),
          );
        }
        const [own, same, none] = relations.map((relation) => level({ ...facts, relation }));
        expect([own, same, none].map(Number).toSorted((a, b) => b - a)).toEqual([own, same, none]);
      }),
      { numRuns: 400 },
    );
  });

  it('R2.3.5 a stronger consent never shows less, and only a given one permits a use that rests on it', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const by = (consent: Facts['consent']) => level({ ...facts, consent });
        for (const weaker of ['withdrawn', 'refused', 'none', 'claimed'] as const) {
          expect(by('given')).toBeGreaterThanOrEqual(by(weaker));
          expect(by(weaker)).toBeLessThanOrEqual(asksNoConsent(facts) ? 2 : 0);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('adding a forbidding rule never allows more', () => {
    const conditions = [
      'context.steppedUp',
      '!context.hasReference',
      'context.relation == Relation::"own"',
      'context.mode == Mode::"reveal"',
      'resource.tier == Tier::"T1"',
      'resource.basis == Basis::"B3"',
      'principal == Post::"teller"',
      'context.purpose == Purpose::"P-RIGHTS"',
      'resource == Item::"NP10"',
    ];
    const anyForbid = fc
      .tuple(
        fc.constantFrom('action', 'action == Action::"plain"', 'action == Action::"masked"'),
        fc.subarray(conditions, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(' && ', ' || '),
      )
      .map(([action, when, by]) => ({
        id: 'added-by-test',
        effect: 'forbid',
        text: [`forbid (principal, ${action}, resource)`, `when { ${when.join(by)} };`],
        words: { zh: '试验', en: 'Trial' },
        advice: { zh: '试验', en: 'Trial' },
      }));
    let stricter = 0;
    fc.assert(
      fc.property(anyForbid, fc.array(anyFacts, { minLength: 20, maxLength: 20 }), (rule, some) => {
        const more = createPolicy({
          rules: { ...policyRules, rules: [...policyRules.rules, rule] },
        });
        for (const facts of [...some, base]) {
          expect(level(facts, more)).toBeLessThanOrEqual(level(facts));
          if (level(facts, more) < level(facts)) stricter += 1;
        }
      }),
      { numRuns: 40 },
    );
    expect(stricter).toBeGreaterThan(0);
  });

  it('remembers without ever changing its mind', () => {
    expect(policy.decide(base)).toBe(policy.decide({ ...base }));
    expect(createPolicy().decide(base)).toEqual(policy.decide(base));
  });
});

describe('frozen decisions (contract/vectors/decisions.json)', () => {
  it('has at least 60 cases, of every answer', () => {
    expect(vectors.cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(vectors.cases.map((it) => it.shown))).toEqual(
      new Set(['plain', 'masked', 'refused']),
    );
  });

  it.each(vectors.cases)('$name', ({ facts, shown, rules, reveal }) => {
    const decision = policy.decide({ ...vectors.base, ...facts } as Facts);
    expect({
      shown: decision.shown,
      rules: decision.rules.map((it) => it.id),
      reveal: decision.reveal,
    }).toEqual({ shown, rules, reveal });
  });

  it('uses every rule at least once', () => {
    // That masked values may be seen is never the reason of anything: what forbids the plain one is.
    const used = new Set(['masked-for-purpose', ...vectors.cases.flatMap((it) => it.rules)]);
    expect(policy.rules.map((it) => it.id).filter((it) => !used.has(it))).toEqual([]);
  });
});

const withRule = (change: object) => ({
  rules: { ...policyRules, rules: [{ ...policyRules.rules[0], ...change }] },
});

describe('rules as data', () => {
  it.each([
    ['a misspelt post', ['forbid (principal == Post::"tellr", action, resource);']],
    [
      'a misspelt purpose',
      ['forbid (principal, action, resource) when { context.purpose == Purpose::"P-X" };'],
    ],
    ['an unknown fact', ['forbid (principal, action, resource) when { context.mood };']],
    ['text that is no rule', ['forbid (principal, action']],
    ['an effect other than it says', ['permit (principal, action, resource);']],
  ])('refuses %s at load', (_, text) => {
    expect(() => createPolicy(withRule({ text }))).toThrow(/do not fit|its effect/);
  });

  it('refuses an id that is used twice, and a rule without words', () => {
    const twice = { ...policyRules, rules: [policyRules.rules[0], policyRules.rules[0]] };
    expect(() => createPolicy({ rules: twice })).toThrow(/one id/);
    expect(() => createPolicy(withRule({ words: undefined }))).toThrow(/words/);
  });

  it('names every post that a purpose is open to', () => {
    const open = policy.purposes.all.flatMap((it) => it.posts);
    expect(open.filter((it) => it !== 'system' && !(it in postTitles))).toEqual([]);
  });

  it('a changed rule is another version', () => {
    expect(createPolicy(withRule({})).version).not.toBe(policy.version);
    expect(policy.version).toMatch(/^2026\.1@[0-9a-f]{16}$/);
  });
});
