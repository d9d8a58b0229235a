// Front door of the policy room: purposes, rules and the one pure decision that everything asks (R4.1.1, promise 7).
import type { Purpose, RuleCard } from '@shouxin/contract';
import policyRules from '@shouxin/contract/data/policy-rules.json' with { type: 'json' };
import publishedPurposes from '@shouxin/contract/data/purposes.json' with { type: 'json' };
import type { Call } from '../../kernel/call.ts';
import { createDecide, type Decide } from './decide.ts';
import { createEngine } from './engine.ts';
import { publicationOf, publish, type Publishing } from './publish.ts';
import { readPurposes, type Purposes } from './purposes.ts';
import { requirePurpose } from './require-purpose.ts';
import { readRules } from './rules.ts';

export type { Decide, Decision } from './decide.ts';
export { restsOnConsent, type ConsentStanding, type Facts, type Mode } from './facts.ts';
export type { Purposes } from './purposes.ts';
export { policyRoutes } from './routes.ts';

export interface Policy {
  readonly version: string;
  readonly purposes: Purposes;
  readonly rules: readonly RuleCard[];
  readonly decide: Decide;
  requirePurpose(call: Pick<Call, 'actor'>, purpose: Purpose | undefined): void;
  publish(call: Publishing): Promise<boolean>;
}

export function createPolicy(from: { rules?: unknown; purposes?: unknown } = {}): Policy {
  const purposes = readPurposes(from.purposes ?? publishedPurposes);
  const rules = readRules(from.rules ?? policyRules);
  const publication = publicationOf(rules, purposes);
  const engine = createEngine(publication.version, rules, purposes);
  return {
    version: publication.version,
    purposes,
    rules: rules.all,
    decide: createDecide(engine, rules, { rememberedMax: 50_000 }),
    requirePurpose: (call, purpose) => requirePurpose(purposes, call.actor.post, purpose),
    publish: (call) => publish(call, publication),
  };
}
