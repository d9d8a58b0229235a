// What the second person reads of a proposal about storage: every term in words, old against new. No customer, no secret.
import {
  assetKindWords,
  encryptionWords,
  operationFormWords,
  type AssetTerms,
  type ValueText,
  type Words,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import type { Presented } from '../../kernel/serve.ts';
import { provinceOf, type Asset } from './asset.ts';
import type { StorageParts } from './parts.ts';

export interface Line {
  readonly item: string;
  readonly label: Words;
  readonly proposed: ValueText;
  readonly current?: ValueText | undefined;
}

export function presented(lines: readonly Line[]): Presented {
  const items = lines.map(({ current, ...it }) => ({
    ...it,
    dualCheck: false,
    ...(current !== undefined && { current }),
  }));
  return { items, images: [], consents: [] };
}

type Terms = Omit<AssetTerms, 'country' | 'account' | 'locator'> & {
  readonly account?: string | null | undefined;
  readonly locator?: string | null | undefined;
};

const labels: Readonly<Record<string, Words>> = {
  name: { zh: '名称', en: 'Name' },
  kind: { zh: '类型', en: 'Kind' },
  province: { zh: '地点', en: 'Place' },
  site: { zh: '机房或场所', en: 'Site' },
  form: { zh: '运营形式', en: 'Operated' },
  mlpsLevel: { zh: '等保级别', en: 'Level of protection' },
  encryption: { zh: '静态加密', en: 'Encryption at rest' },
  unit: { zh: '责任部门', en: 'Unit in charge' },
  account: { zh: '负责人账号', en: 'Person in charge' },
  standard: { zh: '符合的标准', en: 'Standard met' },
  classes: { zh: '允许的数据类别', en: 'Classes allowed' },
  locator: { zh: '系统中的位置', en: 'Place in the system' },
};

async function valuesOf(
  { unitName }: StorageParts,
  { tx }: Call,
  it: Terms,
): Promise<Record<string, ValueText>> {
  return {
    name: it.name,
    kind: assetKindWords[it.kind],
    province: provinceOf(it.province),
    site: it.site,
    form: operationFormWords[it.form],
    mlpsLevel: String(it.mlpsLevel),
    encryption: encryptionWords[it.encryption],
    unit: await unitName(tx, it.unit),
    account: it.account ?? '—',
    standard: it.standard,
    classes: it.classes.toSorted().join(' '),
    locator: it.locator ?? '—',
  };
}

/** A new asset alone; a change beside what stands now. */
export async function linesOf(
  parts: StorageParts,
  call: Call,
  { it, now }: { readonly it: AssetTerms; readonly now?: Asset | undefined },
): Promise<Presented> {
  const next = await valuesOf(parts, call, it);
  const before = now && (await valuesOf(parts, call, now));
  return presented(
    Object.entries(next).map(([item, proposed]) => ({
      item,
      label: labels[item] ?? { zh: item, en: item },
      proposed,
      current: before?.[item],
    })),
  );
}
