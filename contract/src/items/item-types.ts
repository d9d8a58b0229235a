// What goes into a check of an item and what comes out. A value is one text, or named parts for structured items.
import type { ItemValue } from '../customer.ts';
import type { Channel } from './lists.ts';
import type { Finding } from './findings.ts';

export type { ItemValue };
export type ItemInput = ItemValue;

export type ItemQuestion = {
  id: string;
  input: ItemInput;
  today: string;
  channel: Channel;
  documentKind?: string;
};

export type PartsOutcome = { value?: Record<string, string>; findings: Finding[] };
export type ItemOutcome = PartsOutcome;
export type AnyOutcome = { value?: ItemValue; findings: Finding[] };
