// The closed table of expected "no": code, HTTP status and title. A refusal is thrown, rolls the transaction back and is
// rendered once as application/problem+json (RFC 9457). It names the rule and the remedy, never a value.
import { keysRefusals } from './keys-refusals.ts';
import { recoveryRefusals } from './recovery-refusals.ts';
import { sessionRefusals } from './session-proof.ts';
import { storageRefusals } from './storage-refusals.ts';
import type { Words } from './words.ts';

const table = {
  'input.invalid': [422, '填写有误', 'The input does not fit'],
  'input.too-large': [413, '文件或内容过大', 'The file or content is too large'],
  'input.unsupported-type': [415, '不支持的内容类型', 'Content type not supported'],
  'operation.unknown': [404, '没有这个操作', 'No such operation'],
  'idempotency.conflict': [
    409,
    '同一幂等键用于不同的请求',
    'This Idempotency-Key was used for another request',
  ],
  'not-found': [404, '没有找到', 'Not found'],
  'identity.sign-in-required': [401, '请先登录', 'Sign in first'],
  'identity.wrong-credentials': [
    401,
    '账号、密码或动态口令不正确',
    'Account, password or one-time code is wrong',
  ],
  'identity.wrong-code': [
    401,
    '动态口令不正确或已用过',
    'The one-time code is wrong or was used already',
  ],
  'identity.locked': [423, '账号已锁定', 'The account is locked'],
  'identity.disabled': [403, '账号已停用', 'The account is disabled'],
  'identity.other-session': [409, '该账号已在别处登录', 'This account is signed in elsewhere'],
  'identity.password-change-required': [
    403,
    '首次登录须修改密码',
    'Change the password at first sign-in',
  ],
  'identity.password-weak': [422, '新密码不符合要求', 'The new password is too weak'],
  'identity.csrf': [403, '页面已失效，请刷新后重试', 'The page has expired; reload and try again'],
  'identity.step-up-required': [403, '需要再次输入动态口令', 'A fresh one-time code is needed'],
  'identity.code-used': [
    409,
    '该动态口令已使用，请等待下一个',
    'That one-time code was used already; wait for the next',
  ],
  'identity.account-exists': [409, '账号名已存在', 'That account name exists already'],
  'identity.unit-exists': [409, '机构代码已存在', 'That unit code exists already'],
  'identity.own-account': [403, '不得操作本人账号', 'You may not do this to your own account'],
  'identity.separate-duties': [
    409,
    '三员分立：该账号不得担任此岗位',
    'Separation of duties: this account may not hold that post',
  ],
  'identity.no-security': [
    409,
    '没有可以复核的安全管理员',
    'There is no security administrator to review this',
  ],
  'identity.security-exists': [
    409,
    '已有安全管理员，新建账号须经其复核',
    'A security administrator exists already and reviews every new account',
  ],
  'identity.last-security': [
    409,
    '须保留至少一名安全管理员',
    'At least one security administrator must remain',
  ],
  'identity.handed-over': [
    409,
    '该凭据已领取、已作废或已过期',
    'This was taken already, replaced, or its time is over',
  ],
  'identity.not-permitted': [403, '当前岗位没有此权限', 'Your post does not carry this permission'],
  'rate.exceeded': [429, '操作过于频繁', 'Too many requests'],
  'audit.unavailable': [
    503,
    '审计日志暂不可写，未放行任何信息',
    'The audit log cannot be written; nothing was released',
  ],
  'audit.not-integrated': [
    409,
    '该记录正在入链，请稍候',
    'This entry is being integrated; try again in a moment',
  ],
  'audit.read-only': [
    503,
    '审计日志与见证记录不符，不接受写入。刚从备份恢复的，请先运行 npm run restore',
    'The log is not the one that was witnessed, so nothing is written. Restored from a backup? Run npm run restore first',
  ],
  'approvals.same-person': [403, '不得复核本人提交的事项', 'You may not review what you proposed'],
  'approvals.decided': [409, '该事项已处理', 'This proposal was decided already'],
  'approvals.not-reviewer': [
    403,
    '该事项不由当前岗位复核',
    'This proposal is not for your post to review',
  ],
  'approvals.stale': [
    409,
    '资料在提交后已变更，请退回重提',
    'The record changed since the proposal; reject it and propose again',
  ],
  'policy.purpose-required': [422, '请先选择办理目的', 'State a purpose first'],
  'policy.purpose-not-offered': [
    403,
    '该目的不适用于当前岗位',
    'This purpose is not open to your post',
  ],
  'policy.reference-required': [
    422,
    '该目的需要业务编号',
    'This purpose needs a business reference',
  ],
  'policy.denied': [403, '规则不允许', 'The rules do not allow this'],
  'disclosure.refused': [403, '不予显示', 'Not disclosed'],
  'disclosure.budget': [429, '今日查看额度已用完', 'Your reveals for today are used up'],
  'keys.unavailable': [503, '密钥服务不可用', 'The key provider is not available'],
  'consent.notice-not-shown': [
    409,
    '尚未向客户展示告知书',
    'The notice was not shown to the customer',
  ],
  'consent.notice-changed': [
    409,
    '告知书已更新，请重新展示',
    'The notice has changed; show it again',
  ],
  'consent.evidence-required': [
    422,
    '缺少可验证的同意凭证',
    'Verifiable evidence of consent is missing',
  ],
  'collection.unlisted-item': [
    422,
    '采集清单之外的信息项',
    'An item that is not on the collection list',
  ],
  'collection.forbidden-item': [422, '禁止采集的信息项', 'A forbidden item'],
  'collection.never-persist': [422, '不得留存的信息项', 'An item that is never kept'],
  'collection.invalid-values': [422, '有信息项未通过校验', 'Some items did not pass validation'],
  'collection.image-required': [422, '缺少证件影像', 'The document image is missing'],
  'collection.channel-closed': [403, '该渠道未开放此清单', 'The list is not open to this channel'],
  'collection.intake-closed': [
    409,
    '该采集已提交或已结束',
    'This intake was submitted or has ended',
  ],
  'customers.duplicate': [409, '该证件已登记', 'This document is registered already'],
  'customers.pending': [409, '有待复核的变更', 'A change is waiting for review'],
  'import.unreadable': [422, '文件无法读取', 'The file cannot be read'],
  'import.unmapped': [422, '必填项没有对应的列', 'A required item has no column'],
  'import.wrong-state': [409, '批次当前状态不允许此操作', 'The batch is not in a state for this'],
  'import.in-use': [
    409,
    '批次中的客户已被使用，不能撤销',
    'Customers of this batch were used; it cannot be undone',
  ],
  'tasks.closed': [409, '该任务已办结', 'This task is closed already'],
  ...keysRefusals,
  ...sessionRefusals,
  ...recoveryRefusals,
  ...storageRefusals,
  'fault.unavailable': [503, '服务暂不可用，请稍后重试', 'Not available for the moment; try again'],
  'fault.internal': [
    500,
    '内部错误，请联系管理员并提供请求编号',
    'Internal error; give the request id to your administrator',
  ],
} as const satisfies Record<string, readonly [number, string, string]>;

export type RefusalCode = keyof typeof table;

export const refusalCodes = Object.keys(table) as RefusalCode[];
const known = new Set<string>(refusalCodes);
export const isRefusalCode = (code: string): code is RefusalCode => known.has(code);

export function statusOf(code: RefusalCode): number {
  return table[code][0];
}

export function titleOf(code: RefusalCode): Words {
  return { zh: table[code][1], en: table[code][2] };
}

export interface RefusalDetail {
  /** What is wrong here, in words; never a value. */
  readonly detail?: Words;
  /** What the person can do about it. */
  readonly remedy?: Words;
  /** Per item or field: where it does not fit and how to mend it. */
  readonly reasons?: readonly {
    readonly item: string;
    readonly code: string;
    readonly message: Words;
  }[];
  /** Small facts for the caller, such as minutes left; never personal. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}

/** An expected "no". Thrown by any floor; the message is the code alone, so that no log line can carry a value. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly more: RefusalDetail;

  constructor(code: RefusalCode, more: RefusalDetail = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.more = more;
  }
}

/** Throws a refusal; written as a call so that rules read as sentences. */
export function refuse(code: RefusalCode, more?: RefusalDetail): never {
  throw new Refusal(code, more);
}

/** RFC 9457 problem document as it leaves the server. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: RefusalCode;
  readonly words: Words;
  readonly requestId: string;
  readonly detail?: Words;
  readonly remedy?: Words;
  readonly reasons?: RefusalDetail['reasons'];
  readonly facts?: RefusalDetail['facts'];
}

/** The one rendering of a refusal. */
export function problemOf(refusal: Refusal, requestId: string): Problem {
  const { detail, remedy, reasons, facts } = refusal.more;
  return {
    type: `urn:shouxin:refusal:${refusal.code}`,
    title: titleOf(refusal.code).en,
    status: statusOf(refusal.code),
    code: refusal.code,
    words: titleOf(refusal.code),
    requestId,
    ...(detail && { detail }),
    ...(remedy && { remedy }),
    ...(reasons && { reasons }),
    ...(facts && { facts }),
  };
}
