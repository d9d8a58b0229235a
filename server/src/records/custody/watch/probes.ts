// What the clause map says of R3.2.2 and R3.2.3: green when copies lie apart and every medium is where its register says.
import type { Words } from '@shouxin/contract';
import { businessDate, type Clock } from '../../../kernel/clock.ts';
import { copiesNow } from '../copies/show.ts';
import { stateOf, type Medium } from '../medium.ts';
import type { CustodyParts } from '../parts.ts';
import { toMind, uncounted } from './remind.ts';

interface Measured {
  readonly state: 'green' | 'amber' | 'red';
  readonly words: Words;
  readonly measured: readonly { readonly label: Words; readonly value: string }[];
}

const figure = (zh: string, en: string, value: number) => ({
  label: { zh, en },
  value: String(value),
});

export function createProbes(parts: CustodyParts & { readonly clock: Clock }) {
  return {
    'copies-apart': async (): Promise<Measured> => {
      const now = await copiesNow(parts, parts.db);
      const [lying, violations] = [now.lying, now.violations.length];
      const copies = lying.filter((it) => it.role === 'copy' || it.role === 'key-copy');
      return {
        state: violations === 0 ? 'green' : 'red',
        words:
          violations === 0
            ? { zh: '副本与主存储分离', en: 'Copies lie apart from the primary' }
            : { zh: '有副本未与主存储分离', en: 'Copies do not lie apart' },
        measured: [
          figure(
            '副本',
            'Copies',
            copies.reduce((sum, it) => sum + it.count, 0),
          ),
          figure('不符合项', 'Violations', violations),
        ],
      };
    },
    'media-custody': () => custody(parts),
  };
}

async function custody({ db, clock }: CustodyParts & { readonly clock: Clock }): Promise<Measured> {
  const today = businessDate(clock.now());
  const media = await toMind(db, today);
  const isBad = (it: Medium) =>
    ['overdue', 'missing'].includes(stateOf(it, today)) || !it.isSealIntact;
  const bad = media.filter(isBad).length;
  const expired = media.filter((it) => !isBad(it) && it.expiresOn < today).length;
  const sites = (await uncounted(db, today)).length;
  return {
    ...verdict(bad, expired + sites),
    measured: [
      figure('逾期、未见或封条不完好', 'Overdue, missing or opened', bad),
      figure('已过保管期', 'Expired', expired),
      figure('到期未盘点的地点', 'Sites to be counted', sites),
    ],
  };
}

function verdict(bad: number, late: number): Omit<Measured, 'measured'> {
  if (bad > 0) {
    return {
      state: 'red',
      words: { zh: '有介质不在其应在之处', en: 'A medium is not where it should be' },
    };
  }
  if (late > 0) {
    return { state: 'amber', words: { zh: '有介质到期未处理', en: 'Something is due' } };
  }
  return { state: 'green', words: { zh: '介质保管正常', en: 'Every medium is accounted for' } };
}
