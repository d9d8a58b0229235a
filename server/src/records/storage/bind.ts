// Which data lies on which asset. Binding needs a valid assessment where C2 or C3 lies in it, and a second person (R3.1.2); what
// takes data or an asset away does not wait for anybody, and what stays in use without a binding shows as a finding.
import {
  dataSetCodes,
  dataSetOf,
  refuse,
  type InputOf,
  type OutputOf,
  type storageOperations,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { z } from 'zod';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { FourEyes, Prepared, Presented, Proposer } from '../../kernel/serve.ts';
import { isAssessed, nameOf, needsAssessment, standingOf, type Asset } from './asset.ts';
import { reminder } from './parts.ts';
import { presented } from './present.ts';
import { inUse, signedBy } from './register.ts';
import { endBinding, findAsset, insertBinding, retireAsset } from './store.ts';

type Operations = typeof storageOperations;
type Bind = Operations['bind'];

const payloadSchema = z.strictObject({ asset: z.uuid(), dataSet: z.enum(dataSetCodes) });
type Payload = z.infer<typeof payloadSchema>;

export const bind: FourEyes<Bind> = {
  prepare: async (call, input) => ({ propose: await prepare(call, input) }),
  run: (call, payload, proposer) => run(call, payloadSchema.parse(payload), proposer),
  present: (call, payload) => present(call, payloadSchema.parse(payload)),
};

async function prepare(call: Call, it: InputOf<Bind>): Promise<Prepared> {
  const asset = await bindable(call, it);
  const { zh, en } = nameOf(it.dataSet);
  return {
    label: asset.name,
    title: { zh: `绑定数据：${zh} → ${asset.name}`, en: `Bind data: ${en} to ${asset.name}` },
    payload: it satisfies Payload,
    basedOn: asset.version,
    reviewedBy: 'dpo',
  };
}

async function run(call: Call, it: Payload, proposer: Proposer): Promise<void> {
  const asset = await bindable(call, it);
  if (asset.version !== proposer.basedOn) refuse('approvals.stale');
  const binding = newId(call.at);
  await insertBinding(call.tx, { binding, ...it, ...signedBy(call, proposer) });
  call.append({ act: 'storage.bind', facts: { ...it, binding, proposal: proposer.proposal } });
}

/** The asset, locked, when this data may be bound to it now; asked when it is proposed and again when it runs. */
async function bindable(call: Call, { asset, dataSet }: Payload): Promise<Asset> {
  const it = await inUse(call, asset);
  if (it.holds.includes(dataSet)) refuse('storage.bound-already');
  const data = dataSetOf.get(dataSet) ?? refuse('not-found');
  if (!it.classes.includes(data.class)) {
    refuse('storage.class-not-allowed', {
      detail: {
        zh: `「${data.name.zh}」属于 ${data.class}，该资产允许 ${it.classes.join('、')}`,
        en: `${data.name.en} is ${data.class}; the asset allows ${it.classes.join(', ')}`,
      },
      remedy: {
        zh: '选择允许此类别的资产，或先变更资产允许的类别并重新评估',
        en: 'Choose an asset that allows it, or change what this one allows and assess it again',
      },
    });
  }
  if (needsAssessment(data.class)) requireAssessed(call, it);
  return it;
}

const whyNot = {
  none: { zh: '尚未评估', en: 'It was never assessed' },
  expired: { zh: '评估已过期', en: 'The assessment has run out' },
  failed: { zh: '最近一次评估不通过', en: 'The last assessment failed' },
  outdated: { zh: '评估之后资产有变更', en: 'The asset changed after it was assessed' },
} as const;

function requireAssessed(call: Call, it: Asset): void {
  const remindDays = rule(reminder);
  const standing = standingOf(it, { today: businessDate(call.at), remindDays });
  if (isAssessed(standing)) return;
  refuse('storage.not-assessed', {
    detail: whyNot[standing.state as keyof typeof whyNot],
    remedy: {
      zh: '请先登记安全评估，经个人信息保护负责人复核后再绑定',
      en: 'Record a security assessment first; bind once the data protection officer has approved it',
    },
  });
}

async function present(call: Call, { asset, dataSet }: Payload): Promise<Presented> {
  const it = (await findAsset(call.tx, asset)) ?? refuse('not-found');
  const standing = standingOf(it, { today: businessDate(call.at), remindDays: 0 });
  return presented([
    { item: 'asset', label: { zh: '存储资产', en: 'Asset' }, proposed: it.name },
    { item: 'dataSet', label: { zh: '数据', en: 'Data' }, proposed: nameOf(dataSet) },
    {
      item: 'class',
      label: { zh: '数据类别', en: 'Class' },
      proposed: dataSetOf.get(dataSet)?.class ?? '—',
    },
    {
      item: 'validUntil',
      label: { zh: '评估有效至', en: 'Assessed until' },
      proposed: standing.validUntil ?? '—',
    },
  ]);
}

export async function unbind(
  call: Call,
  { binding }: InputOf<Operations['unbind']>,
): Promise<OutputOf<Operations['unbind']>> {
  const ended = (await endBinding(call.tx, binding, personOf(call))) ?? refuse('not-found');
  const entry = call.append({ facts: { ...ended, binding } });
  return { receipt: { entry, at: call.at.toISOString() } };
}

export async function retire(
  call: Call,
  { asset }: InputOf<Operations['retire']>,
): Promise<OutputOf<Operations['retire']>> {
  const it = await inUse(call, asset);
  if (it.holds.length > 0) {
    refuse('storage.still-bound', {
      remedy: {
        zh: `请先迁走数据并解除绑定：${it.holds.map((code) => nameOf(code).zh).join('、')}`,
        en: `Move the data and end the bindings first: ${it.holds.map((code) => nameOf(code).en).join(', ')}`,
      },
    });
  }
  await retireAsset(call.tx, asset, personOf(call));
  const entry = call.append({ facts: { asset } });
  return { receipt: { entry, at: call.at.toISOString() } };
}

function personOf({ actor, at }: Call) {
  return { id: actor.id, name: actor.displayName, at };
}
