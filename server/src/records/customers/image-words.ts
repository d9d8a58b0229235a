// What may be said of document images without opening one: how many there are of each side.
import type { DocumentImage, ItemValue, Words } from '@shouxin/contract';

const sides = [
  ['front', { zh: '正面', en: 'front' }],
  ['back', { zh: '反面', en: 'back' }],
  ['other', { zh: '其他', en: 'other' }],
] as const;

/** "正反面各 1 张": how many there are says nothing of what is on them. */
export function imagesInWords(images: readonly Pick<DocumentImage, 'side'>[]): Words {
  const counted = sides
    .map(([side, name]) => ({ name, count: images.filter((it) => it.side === side).length }))
    .filter(({ count }) => count > 0);
  if (counted.length === 0) return { zh: '无影像', en: 'No image' };
  const [front, back] = counted;
  const isPair = images.length === 2 && front?.name === sides[0][1] && back?.name === sides[1][1];
  return {
    zh: isPair ? '正反面各 1 张' : counted.map((it) => `${it.name.zh} ${it.count} 张`).join('，'),
    en: counted.map((it) => `${it.count} ${it.name.en}`).join(', '),
  };
}

/** The same of a value of NP13, which names an image for each side. */
export function sidesInWords(value: ItemValue): Words {
  return imagesInWords(Object.keys(value).map((side) => ({ side })));
}
