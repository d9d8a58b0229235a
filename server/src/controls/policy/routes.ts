// Operations of the policy room: what purposes are open to me, and which rules are in force.
import { policyOperations } from '@shouxin/contract';
import { routesOf } from '../../kernel/serve.ts';
import type { Policy } from './index.ts';
import { latestPublication } from './store.ts';

export function policyRoutes(policy: Policy) {
  return routesOf(policyOperations, {
    purposes: async (call, { all }) => {
      const isMine = (code: string) => policy.purposes.isOffered(code, call.actor.post);
      const items = policy.purposes.all.filter((it) => all || (!it.internal && isMine(it.code)));
      call.append({ policyVersion: policy.version, count: items.length });
      return { items: [...items] };
    },
    rules: async (call) => {
      const latest = await latestPublication(call.tx);
      const publishedAt = latest?.version === policy.version ? latest.published_at : call.at;
      call.append({ policyVersion: policy.version, count: policy.rules.length });
      return {
        version: policy.version,
        publishedAt: publishedAt.toISOString(),
        items: [...policy.rules],
      };
    },
  });
}
