// Registering an asset, and changing one: proposed by the security administrator, decided by the data protection officer (decision
// 0022). Customers' data lies in China: a place outside is refused with the row of law (R3.1.1).
import {
  assetTerms,
  dataSetOf,
  provinces,
  refuse,
  type AssetTerms,
  type InputOf,
  type storageOperations,
} from '@shouxin/contract';
import { knowsRegion } from '@shouxin/contract/items';
import { z } from 'zod';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { brokenConstraint } from '../../kernel/database.ts';
import type { FourEyes, Prepared, Proposer } from '../../kernel/serve.ts';
import { isMaterial, type Asset } from './asset.ts';
import { lawOf, outsideRule, type StorageParts } from './parts.ts';
import { linesOf } from './present.ts';
import { changeAsset, findAsset, insertAsset, isLocatorTaken, lockAsset } from './store.ts';

type Register = (typeof storageOperations)['register'];
type Change = (typeof storageOperations)['change'];

const changePayload = assetTerms.extend({ asset: z.uuid() });

export function createRegister(parts: StorageParts): FourEyes<Register> {
  return {
    prepare: async (call, input) => ({ propose: await prepare(parts, call, input) }),
    run: (call, payload, proposer) => run(parts, call, { it: assetTerms.parse(payload), proposer }),
    present: (call, payload) => linesOf(parts, call, { it: assetTerms.parse(payload) }),
  };
}

async function prepare(parts: StorageParts, call: Call, it: InputOf<Register>): Promise<Prepared> {
  await requireSound(parts, call, it);
  return {
    label: it.name,
    title: { zh: `登记存储资产：${it.name}`, en: `Register a storage asset: ${it.name}` },
    payload: it satisfies AssetTerms,
    reviewedBy: 'dpo',
  };
}

async function run(
  parts: StorageParts,
  call: Call,
  { it, proposer }: { it: AssetTerms; proposer: Proposer },
): Promise<void> {
  await requireSound(parts, call, it);
  const asset = newId(call.at);
  await insertAsset(call.tx, asset, { ...it, ...signedBy(call, proposer) }).catch(refuseTaken);
  const facts = { asset, kind: it.kind, proposal: proposer.proposal };
  call.append({ act: 'storage.register', facts });
}

export function createChange(parts: StorageParts): FourEyes<Change> {
  return {
    prepare: async (call, input) => ({ propose: await prepareChange(parts, call, input) }),
    run: (call, payload, proposer) =>
      runChange(parts, call, { it: changePayload.parse(payload), proposer }),
    present: async (call, payload) => {
      const { asset, ...it } = changePayload.parse(payload);
      return linesOf(parts, call, { it, now: await findAsset(call.tx, asset) });
    },
  };
}

async function prepareChange(
  parts: StorageParts,
  call: Call,
  input: InputOf<Change>,
): Promise<Prepared> {
  const now = await inUse(call, input.asset);
  await requireSound(parts, call, input);
  requireClassesOf(now, input);
  return {
    label: now.name,
    title: { zh: `变更存储资产：${now.name}`, en: `Change a storage asset: ${now.name}` },
    payload: input,
    basedOn: now.version,
    reviewedBy: 'dpo',
  };
}

async function runChange(
  parts: StorageParts,
  call: Call,
  { it, proposer }: { it: z.output<typeof changePayload>; proposer: Proposer },
): Promise<void> {
  const { asset, ...terms } = it;
  const now = await inUse(call, asset);
  if (now.version !== proposer.basedOn) refuse('approvals.stale');
  await requireSound(parts, call, it);
  requireClassesOf(now, terms);
  const next = { asset, version: now.version + 1, isMaterial: isMaterial(now, terms) };
  const signed = { ...terms, ...signedBy(call, proposer) };
  await changeAsset(call.tx, next, signed).catch(refuseTaken);
  const facts = { asset, version: next.version, assessAgain: next.isMaterial };
  call.append({ act: 'storage.change', facts: { ...facts, proposal: proposer.proposal } });
}

export function signedBy(call: Call, proposer: Proposer) {
  return {
    proposal: proposer.proposal,
    by: proposer.displayName,
    approvedBy: call.actor.displayName,
    at: call.at,
  };
}

/** Locked: what is checked of it stays so until the act is done. */
export async function inUse(call: Call, asset: string): Promise<Asset> {
  const it = (await lockAsset(call.tx, asset)) ?? refuse('not-found');
  return it.retiredAt ? refuse('storage.retired') : it;
}

function refuseTaken(error: unknown): never {
  if (brokenConstraint(error) === 'asset_locator_taken') refuse('storage.locator-taken');
  throw error;
}

/** Checked when it is proposed and again when it runs. */
async function requireSound(
  parts: StorageParts,
  call: Call,
  { asset, ...it }: AssetTerms & { readonly asset?: string },
): Promise<void> {
  requireInChina(it);
  if (!(await parts.hasUnit(call.tx, it.unit))) refuse('not-found');
  if (it.account !== undefined && !(await parts.accountId(call.tx, it.account))) refuseAccount();
  if (it.locator && (await isLocatorTaken(call.tx, it.locator, asset))) {
    refuse('storage.locator-taken', {
      remedy: {
        zh: '请在登记册中打开已登记的资产，按需变更，不要重复登记',
        en: 'Open the asset that is registered for it and change that one',
      },
    });
  }
}

function requireInChina({ country, province }: AssetTerms): void {
  if (country === 'CN' && provinces.has(province)) return;
  if (country === 'CN' && knowsRegion(`${province}0000`) === 'none') refuseProvince();
  refuse('storage.outside-china', {
    detail: lawOf(outsideRule),
    remedy: {
      zh: '请改用位于境内的存储；确需向境外提供的，按个人信息出境办理，不在此登记',
      en: 'Use storage in China; where information has to go abroad that is an export of its own, not an entry here',
    },
  });
}

function refuseProvince(): never {
  const message = {
    zh: '没有这个省级行政区划代码，请从列表中选择',
    en: 'No such province; choose one of the list',
  };
  return refuse('input.invalid', { reasons: [{ item: 'province', code: 'province', message }] });
}

function refuseAccount(): never {
  const message = {
    zh: '没有这个账号，请填写负责人的登录账号，或留空只填责任部门',
    en: 'No such account; give the account of the person in charge, or leave it empty',
  };
  return refuse('input.invalid', { reasons: [{ item: 'account', code: 'account', message }] });
}

/** What is bound to it must still be allowed there. */
function requireClassesOf(now: Asset, { classes }: AssetTerms): void {
  const left = now.holds.filter((code) => {
    const dataSet = dataSetOf.get(code);
    return dataSet !== undefined && !classes.includes(dataSet.class);
  });
  if (left.length === 0) return;
  const names = (lang: 'zh' | 'en') => left.map((it) => dataSetOf.get(it)?.name[lang] ?? it);
  refuse('storage.class-not-allowed', {
    remedy: {
      zh: `请先解除绑定：${names('zh').join('、')}`,
      en: `End these bindings first: ${names('en').join(', ')}`,
    },
  });
}
