// One side of a document: choose or drop a file, see it before it goes. Type and size are checked here first; the server
// looks at the bytes. The preview lives in memory only.
import { imageBytesMax, imageTypes } from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { Button } from 'antd';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { asSize } from '../app/format.ts';
import { defineTexts, useTexts } from '../app/language.ts';
import { RefusalNotice } from '../ui/refusal.tsx';
import './items.css';

const texts = defineTexts('items/image-side', {
  front: { zh: '正面（人像面）', en: 'Front' },
  back: { zh: '反面（国徽面）', en: 'Back' },
  choose: { zh: '选择文件', en: 'Choose a file' },
  replace: { zh: '重新上传', en: 'Replace' },
  drop: {
    zh: '或拖到此处 · JPG、PNG、PDF，不超过 {size}',
    en: 'or drop it here · JPG, PNG, PDF, up to {size}',
  },
  noPreview: { zh: '已上传；刷新后不再显示预览', en: 'Uploaded; no preview after a reload' },
  pdf: { zh: 'PDF 文件', en: 'PDF file' },
  badType: {
    zh: '只收 JPG、PNG 或 PDF，请重新选择',
    en: 'Only JPG, PNG or PDF: choose another file',
  },
  tooLarge: {
    zh: '文件超过 {size}，请压缩或重新拍摄',
    en: 'Larger than {size}: compress it or take it again',
  },
  empty: { zh: '文件是空的，请重新选择', en: 'The file is empty: choose another' },
});

export const imageSides = ['front', 'back'] as const;
export type ImageSideName = (typeof imageSides)[number];

interface Props {
  readonly side: ImageSideName;
  /** What is there already, and the word for where it is: sealed, or chosen and not sent yet. */
  readonly taken: { readonly contentType: string; readonly state: string } | undefined;
  readonly isBusy?: boolean;
  readonly refusal?: RefusedCall | undefined;
  /** Answers whether the file was taken. */
  readonly onFile: (file: File) => Promise<boolean> | boolean;
}

export function ImageSide({ side, taken, isBusy, refusal, onFile }: Props) {
  const say = useTexts(texts);
  const field = useRef<HTMLInputElement>(null);
  const { take, wrong, preview } = useFile(onFile);
  const box = useDrop((file) => void take(file));
  const size = asSize(imageBytesMax);
  return (
    <section ref={box} className="image-side" aria-label={say(side)}>
      <div className="image-frame">
        {preview && <img src={preview} alt={say(side)} />}
        {!preview && (
          <span className="mut">
            {taken ? say(taken.contentType.endsWith('pdf') ? 'pdf' : 'noPreview') : say(side)}
          </span>
        )}
      </div>
      <div className="row-line">
        <b>{say(side)}</b>
        <span className="mut num">{taken?.state}</span>
        <span className="grow" />
        <Button size="small" loading={isBusy ?? false} onClick={() => field.current?.click()}>
          {say(taken ? 'replace' : 'choose')}
        </Button>
      </div>
      <input
        ref={field}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label={`${say('choose')}: ${say(side)}`}
        accept={imageTypes.join(',')}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <p className="mut image-drop">{say('drop', { size })}</p>
      <Problem text={wrong && say(wrong, { size })} refusal={refusal} />
    </section>
  );
}

/** What is wrong with the file at hand comes before what was refused of the one before it. */
function Problem({
  text,
  refusal,
}: {
  readonly text: string | undefined;
  readonly refusal: RefusedCall | undefined;
}) {
  if (text) return <p className="field-error">{text}</p>;
  return refusal ? <RefusalNotice refusal={refusal} /> : null;
}

/** Dropping is a second way; the button is the one that keyboard and screen reader have. */
function useDrop(take: (file: File | undefined) => void): RefObject<HTMLElement | null> {
  const box = useRef<HTMLElement>(null);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const area = box.current;
    const onOver = (event: DragEvent) => event.preventDefault();
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      latest.current(event.dataTransfer?.files[0]);
    };
    area?.addEventListener('dragover', onOver);
    area?.addEventListener('drop', onDrop);
    return () => {
      area?.removeEventListener('dragover', onOver);
      area?.removeEventListener('drop', onDrop);
    };
  }, []);
  return box;
}

type Fault = 'badType' | 'tooLarge' | 'empty';

/** Told before anything is sent; what the file really holds is looked at by the server. */
function faultOf(file: File): Fault | undefined {
  const types: readonly string[] = imageTypes;
  if (!types.includes(file.type)) return 'badType';
  if (file.size === 0) return 'empty';
  return file.size > imageBytesMax ? 'tooLarge' : undefined;
}

function useFile(onFile: Props['onFile']) {
  const [wrong, setWrong] = useState<Fault>();
  const [preview, setPreview] = useState<string>();
  useEffect(() => () => void (preview && URL.revokeObjectURL(preview)), [preview]);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const fault = faultOf(file);
    setWrong(fault);
    if (fault || !(await onFile(file))) return;
    setPreview(file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined);
  };
  return { take, wrong, preview };
}
