// The left navigation: by the life of information, not by software module. One order for everybody; a post sees its part.
import type { Permission } from '@shouxin/contract';
import type { Area } from './area.ts';
import { recoveryArea } from './area-recovery.ts';

export type { Area, Place } from './area.ts';

export const areas: readonly Area[] = [
  {
    name: 'desk',
    words: { zh: '工作台', en: 'Desk' },
    places: [
      { to: '/desk', words: { zh: '我的待办', en: 'My queue' }, needs: [], key: 'd' },
      {
        to: '/approvals',
        words: { zh: '复核', en: 'Review' },
        needs: ['approvals.review'],
        key: 'a',
      },
      {
        to: '/approvals/mine',
        words: { zh: '我提交的', en: 'My proposals' },
        needs: ['approvals.propose'],
        key: 'm',
      },
    ],
  },
  {
    name: 'customers',
    words: { zh: '客户', en: 'Customers' },
    places: [
      {
        to: '/customers',
        words: { zh: '客户', en: 'Customers' },
        needs: ['customers.find'],
        key: 'c',
      },
    ],
  },
  {
    name: 'collection',
    words: { zh: '采集', en: 'Collection' },
    places: [
      {
        to: '/collection',
        words: { zh: '柜面采集', en: 'At the counter' },
        needs: ['intake.capture'],
        key: 'i',
      },
      {
        to: '/imports',
        words: { zh: '批量导入', en: 'Imports' },
        needs: ['import.read'],
        key: 'b',
      },
      {
        to: '/collection/tasks',
        words: { zh: '更新任务', en: 'Tasks' },
        needs: ['tasks.work'],
        key: 't',
      },
      {
        to: '/collection/lists',
        words: { zh: '采集清单', en: 'Collection lists' },
        needs: ['collection.read'],
        key: 'l',
      },
      {
        to: '/collection/over-collection',
        words: { zh: '过度采集', en: 'Over-collection' },
        needs: ['overcollection.work'],
        key: 'o',
      },
    ],
  },
  {
    name: 'consent',
    words: { zh: '告知与同意', en: 'Notices' },
    places: [
      {
        to: '/consent',
        words: { zh: '告知与同意', en: 'Notices' },
        needs: ['collection.read'],
        key: 'n',
      },
    ],
  },
  {
    name: 'policy',
    words: { zh: '使用与流转', en: 'Use' },
    places: [
      {
        to: '/governance/policy',
        words: { zh: '使用规则', en: 'Rules of use' },
        needs: ['policy.read'],
        key: 'u',
      },
      {
        to: '/governance/purposes',
        words: { zh: '办理目的', en: 'Purposes' },
        needs: ['policy.read'],
        key: 'w',
      },
    ],
  },
  {
    name: 'keys',
    words: { zh: '保管', en: 'Custody' },
    places: [
      { to: '/keys', words: { zh: '保管', en: 'Custody' }, needs: ['keys.read'], key: 'k' },
      {
        to: '/storage',
        words: { zh: '存储登记', en: 'Storage register' },
        needs: ['storage.read'],
        key: 'x',
      },
      {
        to: '/storage/controls',
        words: { zh: '存储控制', en: 'Storage controls' },
        needs: ['storage.read'],
      },
      {
        to: '/storage/coverage',
        words: { zh: '加密覆盖率', en: 'Encryption coverage' },
        needs: ['storage.read'],
        key: 'y',
      },
    ],
  },
  recoveryArea,
  {
    name: 'retention',
    words: { zh: '到期与销毁', en: 'Expiry and disposal' },
    places: [
      {
        to: '/shredding',
        words: { zh: '销毁', en: 'Shredding' },
        needs: ['shredding.read'],
      },
    ],
  },
  { name: 'rights', words: { zh: '权利请求', en: 'Rights requests' }, places: [] },
  { name: 'incidents', words: { zh: '事件', en: 'Incidents' }, places: [] },
  {
    name: 'audit',
    words: { zh: '审计', en: 'Audit' },
    places: [
      {
        to: '/trail',
        words: { zh: '审计日志', en: 'Audit trail' },
        needs: ['trail.read'],
        key: 'e',
      },
      {
        to: '/trail/integrity',
        words: { zh: '日志完整性', en: 'Log integrity' },
        needs: ['integrity.check'],
        key: 'v',
      },
    ],
  },
  {
    name: 'governance',
    words: { zh: '治理', en: 'Governance' },
    places: [
      {
        to: '/governance/rules',
        words: { zh: '法规库', en: 'Rule table' },
        needs: ['rules.read'],
        key: 'r',
      },
      {
        to: '/governance/clauses',
        words: { zh: '条款对照', en: 'Clause map' },
        needs: ['clauses.read'],
        key: 'p',
      },
    ],
  },
  {
    name: 'accounts',
    words: { zh: '系统', en: 'System' },
    places: [
      {
        to: '/accounts',
        words: { zh: '账号与岗位', en: 'Accounts and posts' },
        needs: ['accounts.manage'],
        key: 's',
      },
      {
        to: '/accounts/hand-overs',
        words: { zh: '初始凭据交接', en: 'Initial credentials' },
        needs: ['accounts.hand-over'],
        key: 'h',
      },
      {
        to: '/accounts/units',
        words: { zh: '组织机构', en: 'Organisation' },
        needs: ['organisation.read'],
      },
    ],
  },
];

export function areasFor(has: (permission: Permission) => boolean): readonly Area[] {
  return areas
    .map((area) => ({
      ...area,
      places: area.places.filter((it) => it.needs.length === 0 || it.needs.some(has)),
    }))
    .filter((area) => area.places.length > 0);
}
