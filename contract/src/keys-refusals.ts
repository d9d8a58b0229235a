// What is refused about replacing and destroying keys, and about what they sealed (R1.3.2a, R3.3.2); part of the closed table in
// refusals.ts.
export const keysRefusals = {
  'keys.rotation-running': [
    409,
    '该类密钥正在轮换，请待其完成',
    'Keys of this kind are being rotated; wait until it has ended',
  ],
  'keys.wrong-state': [
    409,
    '该密钥当前状态不允许此操作',
    'The state of this key does not allow it',
  ],
  'customers.destroyed': [410, '已按规定销毁', 'Destroyed as the rules require'],
  'shredding.not-held': [
    409,
    '该客户没有这类保存期限的信息',
    'Nothing of this retention class is kept of the customer',
  ],
  'shredding.whole-only': [
    409,
    '该类密钥承载整份档案，只能随全部信息一并销毁',
    'The key of this class carries the whole record; it is destroyed with everything or not at all',
  ],
  'shredding.not-certified': [
    409,
    '销毁尚未完成，证明尚未出具',
    'The destruction has not ended; there is no certificate yet',
  ],
} as const;
