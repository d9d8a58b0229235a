// Puts the fictitious people into the ledger the way an import would: checked by the same validators, sealed, each value with
// its origin, claims of consent permitting nothing.
import { checkRecord, isRejected, listOf } from '@shouxin/contract/items';
import type { App } from '../../../app.ts';
import type { Call } from '../../../kernel/call.ts';
import { businessDate } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import { invariant } from '../../../kernel/invariant.ts';
import type { Person } from './people.ts';

const channel = 'bulk-import';
const source = '演示数据';

export interface Placing {
  readonly people: readonly Person[];
  /** Unit ids by branch number. */
  readonly branches: readonly string[];
  /** Whose own customers the first branch's are, so that the counter has some. */
  readonly teller: string;
}

export async function registerPeople(
  app: App,
  call: Call,
  { people, branches, teller }: Placing,
): Promise<number> {
  const list = listOf('CS-01');
  const today = businessDate(call.at);
  const checked = people.map((person) => {
    const check = checkRecord({
      list,
      inputs: person.values,
      channel,
      today,
      present: ['NP13', 'AU11'],
    });
    invariant(!isRejected(check.findings), 'a demonstration person passes the validators');
    return { person, values: check.values };
  });
  const { registered } = await app.customers.registerMany(
    call,
    checked.map(({ person, values }, index) => ({
      customer: newId(call.at),
      values,
      unit: branches[person.branch] ?? branches[0] ?? '',
      manager: person.branch === 0 && index % 2 === 0 ? teller : null,
      demonstration: true,
      origin: {
        channel,
        list: list.id,
        listVersion: list.version,
        source,
        account: call.actor.id,
        accountName: source,
        at: call.at,
      },
    })),
  );
  const claims = registered.flatMap(({ customer }, index) =>
    checked[index]?.person.claimsMarketing
      ? [{ subject: customer, consent: 'marketing-sms', given: true }]
      : [],
  );
  await app.consent.recordClaims(call, { channel, claims });
  return registered.length;
}
