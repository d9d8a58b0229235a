// All SQL of the consent room: three ledgers, read per subject and written once.
import { sendLater, tables, type Tx } from '../../kernel/database.ts';
import type { ConsentAct } from './standing.ts';

export interface NoticeRow {
  readonly notice: string;
  readonly version: number;
  readonly hash: string;
  readonly body: string;
  readonly published_at: Date;
}

export interface DisplayRow {
  readonly about: string;
  readonly id: string;
  readonly notice: string;
  readonly version: number;
  readonly hash: string;
  readonly language: 'zh' | 'en';
  readonly shown_seconds: number;
  readonly reached_end: boolean;
  readonly printed: boolean;
  readonly account: string;
  readonly at: Date;
}

export interface ActRow {
  readonly subject: string;
  readonly id: string;
  readonly consent: string;
  readonly kind: ConsentAct['kind'];
  readonly given: boolean;
  readonly evidence: ConsentAct['evidence'];
  readonly evidence_id: string | null;
  readonly notice: string | null;
  readonly version: number | null;
  readonly shown_hash: string | null;
  readonly channel: string;
  readonly account: string;
  readonly chosen_at: Date;
  readonly at: Date;
}

interface Tables {
  'consent.notice': NoticeRow;
  'consent.display': DisplayRow;
  'consent.act': ActRow;
}

export async function publishedNotices(tx: Tx): Promise<Omit<NoticeRow, 'body'>[]> {
  return tables<Tables>(tx)
    .selectFrom('consent.notice')
    .select(['notice', 'version', 'hash', 'published_at'])
    .orderBy('notice')
    .orderBy('version')
    .limit(1000)
    .execute();
}

export async function insertNotice(tx: Tx, row: NoticeRow): Promise<void> {
  await tables<Tables>(tx).insertInto('consent.notice').values(row).execute();
}

export async function insertDisplay(tx: Tx, row: DisplayRow): Promise<void> {
  await sendLater(tx, tables<Tables>(tx).insertInto('consent.display').values(row));
}

/** The newest first. */
export async function displaysAbout(tx: Tx, about: string): Promise<DisplayRow[]> {
  return tables<Tables>(tx)
    .selectFrom('consent.display')
    .selectAll()
    .where('about', '=', about)
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

/** A few thousand at a time keep under the protocol's limit of 65,535 parameters. */
const rowsAtOnce = 2000;

export async function insertActs(tx: Tx, rows: readonly ActRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce);
    await sendLater(tx, tables<Tables>(tx).insertInto('consent.act').values(some));
  }
}

/** All acts of these subjects, in one statement. */
export async function actsOf(
  tx: Tx,
  subjects: readonly string[],
): Promise<(ConsentAct & { readonly subject: string })[]> {
  return tables<Tables>(tx)
    .selectFrom('consent.act')
    .select(['subject', 'id', 'consent', 'kind', 'given', 'evidence', 'chosen_at as chosenAt'])
    .where('subject', 'in', [...subjects])
    .execute();
}
