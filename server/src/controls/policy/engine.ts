// Cedar behind one question: may this post do this to this item under these facts? The schema lists every post, purpose
// and standing, so a rule with a misspelt one is refused at load, and facts outside the lists are refused at decision.
import {
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
  type CedarValueJson,
} from '@cedar-policy/cedar-wasm/nodejs';
import {
  bases,
  consentStandings,
  itemClasses,
  modes,
  principals,
  relations,
  restsOnConsent,
  tiers,
  type Facts,
} from './facts.ts';
import type { Purposes } from './purposes.ts';
import type { Rules } from './rules.ts';

export type Action = 'plain' | 'masked' | 'verify' | 'amend';

export interface Engine {
  /** The ids of the rules that determined the answer; errors deny. */
  ask(
    action: Action,
    facts: Facts,
  ): { readonly allowed: boolean; readonly rules: readonly string[] };
}

const oneOf = (name: string, values: readonly string[]) =>
  `entity ${name} enum [${values.map((it) => JSON.stringify(it)).join(', ')}];`;

export function cedarSchema(purposes: Purposes): string {
  return [
    oneOf('Post', principals),
    oneOf(
      'Purpose',
      purposes.all.map((it) => it.code),
    ),
    oneOf('Mode', modes),
    oneOf('Relation', relations),
    oneOf('Consent', consentStandings),
    oneOf('Class', itemClasses),
    oneOf('Tier', tiers),
    oneOf('Basis', bases),
    'entity Item { class: Class, tier: Tier, basis: Basis, sensitive: Bool };',
    'action plain, masked, verify, amend appliesTo {',
    '  principal: Post, resource: Item,',
    '  context: {',
    '    purpose: Purpose, offered: Bool, covered: Bool, marketing: Bool, onConsent: Bool,',
    '    internal: Bool, referenceRequired: Bool,',
    '    mode: Mode, relation: Relation, consent: Consent,',
    '    hasReference: Bool, steppedUp: Bool, approved: Bool',
    '  }',
    '};',
  ].join('\n');
}

const entity = (type: string, id: string) => ({ type, id });
const value = (type: string, id: string): CedarValueJson => ({ __entity: entity(type, id) });

/** Throws when a rule does not parse or does not fit the schema. `name` keys Cedar's cache: the policy version. */
export function createEngine(name: string, rules: Rules, purposes: Purposes): Engine {
  const schema = cedarSchema(purposes);
  const policies = { staticPolicies: Object.fromEntries(rules.all.map((it) => [it.id, it.text])) };
  const checked = validate({ schema, policies });
  const errors =
    checked.type === 'failure'
      ? checked.errors
      : checked.validationErrors.map((it) => ({ message: `${it.policyId}: ${it.error.message}` }));
  if (errors.length > 0) {
    throw new Error(
      `the rules do not fit their schema: ${errors.map((it) => it.message).join('; ')}`,
    );
  }
  for (const parsed of [preparseSchema(name, schema), preparsePolicySet(name, policies)]) {
    if (parsed.type === 'failure') throw new Error('the rules could not be prepared');
  }
  return { ask: (action, facts) => ask({ name, purposes }, action, facts) };
}

function ask(
  { name, purposes }: { name: string; purposes: Purposes },
  action: Action,
  facts: Facts,
): { allowed: boolean; rules: readonly string[] } {
  const purpose = purposes.find(facts.purpose);
  if (!purpose) return { allowed: false, rules: [] };
  const answer = statefulIsAuthorized({
    principal: entity('Post', facts.post),
    action: entity('Action', action),
    resource: entity('Item', facts.item),
    context: {
      purpose: value('Purpose', facts.purpose),
      offered: purposes.isOffered(facts.purpose, facts.post),
      covered: purposes.covers(facts.purpose, facts.item),
      marketing: purpose.marketing,
      onConsent: restsOnConsent(purpose.basis),
      internal: purpose.internal,
      referenceRequired: purpose.referenceRequired,
      mode: value('Mode', facts.mode),
      relation: value('Relation', facts.relation),
      consent: value('Consent', facts.consent),
      hasReference: facts.hasReference,
      steppedUp: facts.steppedUp,
      approved: facts.approved,
    },
    entities: [{ uid: entity('Item', facts.item), attrs: attributesOf(facts), parents: [] }],
    preparsedSchemaName: name,
    preparsedPolicySetId: name,
    validateRequest: true,
  });
  if (answer.type === 'failure') return { allowed: false, rules: [] };
  const { decision, diagnostics } = answer.response;
  const allowed = decision === 'allow' && diagnostics.errors.length === 0;
  return { allowed, rules: diagnostics.reason };
}

function attributesOf(facts: Facts): Record<string, CedarValueJson> {
  return {
    class: value('Class', facts.class),
    tier: value('Tier', facts.tier),
    basis: value('Basis', facts.basis),
    sensitive: facts.sensitive,
  };
}
