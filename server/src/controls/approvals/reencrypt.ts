// Proposals and reasons sealed again when the key of their subject was replaced. Whoever gives the way to exchange them knows
// keys; here only where they belong is known.
import type { Call } from '../../kernel/call.ts';
import type { Tx } from '../../kernel/database.ts';
import { detailOf, type Detail } from './payload.ts';
import { proposalsAbout } from './store.ts';

/** As the keys room asks for it. */
export type Reencrypting = (
  call: Call,
  its: readonly { readonly subject: string; readonly classes: readonly string[] }[],
  exchange: (
    tx: Tx,
    place: string,
    it: {
      readonly subject: string;
      readonly befores: readonly Uint8Array[];
      readonly afters: readonly Uint8Array[];
    },
  ) => Promise<void>,
) => Promise<number>;

export interface ReencryptingParts {
  /** The class whose key seals what a proposal holds. */
  readonly detailClass: string;
  readonly reencrypt: {
    detail(tx: Tx, it: Detail & { readonly envelope: Uint8Array }): Promise<Uint8Array>;
  };
}

export function createReencrypting({ detailClass, reencrypt }: ReencryptingParts): Reencrypting {
  return async (call, its, exchange) => {
    let count = 0;
    const again = async (place: string, subject: string, sealed: readonly Sealed[]) => {
      const afters: Uint8Array[] = [];
      for (const detail of sealed) afters.push(await reencrypt.detail(call.tx, detail));
      await exchange(call.tx, place, { subject, befores: sealed.map((it) => it.envelope), afters });
      count += sealed.length;
    };
    for (const { subject } of its.filter(({ classes }) => classes.includes(detailClass))) {
      const about = await proposalsAbout(call.tx, subject);
      const payloads = about.map((it) => ({ ...detailOf(it, 'proposal'), envelope: it.sealed }));
      const reasons = about.flatMap((it) => {
        const envelope = it.decided?.reason;
        return envelope ? [{ ...detailOf(it, 'reason'), envelope }] : [];
      });
      await again('approvals.proposal', subject, payloads);
      await again('approvals.decision', subject, reasons);
    }
    return count;
  };
}

type Sealed = Detail & { readonly envelope: Uint8Array };
