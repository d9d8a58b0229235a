// A recovery drill in words, the same in the console, the command and the verifier: its steps and the eight things it looks at.
import type { DrillCard } from './drills.ts';
import type { DrillCheck } from './proof/drill-report.ts';
import type { Words } from './words.ts';

export const drillStepWords: Readonly<Record<DrillCard['step'], Words>> = {
  waiting: { zh: '等待开始', en: 'waiting' },
  database: { zh: '启动临时数据库', en: 'starting a database' },
  restore: { zh: '恢复数据行', en: 'restoring rows' },
  compare: { zh: '逐行比对', en: 'comparing rows' },
  log: { zh: '核对审计日志', en: 'reading the log' },
  values: { zh: '检查客户档案', en: 'looking at customers' },
  report: { zh: '出具报告', en: 'writing the report' },
  ended: { zh: '结束', en: 'ended' },
};

export const drillCheckWords: Readonly<Record<DrillCheck, Words>> = {
  rows: { zh: '数据行逐行比对', en: 'Every row compared' },
  'row-seals': { zh: '客户档案封印', en: 'Seals of customers' },
  openings: { zh: '抽样解封', en: 'Values opened' },
  'log-intact': { zh: '审计日志逐条核对', en: 'Entries of the log' },
  'log-continues': { zh: '与运行中日志衔接', en: 'Joins the log that runs' },
  'destroyed-stays': { zh: '已销毁信息不可恢复', en: 'What was destroyed stays so' },
  'recovery-time': { zh: '恢复用时（RTO）', en: 'Recovery time (RTO)' },
  'recovery-point': { zh: '数据丢失时长（RPO）', en: 'Recovery point (RPO)' },
};
