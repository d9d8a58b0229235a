// SQL of units, accounts and posts. Nothing is deleted; accounts, credentials and posts change only in the columns the
// migration grants. Sessions and the ledgers of attempts and codes are in sessions/store.ts.
import { sql } from 'kysely';
import type { Post } from '@shouxin/contract';
import { tables, type Tx } from '../../kernel/database.ts';

export interface UnitRow {
  id: string;
  parent: string | null;
  kind: 'entity' | 'branch' | 'department';
  code: string;
  name_zh: string;
  name_en: string;
  created_at: Date;
}

export interface AccountRow {
  id: string;
  name: string;
  display_name: string;
  state: 'active' | 'disabled';
  demonstration: boolean;
  created_at: Date;
  created_by: string | null;
  last_sign_in_at: Date | null;
}

export interface CredentialRow {
  account_id: string;
  password_phc: string;
  password_changed_at: Date;
  must_change: boolean;
  totp_sealed: Uint8Array;
}

export interface PostHeldRow {
  id: string;
  account_id: string;
  post: Post;
  unit_id: string;
  since_at: Date;
  until_at: Date | null;
  given_by: string | null;
  ended_by: string | null;
}

interface Tables {
  'identity.unit': UnitRow;
  'identity.account': AccountRow;
  'identity.credential': CredentialRow;
  'identity.post_held': PostHeldRow;
}

type Account = Pick<AccountRow, 'id' | 'name' | 'display_name' | 'state' | 'demonstration'>;
/** An account with everything that decides a sign-in. */
export type Credentials = Account & Omit<CredentialRow, 'account_id'>;

/** An account of the list, with its current post and its open session. */
export type Listed = AccountRow &
  Pick<CredentialRow, 'must_change'> & {
    post: Post;
    unit: UnitRow;
    session: { started_at: Date; last_seen_at: Date; proof_sealed: true | null } | null;
  };

const at = (tx: Tx) => tables<Tables>(tx);

export async function insertUnit(tx: Tx, row: UnitRow): Promise<void> {
  await at(tx).insertInto('identity.unit').values(row).execute();
}

export function findUnit(tx: Tx, id: string): Promise<UnitRow | undefined> {
  return at(tx).selectFrom('identity.unit').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findEntity(tx: Tx): Promise<UnitRow | undefined> {
  return at(tx)
    .selectFrom('identity.unit')
    .selectAll()
    .where('parent', 'is', null)
    .executeTakeFirst();
}

/** All units, parents before children of the same level, with the number of active accounts in each. */
export async function unitsWithStaff(tx: Tx): Promise<(UnitRow & { staff: number })[]> {
  const { rows } = await sql<UnitRow & { staff: number }>`
    SELECT u.*, (
      SELECT count(*) FROM identity.post_held p JOIN identity.account a ON a.id = p.account_id
      WHERE p.unit_id = u.id AND p.until_at IS NULL AND a.state = 'active'
    ) AS staff
    FROM identity.unit u ORDER BY u.parent IS NOT NULL, u.code LIMIT 1000`.execute(tx);
  return rows;
}

export async function insertAccount(tx: Tx, row: AccountRow, its: CredentialRow): Promise<void> {
  await at(tx).insertInto('identity.account').values(row).execute();
  await at(tx).insertInto('identity.credential').values(its).execute();
}

const credentials = (tx: Tx) =>
  at(tx)
    .selectFrom('identity.account as a')
    .innerJoin('identity.credential as c', 'c.account_id', 'a.id')
    .select(['a.id', 'a.name', 'a.display_name', 'a.state', 'a.demonstration'])
    .select(['c.password_phc', 'c.password_changed_at', 'c.must_change', 'c.totp_sealed']);

export function findByName(tx: Tx, name: string): Promise<Credentials | undefined> {
  return credentials(tx).where('a.name', '=', name).executeTakeFirst();
}

export function findById(tx: Tx, id: string): Promise<Credentials | undefined> {
  return credentials(tx).where('a.id', '=', id).executeTakeFirst();
}

/** Locks accounts in one order everywhere. `NO KEY`: ledgers that refer to the account may still be written. */
export async function lockAccounts(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, AccountRow>> {
  const rows = await at(tx)
    .selectFrom('identity.account')
    .selectAll()
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

export async function changeAccount(
  tx: Tx,
  id: string,
  change: Partial<Pick<AccountRow, 'state' | 'last_sign_in_at'>>,
): Promise<void> {
  await at(tx).updateTable('identity.account').set(change).where('id', '=', id).execute();
}

export async function changeCredential(
  tx: Tx,
  accountId: string,
  change: Partial<Omit<CredentialRow, 'account_id'>>,
): Promise<void> {
  await at(tx)
    .updateTable('identity.credential')
    .set(change)
    .where('account_id', '=', accountId)
    .execute();
}

export interface ListPart {
  readonly after: string;
  readonly limit: number;
  readonly state?: 'active' | 'disabled' | undefined;
  /** Only these, or all but these. */
  readonly only?: readonly string[] | undefined;
  readonly except?: readonly string[] | undefined;
}

const listedFrom = sql`
  SELECT a.*, c.must_change, p.post, to_jsonb(u) AS unit,
    (SELECT to_jsonb(s) FROM (
      SELECT started_at, last_seen_at, nullif(proof_sealed IS NOT NULL, false) AS proof_sealed FROM identity.session
      WHERE account_id = a.id AND ended_at IS NULL) s) AS session
  FROM identity.account a
  JOIN identity.credential c ON c.account_id = a.id
  JOIN identity.post_held p ON p.account_id = a.id AND p.until_at IS NULL
  JOIN identity.unit u ON u.id = p.unit_id`;

const datesOf = (row: Listed): Listed => ({
  ...row,
  session: row.session && {
    ...row.session,
    started_at: new Date(row.session.started_at),
    last_seen_at: new Date(row.session.last_seen_at),
  },
});

export async function listAccounts(tx: Tx, part: ListPart): Promise<Listed[]> {
  const { rows } = await sql<Listed>`${listedFrom}
    WHERE a.name > ${part.after}
      AND (${part.state ?? null}::text IS NULL OR a.state = ${part.state ?? null})
      AND (${part.only ?? null}::uuid[] IS NULL OR a.id = ANY (${part.only ?? null}::uuid[]))
      AND NOT (a.id = ANY (${part.except ?? []}::uuid[]))
    ORDER BY a.name LIMIT ${part.limit}`.execute(tx);
  return rows.map(datesOf);
}

export async function findListed(tx: Tx, id: string): Promise<Listed | undefined> {
  const { rows } = await sql<Listed>`${listedFrom} WHERE a.id = ${id}`.execute(tx);
  return rows.map(datesOf)[0];
}

export async function countAccounts(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM identity.account`.execute(tx);
  return rows[0]?.n ?? 0;
}

export async function hasDemonstrationAccounts(tx: Tx): Promise<boolean> {
  const row = await at(tx)
    .selectFrom('identity.account')
    .select('id')
    .where('demonstration', '=', true)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Every post an account ever held. */
export async function postsEver(tx: Tx, accountId: string): Promise<Post[]> {
  const rows = await at(tx)
    .selectFrom('identity.post_held')
    .select('post')
    .distinct()
    .where('account_id', '=', accountId)
    .execute();
  return rows.map((row) => row.post);
}

/** Ends the post held so far, if any, and begins this one. */
export async function givePost(tx: Tx, row: PostHeldRow): Promise<void> {
  await at(tx)
    .updateTable('identity.post_held')
    .set({ until_at: row.since_at, ended_by: row.given_by })
    .where('account_id', '=', row.account_id)
    .where('until_at', 'is', null)
    .execute();
  await at(tx).insertInto('identity.post_held').values(row).execute();
}

/** Active accounts that hold a post now, in one unit or anywhere. */
export async function holdersOf(tx: Tx, post: Post, unitId?: string): Promise<Listed[]> {
  const { rows } = await sql<Listed>`${listedFrom}
    WHERE p.post = ${post} AND a.state = 'active'
      AND (${unitId ?? null}::uuid IS NULL OR p.unit_id = ${unitId ?? null})
    ORDER BY a.name LIMIT 50`.execute(tx);
  return rows.map(datesOf);
}

export function displayNames(
  tx: Tx,
  ids: readonly string[],
): Promise<Pick<AccountRow, 'id' | 'display_name'>[]> {
  return at(tx)
    .selectFrom('identity.account')
    .select(['id', 'display_name'])
    .where('id', 'in', [...ids])
    .execute();
}
