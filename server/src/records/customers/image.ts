// Document images: sealed in chunks under the customer's key as they arrive, also for a customer who is not registered yet.
// What a file says it is counts for nothing; its first bytes do (R2.4.4).
import {
  refuse,
  type DocumentImage,
  type FileAnswer,
  type ItemValue,
  type Words,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { ObjectTooLarge } from '../../controls/vault/index.ts';
import type { Call } from '../../kernel/call.ts';
import { newId } from '../../kernel/crypto/index.ts';
import type { CustomersParts } from './customer.ts';
import { imagesOf, insertImage, type StoredImage } from './store.ts';

export interface ImageToKeep {
  readonly customer: string;
  readonly side: StoredImage['side'];
  readonly file: UploadedFile;
  /** Only images since then count towards the limit: a record is amended many times, an intake is one. */
  readonly since?: Date;
}

export interface UploadedFile {
  readonly type: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** First bytes of what may be kept (ISO 10918, ISO 15948, ISO 32000). */
const forms: readonly (readonly [string, readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
];
const headLength = 8;
/** Retention of NP13 on every list. */
export const imageClass = 'A10';

export function formOf(head: Uint8Array): string | undefined {
  return forms.find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0];
}

const sizeMax = `${rule('image.bytes_max') / 1024 / 1024} MB`;
const remedy = {
  zh: `请重新拍照或扫描，存为 JPG、PNG 或 PDF，不超过 ${sizeMax}`,
  en: `Photograph or scan it again as JPG, PNG or PDF, up to ${sizeMax}`,
};
const emptyFile = { detail: { zh: '文件是空的', en: 'The file is empty' }, remedy };
const otherFile = {
  detail: {
    zh: '文件内容不是 JPG、PNG 或 PDF，或与文件类型不符（改扩展名不会改变内容）',
    en: 'What the file holds is not JPG, PNG or PDF, or not what its name says',
  },
  remedy,
};
const largeFile = {
  detail: { zh: `文件超过 ${sizeMax}`, en: `The file is larger than ${sizeMax}` },
  remedy,
};

export async function keepImage(
  { sealer }: CustomersParts,
  call: Call,
  it: ImageToKeep,
): Promise<DocumentImage> {
  const { customer, side, file } = it;
  const kept = await imagesOf(call.tx, customer);
  if (kept.filter(({ at }) => !it.since || at >= it.since).length >= rule('image.count_max')) {
    refuse('input.too-large', {
      detail: { zh: '影像数量已达上限', en: 'There are as many images as may be' },
    });
  }
  const { head, bytes } = await withHead(file.bytes);
  const contentType = formOf(head);
  if (contentType === undefined || contentType !== file.type.split(';', 1)[0]?.trim()) {
    refuse('input.unsupported-type', head.length === 0 ? emptyFile : otherFile);
  }
  const image = newId(call.at);
  const object = { subject: customer, class: imageClass, object: image, mediaType: contentType };
  await sealer
    .storeObject(call.tx, { ...object, source: bytes, bytesMax: rule('image.bytes_max') })
    .catch((error: unknown) => {
      throw error instanceof ObjectTooLarge ? refuse('input.too-large', largeFile) : error;
    });
  const { id: account } = call.actor;
  await insertImage(call.tx, { customer, image, side, contentType, account, at: call.at });
  return { image, side, contentType };
}

/** The first bytes, and the whole again with them in front. */
async function withHead(source: AsyncIterable<Uint8Array>) {
  const rest = source[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.length < headLength) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next())
      yield next.value;
  }
  return { head, bytes: whole() };
}

export async function listImages(tx: Call['tx'], customer: string): Promise<DocumentImage[]> {
  const kept = await imagesOf(tx, customer);
  return kept.map(({ image, side, contentType }) => ({ image, side, contentType }));
}

/** The value of NP13: which image shows which side; the newest of a side counts. */
export function imageValue(images: readonly DocumentImage[]): Record<string, string> {
  return Object.fromEntries(images.map(({ side, image }) => [side, image]));
}

/** The images given with an amendment, by side; refuses one that is not of this customer. */
export async function givenImages(
  tx: Call['tx'],
  customer: string,
  given: readonly { readonly image: string }[],
): Promise<Record<string, string>> {
  const images = await listImages(tx, customer);
  const found = images.filter(({ image }) => given.some((it) => it.image === image));
  if (given.some((it) => !found.some(({ image }) => image === it.image))) refuse('not-found');
  return imageValue(found);
}

/** A new image of one side leaves the other side as it was. */
export function withSides(before: ItemValue | undefined, next: ItemValue): ItemValue {
  if (typeof before !== 'object' || typeof next !== 'object') return next;
  return { ...before, ...next };
}

export interface ImageToOpen {
  readonly customer: string;
  readonly image: string;
  readonly mode: 'review';
}

/** An image of this customer, opened by disclosure; nothing when it is not one of theirs. */
export async function openImage(
  { disclosure, sealer }: CustomersParts,
  call: Call,
  it: ImageToOpen,
): Promise<FileAnswer> {
  const { customer, image, mode } = it;
  const kept = (await imagesOf(call.tx, customer)).find((row) => row.image === image);
  if (!kept) refuse('not-found');
  const trail = await sealer.trailOf(call.tx, customer);
  const about = { subject: customer, trail, relation: 'none', item: 'NP13' } as const;
  const opened = await disclosure.openObject(call, { ...about, mode, from: { object: image } });
  if (!opened) refuse('not-found');
  const ending = kept.contentType.slice(kept.contentType.indexOf('/') + 1);
  const fileName = `${kept.side}.${ending}`;
  return { fileName, contentType: kept.contentType, content: opened.chunks };
}

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

/** What other rooms read of images. */
export const reading = { listImages, imageValue };
