// Ids in words for the trail: people and units from identity, purposes from policy, customers from their own room.
import type { Words } from '@shouxin/contract';
import type { Names } from '../records/trail/index.ts';
import { readNumber, type Customers } from '../records/customers/index.ts';
import type { Controls } from './controls.ts';

export function createNames({ identity, policy }: Controls, customers: Customers): Names {
  const purposes = new Map<string, Words>(policy.purposes.all.map((it) => [it.code, it.name]));
  return {
    purposes: () => purposes,
    accounts: (call, ids) => identity.namesOf(call.tx, ids),
    accountId: (call, account) => identity.accountId(call.tx, account),
    units: async (call) => new Map((await identity.units(call.tx)).map((it) => [it.code, it.name])),
    customers: async (call, trails) => {
      if (trails.length === 0) return new Map();
      const found = await customers.namedByTrail(call.tx, trails);
      return new Map(found.map(({ trail, customer, number }) => [trail, { id: customer, number }]));
    },
    trailOf: async (call, given) => {
      const number = readNumber(given);
      const [found] = number ? await customers.load(call.tx, { by: 'number', number }, []) : [];
      return found?.trail;
    },
  };
}
