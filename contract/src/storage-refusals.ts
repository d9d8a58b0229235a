// What the storage register refuses (R3.1.1, R3.1.2); part of the closed table in refusals.ts.
export const storageRefusals = {
  'storage.outside-china': [
    422,
    '客户信息须存放在境内，境外地点不予登记',
    'Customer information is kept in China; a place outside is not registered',
  ],
  'storage.locator-taken': [
    409,
    '该位置已登记为另一项存储资产',
    'That place is registered as another asset already',
  ],
  'storage.retired': [409, '该存储资产已停用', 'This storage asset is retired'],
  'storage.class-not-allowed': [
    409,
    '该存储资产不允许存放此类别的数据',
    'Data of this class is not allowed on the asset',
  ],
  'storage.not-assessed': [
    409,
    '没有有效的安全评估，不得绑定 C2、C3 数据',
    'Without a valid security assessment no C2 or C3 data is bound',
  ],
  'storage.bound-already': [
    409,
    '该数据已绑定到此存储资产',
    'This data is bound to the asset already',
  ],
  'storage.still-bound': [409, '该存储资产仍有绑定的数据', 'Data is still bound to this asset'],
  'storage.remedied': [409, '该问题已登记整改', 'This finding was marked as remedied already'],
} as const;
