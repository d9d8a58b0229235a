// Decisions, results and ways of showing, as an auditor says them. A word the console does not know is shown as its code.
import {
  postTitles,
  trailDecision,
  type Post,
  type TrailEntry,
  type Words,
} from '@shouxin/contract';
import type { Tone } from '../ui/chip.tsx';

/** What the log can be searched by; the first three are those of a disclosure. */
export const decisions = trailDecision.options;

/** Acts that no operation names, because nobody calls them: the system does them as its duty. */
export const duties: readonly { readonly id: string; readonly title: Words }[] = [
  { id: 'disclosure.use', title: { zh: '系统使用', en: 'Used by the system' } },
  { id: 'customers.verified', title: { zh: '核验一致', en: 'Verified: it matched' } },
  { id: 'customers.register', title: { zh: '登记客户', en: 'Register a customer' } },
  { id: 'imports.apply', title: { zh: '导入入库', en: 'Apply an import' } },
  { id: 'approvals.expire', title: { zh: '复核事项过期', en: 'Proposals expire' } },
  { id: 'policy.publish', title: { zh: '发布使用规则', en: 'Publish the rules of use' } },
];

const decisionWords: Record<string, Words> = {
  allow: { zh: '放行', en: 'Allowed' },
  mask: { zh: '掩码', en: 'Masked' },
  refuse: { zh: '拒绝', en: 'Refused' },
  approved: { zh: '批准', en: 'Approved' },
  rejected: { zh: '退回', en: 'Rejected' },
  expired: { zh: '过期', en: 'Expired' },
  none: { zh: '无需判定', en: 'None needed' },
};

const resultWords: Record<string, Words> = {
  done: { zh: '完成', en: 'Done' },
  refused: { zh: '未放行', en: 'Refused' },
  failed: { zh: '失败', en: 'Failed' },
  proposed: { zh: '提交复核', en: 'Proposed' },
  repeated: { zh: '重复请求', en: 'Repeated' },
  approved: { zh: '批准', en: 'Approved' },
  rejected: { zh: '退回', en: 'Rejected' },
};

const shownWords: Record<TrailEntry['items'][number]['shown'], Words> = {
  plain: { zh: '明文', en: 'in full' },
  masked: { zh: '掩码', en: 'masked' },
  refused: { zh: '未显示', en: 'not shown' },
  written: { zh: '写入', en: 'written' },
  used: { zh: '系统使用，未显示', en: 'used by the system' },
  none: { zh: '仅比对，未显示', en: 'compared only' },
};

const actorWords: Record<string, Words> = {
  staff: { zh: '员工', en: 'Staff' },
  job: { zh: '系统任务', en: 'System duty' },
  command: { zh: '管理命令', en: 'Admin command' },
  anonymous: { zh: '未登录', en: 'Not signed in' },
};

const wordsOf = (table: Record<string, Words>) => (code: string) =>
  table[code] ?? { zh: code, en: code };

export const inDecision = wordsOf(decisionWords);
export const inResult = wordsOf(resultWords);
export const inActor = wordsOf(actorWords);
export const inShown = (shown: TrailEntry['items'][number]['shown']) => shownWords[shown];

/** A duty acts with somebody's permissions, but holds no post. */
export function isStaff({ actor, post }: Pick<TrailEntry, 'actor' | 'post'>): boolean {
  return actor.kind === 'staff' && post !== '';
}

export function inPost(post: string): Words {
  const held: Partial<Record<string, Words>> = postTitles;
  return held[post as Post] ?? { zh: post, en: post };
}

export function toneOf({ decision, result }: Pick<TrailEntry, 'decision' | 'result'>): Tone {
  if (result === 'failed') return 'bad';
  if (decision === 'refuse' || decision === 'rejected' || result === 'refused') return 'warn';
  return decision === 'allow' || decision === 'approved' ? 'good' : 'plain';
}

/** One word for the list: the decision where there was one, else how it ended. */
export function inShort({ decision, result }: Pick<TrailEntry, 'decision' | 'result'>): Words {
  return decision === 'none' || result === 'failed' ? inResult(result) : inDecision(decision);
}
