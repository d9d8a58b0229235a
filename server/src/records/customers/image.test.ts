// How many images there are is said; what is on them is not.
import { expect, it } from 'vitest';
import { imagesInWords } from './image.ts';

it('counts images by side', () => {
  const of = (...sides: ('front' | 'back' | 'other')[]) =>
    imagesInWords(sides.map((side) => ({ side })));
  expect(of('front', 'back')).toEqual({ zh: '正反面各 1 张', en: '1 front, 1 back' });
  expect(of('front')).toEqual({ zh: '正面 1 张', en: '1 front' });
  expect(of('front', 'front', 'other')).toEqual({
    zh: '正面 2 张，其他 1 张',
    en: '2 front, 1 other',
  });
  expect(of()).toEqual({ zh: '无影像', en: 'No image' });
});
