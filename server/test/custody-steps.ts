// Media as the operations clerk keeps them and security has them destroyed, for tests of the whole.
import { operations, type MediumTerms, type Operation } from '@shouxin/contract';
import type { Session } from './harness.ts';
import type { Recipe } from './storage-steps.ts';

const { custody } = operations;
let made = 0;

export const mediumInput = (more: Partial<MediumTerms> = {}): MediumTerms => ({
  label: `T-${1000 + (made += 1)}`,
  kind: 'tape',
  encryption: 'set',
  holds: 'data-backup',
  content: '2026-11 完整备份',
  expiresOn: '2031-12-31',
  seal: `F${10_000 + made}`,
  custodian: '许国安',
  province: '32',
  site: '苏州介质保管库',
  ...more,
});

export async function newMedium(ops: Session, more: Partial<MediumTerms> = {}): Promise<string> {
  return (await ops.call(custody.register, mediumInput(more))).medium;
}

export const handOutInput = (medium: string, dueOn: string) => ({
  medium,
  receiver: '孔令仪',
  receiverUnit: '信息科技部',
  reason: '恢复演练',
  dueOn,
  isSealIntact: true,
});

export const takeBackInput = (medium: string) => ({
  medium,
  from: '孔令仪',
  isSealIntact: true,
  seal: 'F90001',
  custodian: '许国安',
  province: '32',
  site: '苏州介质保管库',
  content: '2026-12 完整备份',
  expiresOn: '2031-12-31',
});

export const destroyInput = (medium: string) => ({
  medium,
  method: 'shred' as const,
  place: '总行销毁间',
  executor: '何承志',
  ground: '保管期满',
});

/** Each write of custody with an input that fits, and another one, for contract-writes. */
export function custodyRecipes(ops: Session): [Operation, () => Promise<Recipe>][] {
  const of = (input: object, other: object): Recipe => ({
    who: ops,
    input,
    other: { input: { ...input, ...other } },
  });
  const dueOn = '2026-12-01';
  return [
    [custody.register, () => Promise.resolve(of(mediumInput(), { content: '其他' }))],
    [
      custody.handOut,
      async () => of(handOutInput(await newMedium(ops), dueOn), { reason: '其他' }),
    ],
    [
      custody.takeBack,
      async () => {
        const medium = await newMedium(ops);
        await ops.call(custody.handOut, handOutInput(medium, dueOn));
        return of(takeBackInput(medium), { from: '其他人' });
      },
    ],
    [custody.destroy, async () => of(destroyInput(await newMedium(ops)), { ground: '其他理由' })],
    [
      custody.takeStock,
      async () => {
        const place = { province: '32', site: `盘点库${(made += 1)}` };
        const medium = await newMedium(ops, place);
        const seen = [{ medium, found: 'present' as const }];
        return of({ ...place, witness: '尤敏', seen }, { witness: '其他人' });
      },
    ],
  ];
}
