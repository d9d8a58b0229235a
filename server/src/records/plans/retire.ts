// A plan is retired by two persons too: without it the institution may not know how to come back. Its versions stay readable.
import { planScenarioWords, type plansOperations } from '@shouxin/contract';
import { z } from 'zod';
import type { FourEyes } from '../../kernel/serve.ts';
import { presented } from './present.ts';
import { inForce } from './propose.ts';
import { findPlan, plansInForce, retirePlan } from './store.ts';

type Retire = (typeof plansOperations)['retire'];

const payloadSchema = z.strictObject({ plan: z.uuid(), ground: z.string() });

export const retire: FourEyes<Retire> = {
  prepare: async (call, input) => {
    const { name } = await inForce(call, input.plan);
    const title = { zh: `废止恢复预案：${name}`, en: `Retire a recovery plan: ${name}` };
    return { propose: { label: name, title, payload: input, reviewedBy: 'owner' } };
  },
  run: async (call, payload, proposer) => {
    const { plan } = payloadSchema.parse(payload);
    await inForce(call, plan);
    const by = { by: proposer.displayName, approvedBy: call.actor.displayName };
    await retirePlan(call.tx, plan, { at: call.at, ...by });
    call.append({ act: 'plans.retire', facts: { plan, proposal: proposer.proposal } });
  },
  present: async (call, payload) => {
    const { plan, ground } = payloadSchema.parse(payload);
    const it = await findPlan(call.tx, plan);
    const others = (await plansInForce(call.tx)).filter(
      (other) => other.scenario === it?.scenario && other.plan !== plan,
    );
    return presented([
      { item: 'ground', label: { zh: '废止理由', en: 'Why' }, proposed: ground },
      {
        item: 'scenario',
        label: { zh: '适用场景', en: 'Scenario' },
        proposed: planScenarioWords[it?.scenario ?? 'other'],
      },
      {
        item: 'others',
        label: { zh: '同一场景的其他有效预案', en: 'Other plans in force for it' },
        dualCheck: others.length === 0,
        proposed:
          others.length === 0
            ? { zh: '没有，废止后该场景无预案', en: 'None: the scenario would have no plan' }
            : others
                .map(({ name }) => name)
                .join(' · ')
                .slice(0, 1000),
      },
    ]);
  },
};
