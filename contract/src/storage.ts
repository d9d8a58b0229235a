// Storage (保管): the register of where information lies, its assessments and bindings, the control cards, and how much of it is
// sealed (R3.0, R3.1.1, R3.1.2, R3.1.3). What lets data lie somewhere needs a second person; what takes it away does not.
import { z } from 'zod';
import { coverageOperations } from './coverage.ts';
import {
  code,
  count,
  day,
  id,
  instant,
  line,
  operation,
  page,
  pageOf,
  proposed,
  receipt,
} from './operation.ts';
import { ruleNote } from './rule-note.ts';
import {
  assessmentCard,
  assessmentTerms,
  assetCard,
  assetKinds,
  assetTerms,
  bindingCard,
  dataSetCodes,
  useCard,
} from './storage-assets.ts';
import { words } from './words.ts';

const assetOnly = z.strictObject({ asset: id });
const done = z.object({ receipt });

export const controlCodes = ['medium', 'assessment', 'encryption', 'unreadable'] as const;

/** 技术与管理并重 (R3.0): what is measured on the left, who answers for it by which procedure on the right. */
export const controlCard = z.object({
  control: z.enum(controlCodes),
  clause: code,
  title: words,
  technical: z.object({
    state: z.enum(['green', 'amber', 'red']),
    words,
    measured: z.array(z.object({ label: words, value: z.string().max(60) })).max(6),
    checkedAt: instant,
  }),
  management: z
    .object({
      unit: z.object({ id, name: words }),
      procedure: line,
      reviewedOn: day,
      nextReviewOn: day,
      isOverdue: z.boolean(),
      by: line,
      at: instant,
    })
    .nullable(),
});
export type ControlCard = z.infer<typeof controlCard>;

const registering = [
  'storage.outside-china',
  'storage.locator-taken',
  'input.invalid',
  'not-found',
] as const;

export const storageOperations = {
  list: operation({
    id: 'storage.list',
    method: 'GET',
    path: '/v1/storage/assets',
    title: { zh: '存储登记', en: 'Storage register' },
    permission: 'storage.read',
    kind: 'read',
    input: z.strictObject({
      ...page,
      kind: z.enum(assetKinds).optional(),
      state: z.enum(['in-use', 'retired']).default('in-use'),
    }),
    output: pageOf(assetCard),
    refusals: [],
  }),
  view: operation({
    id: 'storage.view',
    method: 'GET',
    path: '/v1/storage/assets/:asset',
    title: { zh: '查看存储资产', en: 'Open a storage asset' },
    permission: 'storage.read',
    kind: 'read',
    input: assetOnly,
    output: z.object({
      card: assetCard,
      bindings: z.array(bindingCard).max(20),
      validity: ruleNote,
      reminder: ruleNote,
    }),
    refusals: ['not-found'],
  }),
  assessments: operation({
    id: 'storage.assessments',
    method: 'GET',
    path: '/v1/storage/assets/:asset/assessments',
    title: { zh: '查看安全评估', en: 'Assessments of an asset' },
    permission: 'storage.read',
    kind: 'read',
    input: z.strictObject({ asset: id, ...page }),
    output: pageOf(assessmentCard),
    refusals: ['not-found'],
  }),
  uses: operation({
    id: 'storage.uses',
    method: 'GET',
    path: '/v1/storage/uses',
    title: { zh: '核对实际存放位置', en: 'Where the system keeps what' },
    permission: 'storage.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(useCard).max(20), findings: count }),
    refusals: [],
  }),
  register: operation({
    id: 'storage.register',
    method: 'POST',
    path: '/v1/storage/assets',
    title: { zh: '登记存储资产', en: 'Register a storage asset' },
    permission: 'storage.manage',
    kind: 'write',
    fourEyes: 'always',
    input: assetTerms,
    output: proposed,
    refusals: registering,
  }),
  change: operation({
    id: 'storage.change',
    method: 'POST',
    path: '/v1/storage/assets/:asset/change',
    title: { zh: '变更存储资产', en: 'Change a storage asset' },
    permission: 'storage.manage',
    kind: 'write',
    fourEyes: 'always',
    input: assetTerms.extend({ asset: id }),
    output: proposed,
    refusals: [...registering, 'storage.retired', 'storage.class-not-allowed'],
  }),
  assess: operation({
    id: 'storage.assess',
    method: 'POST',
    path: '/v1/storage/assets/:asset/assessments',
    title: { zh: '登记安全评估', en: 'Record a security assessment' },
    permission: 'storage.manage',
    kind: 'write',
    fourEyes: 'always',
    input: assessmentTerms,
    output: proposed,
    refusals: ['not-found', 'storage.retired', 'input.invalid'],
  }),
  remedy: operation({
    id: 'storage.remedy',
    method: 'POST',
    path: '/v1/storage/assessments/:assessment/remedied',
    title: { zh: '登记整改完成', en: 'Mark a finding as remedied' },
    permission: 'storage.manage',
    kind: 'write',
    input: z.strictObject({ assessment: id, finding: z.int().min(1).max(30) }),
    output: done,
    refusals: ['not-found', 'storage.remedied'],
  }),
  bind: operation({
    id: 'storage.bind',
    method: 'POST',
    path: '/v1/storage/assets/:asset/bindings',
    title: { zh: '绑定数据', en: 'Bind data to an asset' },
    permission: 'storage.manage',
    kind: 'write',
    fourEyes: 'always',
    input: z.strictObject({ asset: id, dataSet: z.enum(dataSetCodes) }),
    output: proposed,
    refusals: [
      'not-found',
      'storage.retired',
      'storage.class-not-allowed',
      'storage.not-assessed',
      'storage.bound-already',
    ],
  }),
  unbind: operation({
    id: 'storage.unbind',
    method: 'POST',
    path: '/v1/storage/bindings/:binding/end',
    title: { zh: '解除绑定', en: 'End a binding' },
    permission: 'storage.manage',
    kind: 'write',
    input: z.strictObject({ binding: id }),
    output: done,
    refusals: ['not-found'],
  }),
  retire: operation({
    id: 'storage.retire',
    method: 'POST',
    path: '/v1/storage/assets/:asset/retire',
    title: { zh: '停用存储资产', en: 'Retire a storage asset' },
    permission: 'storage.manage',
    kind: 'write',
    input: assetOnly,
    output: done,
    refusals: ['not-found', 'storage.retired', 'storage.still-bound'],
  }),
  controls: operation({
    id: 'storage.controls',
    method: 'GET',
    path: '/v1/storage/controls',
    title: { zh: '存储控制卡', en: 'Control cards of storage' },
    permission: 'storage.read',
    kind: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(controlCard).max(20) }),
    refusals: [],
  }),
  recordControl: operation({
    id: 'storage.record-control',
    method: 'POST',
    path: '/v1/storage/controls/:control',
    title: { zh: '登记管理措施', en: 'Record the management of a control' },
    permission: 'storage.manage',
    kind: 'write',
    input: z.strictObject({
      control: z.enum(controlCodes),
      unit: id,
      procedure: z.string().trim().min(2).max(200),
      reviewedOn: day,
      nextReviewOn: day,
    }),
    output: done,
    refusals: ['not-found', 'input.invalid'],
  }),
  ...coverageOperations,
};
