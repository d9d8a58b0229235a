// What the media register refuses (R3.2.3); part of the closed table in refusals.ts.
export const custodyRefusals = {
  'custody.label-taken': [
    409,
    '该标签已登记，标签不得重复使用',
    'This label is registered already; labels are not used again',
  ],
  'custody.not-in-store': [409, '该介质不在库', 'This medium is not in store'],
  'custody.not-out': [409, '该介质未出库', 'This medium is not out'],
  'custody.destroyed': [409, '该介质已销毁', 'This medium was destroyed'],
  'custody.changed': [
    409,
    '该介质刚刚有新的登记，请刷新后重试',
    'Something was just recorded about this medium: reload and try again',
  ],
  'custody.stock-incomplete': [
    409,
    '盘点不完整：该处在库介质须逐件登记结果',
    'The stock-take is not whole: each medium in store there needs a result',
  ],
} as const;
