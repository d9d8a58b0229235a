// The verdict on one record of an import: accept, warn or reject, with reasons that name the item and how to fix it.
// Nothing of a rejected record is kept; a forbidden item is never kept; a marketing yes without evidence is a claim.
import {
  type CollectionList,
  type Finding,
  type ItemInput,
  type ItemValue,
  type Derived,
  checkRecord,
  finding,
  isPlaceholder,
  labelKey,
  normaliseText,
  splitTarget,
} from '@shouxin/contract/items';
import type { ColumnTarget, RowReport } from '@shouxin/contract';
import { restoreCell } from './correction-file.ts';
import type { Mapping } from './map-columns.ts';

export type Outcome = RowReport['outcome'];
export type Reason = RowReport['reasons'][number];

/** What a person has to do later; one group per batch and kind (contract: taskCard). */
export type TaskKind =
  | 'document-renewal'
  | 'consent-evidence'
  | 'document-image'
  | 'occupation-label'
  | 'duplicate-review'
  | 'over-collection';

export type Origin = { branch?: string; teller?: string; reference?: string };

export type Judgement = {
  outcome: Outcome;
  values: Record<string, ItemValue>;
  reasons: Reason[];
  overCollected: string[];
  tasks: TaskKind[];
  origin: Origin;
  derived?: Derived;
  /** Said by the source, without evidence: to be confirmed, permits nothing. */
  marketingClaim?: boolean;
};

export type RecordToJudge = {
  cells: readonly string[];
  mapping: Mapping;
  list: CollectionList;
  /** Asia/Shanghai. */
  today: string;
  /** The file is a correction file: its cells carry the prefix that keeps spreadsheets from running them. */
  restore?: boolean;
};

type Gathered = { inputs: Record<string, ItemInput>; origin: Origin; marketing?: string };

/** Stands in for what a forbidden column says: that it says something is all that is ever known. */
const filled = '*';

function addPart(inputs: Gathered['inputs'], target: string, text: string): void {
  const { item, part } = splitTarget(target);
  const before = inputs[item];
  const parts = typeof before === 'string' ? { whole: before } : before;
  inputs[item] =
    part === undefined && parts === undefined ? text : { ...parts, [part ?? 'whole']: text };
}

function addOrigin(origin: Origin, target: string, text: string): void {
  const plain = normaliseText(text).slice(0, 60);
  if (plain === '' || isPlaceholder(plain)) return;
  if (target === 'branch' || target === 'teller' || target === 'reference') origin[target] = plain;
}

function place(gathered: Gathered, { kind, target = '' }: ColumnTarget, text: string): void {
  switch (kind) {
    case 'item':
      return addPart(gathered.inputs, target, text);
    case 'forbidden':
      return normaliseText(text) === '' ? undefined : addPart(gathered.inputs, target, filled);
    case 'origin':
      return addOrigin(gathered.origin, target, text);
    case 'claim':
      gathered.marketing = text;
      return undefined;
    default:
      return undefined;
  }
}

function gather({ cells, mapping, restore }: RecordToJudge): Gathered {
  const gathered: Gathered = { inputs: {}, origin: {} };
  if (mapping.documentKind !== undefined) gathered.inputs['NP09'] = mapping.documentKind;
  for (const column of mapping.columns) {
    const cell = cells[column.column] ?? '';
    place(gathered, column, restore ? restoreCell(cell) : cell);
  }
  return gathered;
}

const yes = new Set(['是', '同意', '愿意', '接受', '接收', '已同意', '有', 'y', 'yes', 'true', 't', '1', 'agree', 'agreed', 'on', 'ok', '√', '✓', '✔']); // prettier-ignore

const saysYes = (text: string): boolean => yes.has(labelKey(text) || text.trim());

function rowFault({ cells, mapping }: RecordToJudge): Finding[] {
  const extra = cells.slice(mapping.columns.length).some((cell) => cell.trim() !== '');
  return extra ? [finding('ROW', 'ROW_TOO_LONG')] : [];
}

/** No column brings the start of the validity: then its absence is the batch's remark, not every record's. */
function isBatchRemark(row: Finding, mapping: Mapping): boolean {
  if (row.code !== 'PERIOD_START_MISSING') return false;
  return !mapping.columns.some(
    (column) => column.target === 'NP11.from' || column.target === 'NP11',
  );
}

export const reasonOf = ({ item, code, message }: Finding): Reason => ({ item, code, message });

const reasonsMax = 40;

/** Rejections first; the same code on the same item once. */
function reasonsOf(findings: readonly Finding[]): Reason[] {
  const ordered = findings.toSorted((a, b) => a.severity.localeCompare(b.severity));
  const distinct = new Map(
    ordered.map((row) => [`${row.item}:${row.part ?? ''}:${row.code}`, reasonOf(row)]),
  );
  return [...distinct.values()].slice(0, reasonsMax);
}

const taskOfCode: Partial<Record<Finding['code'], TaskKind>> = {
  DOCUMENT_EXPIRED: 'document-renewal',
  UNKNOWN_LABEL: 'occupation-label',
  FORBIDDEN: 'over-collection',
};

function tasksOf(
  findings: readonly Finding[],
  left: readonly string[],
  marketing: boolean,
): TaskKind[] {
  const tasks = findings.map((row) => taskOfCode[row.code]).filter((task) => task !== undefined);
  if (left.includes('NP13')) tasks.push('document-image');
  if (marketing) tasks.push('consent-evidence');
  return [...new Set(tasks)];
}

/** Judges one record by itself; whether it is a duplicate is settled afterwards (settleDuplicate). */
export function judgeRecord(record: RecordToJudge): Judgement {
  const { inputs, origin, marketing } = gather(record);
  const { list, today, mapping } = record;
  const check = checkRecord({ list, inputs, channel: 'bulk-import', today });
  const findings = [
    ...rowFault(record),
    ...check.findings.filter((row) => !isBatchRemark(row, mapping)),
  ];
  const reasons = reasonsOf(findings);
  const { overCollected } = check;
  if (findings.some((row) => row.severity === 'reject')) {
    return { outcome: 'reject', values: {}, reasons, overCollected, tasks: [], origin };
  }
  const agrees = marketing !== undefined && saysYes(marketing);
  return {
    outcome: findings.length > 0 ? 'warn' : 'accept',
    values: check.values,
    reasons,
    overCollected,
    tasks: tasksOf(findings, check.tasks, agrees),
    origin,
    ...(check.derived ? { derived: check.derived } : {}),
    ...(agrees ? { marketingClaim: true } : {}),
  };
}
