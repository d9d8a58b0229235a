// Permissions come from posts, never from persons (R1.5.1). 三员分立: who manages accounts sees no customer, who keeps
// keys and integrity sees no customer, who audits changes nothing. The table is data; the access matrix test walks it.
import { z } from 'zod';
import type { Words } from './words.ts';

export const posts = [
  'teller',
  'reviewer',
  'owner',
  'compliance',
  'dpo',
  'security',
  'sysadmin',
  'auditor',
  'ops',
] as const;
export const post = z.enum(posts);
export type Post = z.infer<typeof post>;

export const postTitles: Record<Post, Words> = {
  teller: { zh: '柜员', en: 'Teller' },
  reviewer: { zh: '复核员', en: 'Reviewer' },
  owner: { zh: '数据责任人', en: 'Data owner' },
  compliance: { zh: '合规官', en: 'Compliance officer' },
  dpo: { zh: '个人信息保护负责人', en: 'Data protection officer' },
  security: { zh: '安全管理员', en: 'Security administrator' },
  sysadmin: { zh: '系统管理员', en: 'System administrator' },
  auditor: { zh: '审计员', en: 'Auditor' },
  ops: { zh: '运营岗', en: 'Operations clerk' },
};

export const permissions = {
  'accounts.manage': ['sysadmin'],
  'accounts.hand-over': ['sysadmin', 'security'],
  'organisation.read': ['sysadmin', 'compliance', 'auditor', 'dpo'],
  'customers.find': ['teller', 'reviewer', 'dpo'],
  'customers.view': ['teller', 'reviewer', 'dpo'],
  'customers.reveal': ['teller', 'dpo'],
  'customers.amend': ['teller'],
  'intake.capture': ['teller'],
  'approvals.review': ['reviewer', 'owner', 'security', 'dpo'],
  'approvals.propose': ['teller', 'ops', 'sysadmin', 'security'],
  'import.run': ['ops'],
  'import.read': ['ops', 'owner', 'compliance', 'dpo'],
  'collection.read': ['teller', 'reviewer', 'owner', 'compliance', 'dpo', 'auditor', 'ops'],
  'overcollection.work': ['dpo'],
  'tasks.work': ['teller', 'ops', 'dpo'],
  'policy.read': ['compliance', 'dpo', 'auditor', 'owner'],
  'rules.read': ['compliance', 'dpo', 'auditor', 'owner', 'security'],
  'clauses.read': ['compliance', 'dpo', 'auditor', 'owner', 'security'],
  'keys.read': ['security'],
  'keys.manage': ['security'],
  'keys.shred': ['security'],
  'shredding.read': ['security', 'dpo', 'auditor'],
  'storage.read': ['security', 'compliance', 'dpo', 'auditor'],
  'storage.manage': ['security'],
  'plans.read': ['security', 'owner', 'dpo', 'compliance', 'auditor', 'ops'],
  'plans.manage': ['security'],
  'custody.read': ['ops', 'security', 'dpo', 'compliance', 'auditor'],
  'custody.keep': ['ops'],
  'backup.run': ['ops', 'security'],
  'backup.read': ['ops', 'security', 'dpo', 'auditor'],
  'integrity.check': ['security', 'auditor'],
  'trail.read': ['auditor'],
  'trail.export': ['auditor'],
} as const satisfies Record<string, readonly Post[]>;

export type Permission = keyof typeof permissions;

/** Whether a post carries a permission. Deny by default: an unknown pair is no. */
export function mayPost(holder: Post, permission: Permission): boolean {
  const holders: readonly Post[] = permissions[permission];
  return holders.includes(holder);
}

export type Duty = 'sysadmin' | 'security' | 'auditor' | 'business';

/** 三员分立: who manages accounts, who keeps security and who audits are three persons, and none of them does business. */
export function dutyOf(holder: Post): Duty {
  return holder === 'sysadmin' || holder === 'security' || holder === 'auditor'
    ? holder
    : 'business';
}

/** An account belongs to one duty for its whole life; another duty needs another account. */
export function mayAlsoHold(held: readonly Post[], next: Post): boolean {
  return held.every((before) => dutyOf(before) === dutyOf(next));
}
