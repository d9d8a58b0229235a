// Reading and judging of an export, without a database: file -> table -> mapping -> verdict per record -> report. The
// verbs of the collection room build the dry run and the batch on it.
export { type ColumnTarget } from '@shouxin/contract';
export { correctionHeader, correctionLine, isCorrectionFile } from './correction-file.ts';
export { type BatchMemory, type DuplicateLookup, type Earlier, type Settled, countsAsEarlier, createBatchMemory, documentKeyOf, settleDuplicate } from './duplicates.ts'; // prettier-ignore
export {
  type Judgement,
  type Outcome,
  type Reason,
  type TaskKind,
  judgeRecord,
} from './judge-record.ts';
export {
  type Mapping,
  MappingMistake,
  confirmMapping,
  notTaken,
  proposeMapping,
} from './map-columns.ts';
export { type Table, type TableSource, readTable } from './table/read-table.ts';
export {
  type ImportReport,
  type Tally,
  count,
  reportRow,
  startTally,
  writeReport,
} from './report.ts';
export { UnreadableTable, type UnreadableCode } from './table/unreadable.ts';
