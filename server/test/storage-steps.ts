// Storage assets as security keeps them and the data protection officer approves them, for tests of the whole.
import { operations, type Operation } from '@shouxin/contract';
import type { Session } from './harness.ts';

const { approvals, storage } = operations;

export interface Keepers {
  readonly security: Session;
  readonly dpo: Session;
}

let made = 0;

export const assetInput = (unit: string) => ({
  kind: 'backup-medium' as const,
  name: `备份存储${(made += 1)}`,
  country: 'CN',
  province: '31',
  site: '异地灾备机房',
  form: 'local' as const,
  mlpsLevel: 3,
  encryption: 'volume' as const,
  unit,
  standard: 'GB/T 22239-2019 第三级',
  classes: ['C1' as const, 'C2' as const],
});

export const assessmentInput = (asset: string, assessedOn: string) => ({
  asset,
  assessedOn,
  assessor: '信息安全部',
  result: 'conditional' as const,
  score: 85,
  findings: [1, 2].map((number) => ({
    severity: 'medium' as const,
    text: `介质出入库登记不完整（${number}）`,
    remediation: '补齐登记并每月盘点',
    dueOn: assessedOn,
  })),
});

/** Registered, and assessed when a day is given; answers the id. */
export async function newAsset({ security, dpo }: Keepers, assessedOn?: string): Promise<string> {
  const input = assetInput(security.me.unit.id);
  const { proposal } = await security.call(storage.register, input);
  await dpo.call(approvals.approve, { proposal });
  const { items } = await security.call(storage.list, { limit: 100 });
  const asset = items.find(({ name }) => name === input.name)?.asset ?? '';
  if (assessedOn === undefined) return asset;
  const assess = await security.call(storage.assess, assessmentInput(asset, assessedOn));
  await dpo.call(approvals.approve, { proposal: assess.proposal });
  return asset;
}

/** Backup copies bound to an asset of its own; answers the binding. */
export async function newBinding(keepers: Keepers, assessedOn: string): Promise<string> {
  const { security, dpo } = keepers;
  const asset = await newAsset(keepers, assessedOn);
  const { proposal } = await security.call(storage.bind, { asset, dataSet: 'backup' });
  await dpo.call(approvals.approve, { proposal });
  const { bindings } = await security.call(storage.view, { asset });
  return bindings[0]?.binding ?? '';
}

export interface Recipe {
  readonly who: Session;
  readonly input: object;
  readonly other: { readonly input: object };
}

/** Each write of storage with an input that fits, and another one, for contract-writes. */
export function storageRecipes(keepers: Keepers): [Operation, () => Promise<Recipe>][] {
  const { security } = keepers;
  const of = (input: object, other: object): Recipe => ({
    who: security,
    input,
    other: { input: { ...input, ...other } },
  });
  const unit = security.me.unit.id;
  const nothing = crypto.randomUUID();
  const assessedOn = '2026-11-23';
  const elsewhere = { site: '其他机房' };
  return [
    [storage.register, () => Promise.resolve(of(assetInput(unit), elsewhere))],
    [
      storage.change,
      async () => of({ ...assetInput(unit), asset: await newAsset(keepers) }, elsewhere),
    ],
    [
      storage.assess,
      async () => of(assessmentInput(await newAsset(keepers), assessedOn), { score: 1 }),
    ],
    [
      storage.remedy,
      async () => {
        const asset = await newAsset(keepers, assessedOn);
        const [found] = (await security.call(storage.assessments, { asset })).items;
        return of({ assessment: found?.assessment, finding: 1 }, { finding: 2 });
      },
    ],
    [
      storage.bind,
      async () => {
        const asset = await newAsset(keepers, assessedOn);
        return of({ asset, dataSet: 'backup' }, { asset: nothing });
      },
    ],
    [
      storage.unbind,
      async () => of({ binding: await newBinding(keepers, assessedOn) }, { binding: nothing }),
    ],
    [storage.retire, async () => of({ asset: await newAsset(keepers) }, { asset: nothing })],
    [
      storage.recordControl,
      () => {
        const dates = { reviewedOn: '2026-11-20', nextReviewOn: '2027-11-20' };
        const input = { control: 'medium', unit, procedure: '《存储管理办法》', ...dates };
        return Promise.resolve(of(input, { procedure: '《其他办法》' }));
      },
    ],
  ];
}
