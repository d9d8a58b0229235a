// Drafts of an intake sealed again when the key of the customer to be was replaced.
import { detailClass, type Keeper, type Reencrypt } from '../../controls/vault/index.ts';
import { draftDetail } from './intake.ts';
import { draftsOf } from './store.ts';

export function createReencrypting(reencrypt: Pick<Reencrypt, 'detail'>): Keeper {
  return async (call, its, exchange) => {
    let count = 0;
    for (const { subject } of its.filter(({ classes }) => classes.includes(detailClass))) {
      for (const it of await draftsOf(call.tx, subject)) {
        const { draft } = it;
        if (draft === null) continue;
        const after = await reencrypt.detail(call.tx, { ...draftDetail(it), envelope: draft });
        await exchange(call.tx, 'intake.intake', { subject, befores: [draft], afters: [after] });
        count += 1;
      }
    }
    return count;
  };
}
