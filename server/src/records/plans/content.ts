// What a version or a draft says in full, sealed under the system's own key and under its own name: no content opens as another's.
import { planDraft, type PlanDraft } from '@shouxin/contract';
import type { z } from 'zod';
import type { PlansParts } from './parts.ts';
import type { Content } from './plan.ts';

/** What is more of a plan, such as its name, stands beside the envelope in clear. */
const ofVersion = planDraft.pick({
  scope: true,
  activation: true,
  roles: true,
  steps: true,
  checks: true,
  note: true,
});

const nameOf = {
  version: (plan: string, version: number) => `plan/${plan}/${version}`,
  draft: (draft: string) => `plan-draft/${draft}`,
};

type Id = Parameters<typeof nameOf.version>;

export function sealVersion(parts: PlansParts, id: Id, it: Content): Promise<Buffer> {
  return seal(parts, { name: nameOf.version(...id), schema: ofVersion, it });
}

export function openVersion(parts: PlansParts, id: Id, envelope: Uint8Array): Promise<Content> {
  return open(parts, { name: nameOf.version(...id), schema: ofVersion, envelope });
}

export function sealDraft(parts: PlansParts, draft: string, it: PlanDraft): Promise<Buffer> {
  return seal(parts, { name: nameOf.draft(draft), schema: planDraft, it });
}

export function openDraft(
  parts: PlansParts,
  draft: string,
  envelope: Uint8Array,
): Promise<PlanDraft> {
  return open(parts, { name: nameOf.draft(draft), schema: planDraft, envelope });
}

interface Named<T> {
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

function seal<T>(
  { secrets }: PlansParts,
  { name, schema, it }: Named<T> & { readonly it: T },
): Promise<Buffer> {
  return secrets.seal(name, JSON.stringify(schema.parse(it)));
}

async function open<T>(
  { secrets }: PlansParts,
  { name, schema, envelope }: Named<T> & { readonly envelope: Uint8Array },
): Promise<T> {
  const text = await secrets.open(name, envelope);
  return schema.parse(JSON.parse(text.toString('utf8')));
}
