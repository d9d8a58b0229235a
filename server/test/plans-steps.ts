// Recovery plans as security writes them and the data owner approves them, for tests of the whole.
import { operations, type Operation, type PlanTerms } from '@shouxin/contract';
import type { Session } from './harness.ts';
import type { Recipe } from './storage-steps.ts';

const { approvals, plans } = operations;

export interface Planners {
  readonly security: Session;
  readonly owner: Session;
}

let made = 0;

export const planInput = (more: Partial<PlanTerms> = {}): PlanTerms => ({
  name: `支付数据恢复预案${(made += 1)}`,
  scenario: 'other',
  dataSets: ['customer-values'],
  scope: '恢复客户信息；恢复点之后的录入由网点补录',
  activation: '数据库无法启动，由应急总指挥宣布',
  rtoMinutes: 120,
  rpoMinutes: 15,
  roles: [role('应急总指挥', '钱一鸣', '孙文博'), role('数据库恢复岗', '李若水', '周子墨')],
  steps: [
    { what: '停止对外服务', role: '应急总指挥', minutes: 10, verify: '健康检查不可用' },
    { what: '还原备份', role: '数据库恢复岗', minutes: 60, verify: '行数与清单一致' },
    { what: '恢复服务', role: '应急总指挥', minutes: 10, verify: '网点确认' },
  ],
  checks: ['实际时间与目标比对'],
  note: '首次制定',
  ...more,
});

const role = (name: string, holder: string, deputy: string) => ({
  role: name,
  holder,
  phone: '021-5550 0110',
  deputy,
  deputyPhone: '021-5550 0120',
});

/** Written and approved; answers the id. */
export async function newPlan({ security, owner }: Planners, input = planInput()): Promise<string> {
  const { proposal } = await security.call(plans.propose, input);
  await owner.call(approvals.approve, { proposal });
  const { items } = await security.call(plans.list, { limit: 100 });
  return items.find(({ name }) => name === input.name)?.plan ?? '';
}

/** Each write of plans with an input that fits, and another one, for contract-writes. */
export function plansRecipes(planners: Planners): [Operation, () => Promise<Recipe>][] {
  const of = (input: object, other: object): Recipe => ({
    who: planners.security,
    input,
    other: { input: { ...input, ...other } },
  });
  return [
    [plans.propose, () => Promise.resolve(of(planInput(), { note: '另一说明' }))],
    [
      plans.revise,
      async () => {
        const input = planInput();
        const plan = await newPlan(planners, input);
        return of({ ...input, plan, basedOn: 1 }, { note: '另一说明' });
      },
    ],
    [
      plans.retire,
      async () => of({ plan: await newPlan(planners), ground: '业务已下线' }, { ground: '其他' }),
    ],
  ];
}
