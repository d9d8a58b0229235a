// Front door of consent: notices as shown, choices as made, what they add up to now (R2.1.2, R2.3.1 to R2.3.5).
import consentData from '@shouxin/contract/data/consents.json' with { type: 'json' };
import noticeCs01 from '@shouxin/contract/data/notices/n-cs01.json' with { type: 'json' };
import type { Call } from '../../kernel/call.ts';
import type { Tx } from '../../kernel/database.ts';
import * as display from './display.ts';
import { readNotices, type Notices } from './notices.ts';
import { publishNotices, type Publishing } from './publish.ts';
import * as record from './record.ts';
import { consentRoutes, createFindInForce, noticesInForce } from './routes.ts';

export type { DisplayToRecord, RecordedDisplay } from './display.ts';
export type { NoticeInForce, Notices } from './notices.ts';
export type { ChoicesShown, ChoicesToRecord, ClaimsToRecord, Withdrawal } from './record.ts';
export { coverOf } from './standing.ts';

export type Consent = ReturnType<typeof createConsent>;

export function createConsent(from: { rules: { number(key: string): number }; notices?: Notices }) {
  const notices = from.notices ?? readNotices([noticeCs01], consentData);
  const parts = { notices, secondsMin: from.rules.number('notice.display.min_seconds') };
  return {
    notices,
    routes: consentRoutes(notices),
    publish: (call: Publishing) => publishNotices(notices, call),
    inForce: (tx: Tx) => noticesInForce(notices, tx),
    findInForce: createFindInForce(notices),
    recordDisplay: (call: Call, it: display.DisplayToRecord) =>
      display.recordDisplay(parts, call, it),
    requireDisplay: async (tx: Tx, it: { about: string; notice: string }): Promise<string> =>
      (await display.requireDisplay(parts, tx, it)).id,
    checkChoices: (tx: Tx, it: record.ChoicesShown) => record.checkChoices(parts, tx, it),
    recordChoices: (call: Call, it: record.ChoicesToRecord) =>
      record.recordChoices(parts, call, it),
    recordClaims: (call: Call, it: record.ClaimsToRecord) => record.recordClaims(parts, call, it),
    withdraw: (call: Call, it: record.Withdrawal) => record.withdraw(parts, call, it),
    standingsOf: (tx: Tx, subjects: readonly string[]) => record.standingsOf(parts, tx, subjects),
  };
}
