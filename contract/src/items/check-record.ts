// One customer's record against a collection list: what is missing, wrong, contradictory, not listed or forbidden. The
// counter form, the API and the import call this one function, so that they can never disagree.
import { ageOn } from './calendar.ts';
import { type Derived, crossCheck, derive, textOf } from './cross-checks.ts';
import { findItem } from './dictionary.ts';
import { type Finding, finding } from './findings.ts';
import type { AnyOutcome, ItemInput, ItemValue } from './item-types.ts';
import {
  type Channel,
  type CollectionList,
  type Facts,
  type Standing,
  groupsOf,
  isForbiddenOn,
  standingOn,
} from './lists.ts';
import { isPlaceholder, normaliseText } from './normalise.ts';
import { rule } from './rules.ts';
import { codeRowOf } from './tables.ts';
import { validateItem } from './validate.ts';

export type RecordQuestion = {
  list: CollectionList;
  inputs: Readonly<Record<string, ItemInput>>;
  channel: Channel;
  today: string;
  /** Facts that the values do not show, such as `edd` for a customer of higher risk. */
  flags?: readonly string[];
  /** Items that are there in another form than text, such as the images of the document (NP13). */
  present?: readonly string[];
};

export type RecordCheck = {
  values: Record<string, ItemValue>;
  findings: Finding[];
  /** Forbidden items that held something; their content is dropped here and goes nowhere. */
  overCollected: string[];
  /** Items that the list asks for and that stay to be done, such as the image of the document in an import. */
  tasks: string[];
  derived?: Derived;
};

const travelDocuments = new Set(['06', '07', '10', '11', '12']);

const isBlank = (input: ItemInput | undefined): boolean => {
  if (input === undefined) return true;
  const texts = typeof input === 'string' ? [input] : Object.values(input);
  return texts.every((text) => normaliseText(text) === '');
};

const isFiller = (input: ItemInput): boolean =>
  (typeof input === 'string' ? [input] : Object.values(input)).every(
    (text) => isBlank(text) || isPlaceholder(text),
  );

function forbiddenTargets(list: CollectionList, id: string, input: ItemInput): string[] {
  if (isForbiddenOn(list, id)) return [id];
  if (typeof input === 'string') return [];
  return Object.entries(input).filter(([part, text]) => !isBlank(text) && isForbiddenOn(list, `${id}.${part}`)).map(([part]) => `${id}.${part}`); // prettier-ignore
}

function refuseForbidden(question: RecordQuestion, check: RecordCheck): void {
  const code = question.channel === 'counter' ? 'FORBIDDEN_COUNTER' : 'FORBIDDEN';
  for (const [id, input] of Object.entries(question.inputs)) {
    if (isBlank(input)) continue;
    for (const target of forbiddenTargets(question.list, id, input)) {
      check.overCollected.push(target);
      check.findings.push(finding(target, code));
    }
  }
}

type Known = {
  facts: Facts;
  documentKind?: string;
  birthDate?: string;
  derived?: Derived;
  /** What was validated for the facts, and need not be once more. */
  outcomes: ReadonlyMap<string, AnyOutcome>;
};

/** Document kind and number come first: what they say (age, kind) decides what else is asked. */
function factsOf(question: RecordQuestion): Known {
  const { inputs, today, channel } = question;
  const outcomes = new Map<string, AnyOutcome>();
  const read = (id: string, documentKind?: string): string | undefined => {
    const outcome = validateItem({ id, input: inputs[id] ?? '', today, channel, documentKind });
    outcomes.set(id, outcome);
    return typeof outcome.value === 'string' ? outcome.value : undefined;
  };
  const documentKind = read('NP09');
  const derived = derive(
    { NP09: documentKind ?? '', NP10: read('NP10', documentKind) ?? '' },
    today,
  );
  const birthDate = derived?.birthDate ?? read('NP14');
  const age = birthDate !== undefined && birthDate <= today ? ageOn(birthDate, today) : undefined;
  return {
    facts: { age, flags: flagsOf(question, documentKind) },
    documentKind,
    birthDate,
    derived,
    outcomes,
  };
}

function flagsOf({ inputs, flags }: RecordQuestion, documentKind: string | undefined): Set<string> {
  const known = new Set(flags ?? []);
  if (!isBlank(inputs['NP23'])) known.add('agent');
  if (documentKind !== undefined && travelDocuments.has(documentKind)) known.add('travel-document');
  return known;
}

const missing = (id: string): Finding =>
  id === 'NP22'
    ? finding(id, 'GUARDIAN_MISSING', String(rule('guardian.required_age')))
    : finding(id, 'MISSING');

/** In an import a wrong optional item costs the item, not the customer. */
function settleOptional(outcome: AnyOutcome): AnyOutcome {
  const findings = outcome.findings.map((row): Finding => ({ ...row, severity: 'warn' }));
  return { ...outcome, findings };
}

type ItemStep = { question: RecordQuestion; check: RecordCheck; known: Known };

function leaveItem(id: string, standing: Standing, check: RecordCheck): void {
  if (standing === 'required') check.findings.push(missing(id));
  if (standing === 'task') check.tasks.push(id);
}

const unasked: ReadonlySet<Standing> = new Set(['not-asked', 'unlisted']);

function takeItem(id: string, step: ItemStep): void {
  const { question, check, known } = step;
  const { list, channel, inputs } = question;
  const standing = standingOn(list, id, { channel, facts: known.facts });
  const input = inputs[id];
  if (input === undefined || isBlank(input)) return leaveItem(id, standing, check);
  if (isForbiddenOn(list, id)) return undefined;
  if (unasked.has(standing)) {
    if (channel === 'counter') check.findings.push(finding(id, 'UNLISTED'));
    return undefined;
  }
  const lenient = channel === 'bulk-import' && standing === 'optional';
  if (lenient && isFiller(input)) return undefined;
  const outcome = outcomeOf(id, input, step);
  keep(id, lenient ? settleOptional(outcome) : outcome, check);
  return undefined;
}

function outcomeOf(id: string, input: ItemInput, { question, known }: ItemStep): AnyOutcome {
  const { today, channel } = question;
  const { documentKind, outcomes } = known;
  return outcomes.get(id) ?? validateItem({ id, input, today, channel, documentKind });
}

function keep(id: string, { value, findings }: AnyOutcome, check: RecordCheck): void {
  check.findings.push(...findings);
  if (value !== undefined) check.values[id] = value;
}

function groupFindings(question: RecordQuestion, check: RecordCheck): Finding[] {
  return [...groupsOf(question.list)].flatMap((members) => {
    const given = members.some(
      (id) => !isBlank(question.inputs[id]) || check.values[id] !== undefined,
    );
    return given || members[0] === undefined ? [] : [finding(members[0], 'MISSING')];
  });
}

function kindFindings(list: CollectionList, values: RecordCheck['values']): Finding[] {
  const kind = textOf(values, 'NP09');
  const known = kind !== undefined && codeRowOf('document-kind', kind) !== undefined;
  return known && !list.documentKinds.includes(kind) ? [finding('NP09', 'KIND_NOT_ALLOWED')] : [];
}

/** Checks a whole record. The values hold only what may be kept: valid, listed, asked for. */
export function checkRecord(question: RecordQuestion): RecordCheck {
  const check: RecordCheck = { values: {}, findings: [], overCollected: [], tasks: [] };
  refuseForbidden(question, check);
  const known = factsOf(question);
  const { birthDate, derived } = known;
  const step: ItemStep = { question, check, known };
  const ids = new Set([
    ...question.list.items.map((row) => row.item),
    ...Object.keys(question.inputs),
  ]);
  for (const id of question.present ?? []) ids.delete(id);
  for (const id of ids) {
    if (findItem(id)) takeItem(id, step);
    else if (!isBlank(question.inputs[id])) check.findings.push(finding(id, 'UNLISTED'));
  }
  check.findings.push(
    ...groupFindings(question, check),
    ...kindFindings(question.list, check.values),
  );
  check.findings.push(...crossCheck({ values: check.values, inputs: question.inputs, today: question.today, derived, birthDate })); // prettier-ignore
  if (derived) {
    check.derived = derived;
    check.values['NP14'] = derived.birthDate;
  }
  return check;
}

export const isRejected = (findings: readonly Finding[]): boolean =>
  findings.some((row) => row.severity === 'reject');
