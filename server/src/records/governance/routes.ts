// Operations of governance. It stores nothing and sees no customer; it reads the rule library and runs the probes.
import { operations, type RuleRow } from '@shouxin/contract';
import { routesOf } from '../../kernel/serve.ts';
import { clauseMap, readClauses, type Probes } from './clause-map.ts';

export interface GovernanceParts {
  readonly rules: () => readonly RuleRow[];
  readonly probes: Probes;
}

export function createGovernance({ rules, probes }: GovernanceParts) {
  const clauses = readClauses();
  return {
    routes: routesOf(operations.governance, {
      rules: async (call) => {
        const items = [...rules()];
        call.append({ decision: 'allow', count: items.length });
        return { items, unconfirmed: items.filter((row) => row.mark === 'U').length };
      },
      clauses: async (call) => {
        const items = await clauseMap(clauses, probes, call.at);
        call.append({
          decision: 'allow',
          count: items.length,
          facts: { red: items.filter((it) => it.state === 'red').length },
        });
        return { items };
      },
    }),
  };
}
