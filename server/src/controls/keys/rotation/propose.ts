// Rotating and marking as compromised, each proposed by a security administrator and approved by the data protection
// officer, outside the administrators' own circle (R1.3.2a, decision 0023). What runs at approval is one row; the work is a duty.
import {
  rotationKind,
  rotationTitles,
  refuse,
  type InputOf,
  type keysOperations,
  type RotationKind,
  type Words,
} from '@shouxin/contract';
import { z } from 'zod';
import type { Call } from '../../../kernel/call.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import type { FourEyes, Prepared, Presented, Proposer } from '../../../kernel/serve.ts';
import { bucketOf, indexOf, kindOf } from '../hierarchy.ts';
import type { KeyDescription } from '../providers/provider.ts';
import { customerStep } from './customer/reencrypt.ts';
import { countSubjects } from './customer/store.ts';
import type { RotationParts } from './run.ts';
import { insertRotation, isRunning, keysToMove } from './store.ts';

type Operations = typeof keysOperations;

const rotatePayload = z.strictObject({ kind: rotationKind, ground: z.string() });
const compromisePayload = z.strictObject({ key: z.string(), ground: z.string() });

export function createRotate(parts: RotationParts): FourEyes<Operations['rotate']> {
  return {
    prepare: async (call, input) => {
      const { kind } = input;
      await refuseIfRunning(call, kind);
      const title = rotationTitles[kind];
      return { propose: prepared({ label: `${kind}/*`, title, payload: input }) };
    },
    run: async (call, payload, proposer) => {
      const { kind } = rotatePayload.parse(payload);
      await start(parts, call, { kind, proposer, names: namesOf(parts, kind), key: null });
    },
    present: async (call, payload) => {
      const { kind, ground } = rotatePayload.parse(payload);
      const sizes = await sizesOf(parts, call, namesOf(parts, kind));
      return shown([
        [{ zh: '轮换', en: 'Rotate' }, rotationTitles[kind]],
        [doneAgain[kind], same(sizes.reduce((sum, { total }) => sum + total, 0))],
        [{ zh: '依据', en: 'Ground' }, same(ground)],
      ]);
    },
  };
}

export function createCompromise(parts: RotationParts): FourEyes<Operations['compromise']> {
  return {
    prepare: async (call, input) => {
      const { id, name } = markable(parts, input.key);
      await refuseIfRunning(call, rotatedKind(name));
      return { propose: prepared({ label: id, title: compromisedTitle, payload: input }) };
    },
    run: async (call, payload, proposer) => {
      const { key } = compromisePayload.parse(payload);
      const { id, name } = markable(parts, key);
      await start(parts, call, { kind: rotatedKind(name), proposer, names: [name], key: id });
    },
    present: async (call, payload) => {
      const { key, ground }: InputOf<Operations['compromise']> = compromisePayload.parse(payload);
      const [name = ''] = key.split('#');
      const [size] = await sizesOf(parts, call, [name]);
      return shown([
        [{ zh: '已泄露的密钥', en: 'Compromised key' }, same(key)],
        [exposed[rotatedKind(name)], same(size?.total ?? 0)],
        [{ zh: '依据', en: 'Ground' }, same(ground)],
      ]);
    },
  };
}

/** What a rotation does again, and what is exposed with a key. */
const doneAgain: Readonly<Record<RotationKind, Words>> = {
  bucket: { zh: '重新封装的客户密钥', en: 'Customer keys wrapped again' },
  index: { zh: '重新生成的检索指纹', en: 'Fingerprints made again' },
  customer: { zh: '重新加密信息的客户', en: 'Customers whose information is sealed again' },
};
const exposed: Readonly<Record<ProviderKind, Words>> = {
  bucket: { zh: '随之停用的客户密钥（至多）', en: 'Customer keys put out of use with it, at most' },
  index: { zh: '重新生成的检索指纹', en: 'Fingerprints made again' },
};

/** Kinds whose keys are in the provider; customer keys are exposed with the bucket that wrapped them. */
type ProviderKind = Exclude<RotationKind, 'customer'>;

const rotatedKind = (name: string): ProviderKind => (kindOf(name) === 'index' ? 'index' : 'bucket');

/** How much each of these keys stands for. */
async function sizesOf({ keys, tags }: RotationParts, call: Call, names: readonly string[]) {
  if (names[0] === customerStep) return [{ name: customerStep, total: await countSubjects(call.tx) }]; // prettier-ignore
  const inBuckets = names.some((name) => rotatedKind(name) === 'bucket')
    ? await keysToMove(call.tx)
    : new Map<number, number>();
  const sizes: { name: string; total: number }[] = [];
  for (const name of names) {
    const next = keys.active(name).version + 1;
    const total =
      rotatedKind(name) === 'index'
        ? await tags.left(call.tx, { index: indexOf(name), version: next })
        : (inBuckets.get(bucketOf(name)) ?? 0);
    sizes.push({ name, total });
  }
  return sizes;
}

const compromisedTitle = { zh: '登记密钥泄露', en: 'Mark a key as compromised' };

function prepared(it: Pick<Prepared, 'label' | 'title' | 'payload'>): Prepared {
  return { ...it, reviewedBy: 'dpo' };
}

const same = (value: string | number): Words => ({ zh: String(value), en: String(value) });

function shown(lines: readonly (readonly [Words, Words])[]): Presented {
  const items = lines.map(([label, proposed], at) => {
    return { item: `line-${at + 1}`, label, dualCheck: false, proposed };
  });
  return { items, images: [], consents: [] };
}

async function refuseIfRunning(call: Call, kind: RotationKind): Promise<void> {
  if (await isRunning(call.tx, kind)) refuse('keys.rotation-running');
}

/** A key that can be replaced and may still be marked. */
function markable({ keys }: RotationParts, id: string): KeyDescription {
  const found = keys.all().find((it) => it.id === id) ?? refuse('not-found');
  const isMarkable = found.state === 'active' || found.state === 'deactivated';
  const kind = rotationKind.safeParse(kindOf(found.name));
  if (!kind.success || !isMarkable) refuse('keys.wrong-state');
  return found;
}

function namesOf({ keys }: RotationParts, kind: RotationKind): string[] {
  if (kind === 'customer') return [customerStep];
  const names = keys
    .all()
    .filter(({ name, state }) => kindOf(name) === kind && state === 'active')
    .map(({ name }) => name);
  return [...new Set(names)];
}

interface Starting {
  readonly kind: RotationKind;
  readonly proposer: Proposer;
  readonly names: readonly string[];
  readonly key: string | null;
}

async function start(
  parts: RotationParts,
  call: Call,
  { kind, proposer, names, key }: Starting,
): Promise<void> {
  await refuseIfRunning(call, kind);
  const rotation = newId(call.at);
  const it = {
    rotation,
    kind,
    reason: key === null ? ('period' as const) : ('compromised' as const),
    key,
    proposal: proposer.proposal,
    proposedBy: proposer.displayName,
    approvedBy: call.actor.displayName,
    startedAt: call.at,
    endedAt: null,
  };
  await insertRotation(call.tx, it, await sizesOf(parts, call, names));
  await parts.enqueue(call.tx, 'keys.rotate', { rotation });
  const act = key === null ? 'keys.rotate' : 'keys.compromise';
  const facts = { rotation, kind, proposal: proposer.proposal, ...(key !== null && factsOf(key)) };
  call.append({ act, count: names.length, facts });
}

/** In the alphabet of the log: `bucket/003#1` is key `bucket/003`, version 1. */
function factsOf(id: string) {
  const [name = '', version] = id.split('#');
  return { key: name, version: Number(version) };
}
