// The state of a form of items: what is typed, what was left once, and what the contract's own checks say. The form, the
// API and the import call the same check, so they can never disagree.
import {
  checkRecord,
  listOf,
  type CollectionList,
  type Finding,
  type ItemInput,
  type RecordCheck,
} from '@shouxin/contract/items';
import { useMemo, useState } from 'react';
import { useToday } from '../app/clock.ts';
import { readLine } from './read-line.ts';
import { filled, isBlank, type Values } from './values.ts';

export interface ItemForm {
  readonly list: CollectionList;
  readonly values: Values;
  readonly check: RecordCheck;
  readonly change: (item: string, input: ItemInput) => void;
  /** The field was left: it is checked from now on, and written in its normal form. */
  readonly leave: (item: string) => void;
  readonly leaveAll: () => void;
  /** True when a pasted line was taken apart into fields; they are named in `taken`. */
  readonly paste: (line: string) => boolean;
  readonly taken: readonly string[];
  readonly findingsOf: (item: string) => readonly Finding[];
}

export function useItemForm(listId: string, start: Values, asked: ReadonlySet<string>): ItemForm {
  const list = listOf(listId);
  const today = useToday();
  const [values, setValues] = useState<Values>(start);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set(Object.keys(filled(start))));
  const [taken, setTaken] = useState<readonly string[]>([]);
  const check = useMemo(
    () => checkRecord({ list, inputs: filled(values), channel: 'counter', today }),
    [list, values, today],
  );

  const change = (item: string, input: ItemInput) =>
    setValues((now) => ({ ...now, [item]: input }));
  const leave = (item: string) => {
    setLeft((now) => new Set([...now, item]));
    setValues((now) => derived({ ...now, ...normalOf(item, now, check) }, check));
  };
  const paste = (line: string) => {
    const read = readLine(line, today, asked);
    if (!read) return false;
    const items = Object.keys(read.values);
    setValues((now) => ({ ...now, ...read.values }));
    setLeft((now) => new Set([...now, ...items]));
    setTaken(items);
    return true;
  };

  return {
    list,
    values,
    check,
    change,
    leave,
    leaveAll: () => setLeft(new Set(list.items.map((row) => row.item))),
    paste,
    taken,
    findingsOf: (item) => (left.has(item) ? check.findings.filter((it) => it.item === item) : []),
  };
}

/** A checked value in its normal form (spaces, full-width digits, dates); what does not pass stays as typed. */
function normalOf(item: string, values: Values, check: RecordCheck): Values {
  const value = check.values[item];
  return value === undefined || isBlank(values[item]) ? {} : { [item]: value };
}

/** Known from the document, so not asked: sex and, for an identity card, nationality; both may be changed. */
function derived(values: Values, check: RecordCheck): Values {
  if (!check.derived) return values;
  const sex: Values = isBlank(values['NP03']) ? { NP03: check.derived.sex } : {};
  const country: Values = isBlank(values['NP04']) && values['NP09'] === '01' ? { NP04: 'CHN' } : {};
  return { ...values, ...sex, ...country };
}
