// A notice is published once per version: what a record of the past refers to can always be read again, word by word.
import { noticeText } from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { invariant } from '../../kernel/invariant.ts';
import type { Notices } from './notices.ts';
import { insertNotice, publishedNotices } from './store.ts';

export type Publishing = Pick<Call, 'tx' | 'at' | 'append'>;

/** Records what is not published yet; answers how many notices that were. */
export async function publishNotices(notices: Notices, call: Publishing): Promise<number> {
  const published = await publishedNotices(call.tx);
  const fresh = notices.all.filter((it) => {
    const known = published.find((row) => row.notice === it.notice && row.version === it.version);
    invariant(!known || known.hash === it.hash, 'A changed notice is a new version');
    return !known;
  });
  for (const it of fresh) {
    const body = noticeText(it);
    const { notice, version, hash } = it;
    await insertNotice(call.tx, { notice, version, hash, body, published_at: call.at });
    call.append({ act: 'consent.publish', facts: { notice: `${notice}@${version}`, hash } });
  }
  return fresh.length;
}
