// The organisation tree: legal entity, branches, departments; and who holds a post where (R1.5.1).
import {
  refuse,
  type identityOperations,
  type InputOf,
  type OutputOf,
  type Post,
  type Unit,
  type Words,
} from '@shouxin/contract';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import { brokenConstraint, type Tx } from '../../kernel/database.ts';
import { findUnit, holdersOf, insertUnit, unitsWithStaff, type UnitRow } from './store.ts';

type Operations = typeof identityOperations;

export function unitOf(row: Omit<UnitRow, 'created_at'>): Unit {
  const name = { zh: row.name_zh, en: row.name_en };
  return { id: row.id, parent: row.parent, kind: row.kind, code: row.code, name };
}

export interface NewUnit {
  /** Null for the legal entity, of which there is one. */
  readonly parent: string | null;
  readonly kind: Unit['kind'];
  readonly code: string;
  readonly name: Words;
  readonly at: Date;
}

/** Makes a unit; appends nothing: the caller's act does. */
export async function addUnit(tx: Tx, it: NewUnit): Promise<Unit> {
  const parent = it.parent === null ? undefined : await findUnit(tx, it.parent);
  if (it.parent !== null && !parent) refuse('not-found');
  if (parent?.kind === 'department') refuseBelowDepartment();
  const row: UnitRow = {
    id: newId(it.at),
    parent: it.parent,
    kind: it.kind,
    code: it.code,
    name_zh: it.name.zh,
    name_en: it.name.en,
    created_at: it.at,
  };
  await insertUnit(tx, row).catch((error: unknown) => {
    if (brokenConstraint(error) === 'unit_code_taken') refuse('identity.unit-exists');
    throw error;
  });
  return unitOf(row);
}

function refuseBelowDepartment(): never {
  const message = {
    zh: '部门之下不能再设机构，请选择法人或分支机构作为上级',
    en: 'Nothing stands below a department; choose the legal entity or a branch as parent',
  };
  refuse('input.invalid', { reasons: [{ item: 'parent', code: 'kind', message }] });
}

export async function createUnit(
  call: Call,
  input: InputOf<Operations['createUnit']>,
): Promise<Unit> {
  const unit = await addUnit(call.tx, { ...input, at: call.at });
  call.append({ facts: { unit: unit.id, code: unit.code } });
  return unit;
}

export async function listUnits(call: Call): Promise<OutputOf<Operations['listUnits']>> {
  const rows = await unitsWithStaff(call.tx);
  call.append({ count: rows.length });
  return { items: rows.map((row) => ({ ...unitOf(row), staff: row.staff })) };
}

export interface Holder {
  readonly id: string;
  readonly account: string;
  readonly displayName: string;
  readonly unit: Unit;
}

/** Active accounts that hold a post, in one unit or anywhere: for the words "who may approve this". */
export async function actorsWith(tx: Tx, post: Post, unitId?: string): Promise<Holder[]> {
  const rows = await holdersOf(tx, post, unitId);
  return rows.map((row) => ({
    id: row.id,
    account: row.name,
    displayName: row.display_name,
    unit: unitOf(row.unit),
  }));
}
