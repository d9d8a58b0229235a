// Withdrawing a consent at the counter: as easy as giving it, in force at once, no reason asked (R2.3.4, PIPL art. 15). What the
// customer said, if anything, is sealed with the entry.
import { refuse, type consentOperations, type InputOf, type OutputOf } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { settleConsent } from '../collection/index.ts';
import type { IntakeParts } from './index.ts';

type Withdraw = (typeof consentOperations)['withdraw'];

export function createWithdraw({ consent, customers, sealer }: IntakeParts) {
  return async (call: Call, input: InputOf<Withdraw>): Promise<OutputOf<Withdraw>> => {
    const wanted = { by: 'customer', customers: [input.customer] } as const;
    const [it] = await customers.load(call.tx, wanted, []);
    if (!it) refuse('not-found');
    const { customer: subject, trail } = it;
    const about = { subject, at: call.at, kind: 'entry', about: `${subject}#${input.consent}` };
    const detail = input.note
      ? await sealer.sealDetail(call.tx, { ...about, value: input.note })
      : undefined;
    const standing = await consent.withdraw(call, {
      subject,
      trail,
      consent: input.consent,
      channel: input.channel,
      ...(detail && { detail }),
    });
    const left = (await consent.standingsOf(call.tx, [subject])).get(subject) ?? [];
    if (!left.some(({ state }) => state === 'claimed')) await settleConsent(call, subject);
    return { standing };
  };
}
