// Operations of the consent room: the notices in force and the choices that go with them. Withdrawal is wired by the room
// that knows customers.
import { consentOperations, type Notice } from '@shouxin/contract';
import type { Tx } from '../../kernel/database.ts';
import { routesOf } from '../../kernel/serve.ts';
import type { Notices } from './notices.ts';
import { publishedNotices } from './store.ts';

/**
 * One notice, if it is in force. Publications are a ledger, so what was found published stays so and is not asked for again.
 */
export function createFindInForce(notices: Notices) {
  const known = new Map<string, Notice>();
  return async (tx: Tx, notice: string): Promise<Notice | undefined> => {
    if (!known.has(notice)) {
      for (const it of await noticesInForce(notices, tx)) known.set(it.notice, it);
    }
    return known.get(notice);
  };
}

export function consentRoutes(notices: Notices) {
  return routesOf(consentOperations, {
    notices: async (call) => {
      const items = await noticesInForce(notices, call.tx);
      call.append({ count: items.length });
      return { items, consents: [...notices.consents] };
    },
  });
}

/** As the contract shows them, with the instant of publication; what is not published yet is not in force. */
export async function noticesInForce(notices: Notices, tx: Tx): Promise<Notice[]> {
  const published = await publishedNotices(tx);
  return notices.all.flatMap((it) => {
    const row = published.find((known) => known.notice === it.notice && known.hash === it.hash);
    if (!row) return [];
    return [{ ...it, publishedAt: row.published_at.toISOString(), state: 'in-force' as const }];
  });
}
