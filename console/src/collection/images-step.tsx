// The image of the document: sensitive, so on a step of its own after the enhanced notice. Previews live in memory only.
import {
  imageBytesMax,
  imageTypes,
  operations,
  type IntakeCard,
  type Language,
} from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { Button } from 'antd';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { asSize } from '../app/format.ts';
import { defineTexts, useLanguage, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ActButton } from '../ui/act-button.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { NoticeText } from './notice-text.tsx';

const texts = defineTexts('collection/images', {
  notice: { zh: '采集证件影像前的特别告知', en: 'Enhanced notice before the image' },
  title: { zh: '证件影像', en: 'Image of the document' },
  front: { zh: '正面（人像面）', en: 'Front' },
  back: { zh: '反面（国徽面）', en: 'Back' },
  choose: { zh: '选择文件', en: 'Choose a file' },
  replace: { zh: '重新上传', en: 'Replace' },
  drop: {
    zh: '或拖到此处 · JPG、PNG、PDF，不超过 {size}',
    en: 'or drop it here · JPG, PNG, PDF, up to {size}',
  },
  uploaded: { zh: '已加密保存', en: 'Kept sealed' },
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
  need: { zh: '请先上传证件正面影像', en: 'Upload the front of the document first' },
  go: { zh: '下一步', en: 'Next' },
});

const goWords = { zh: '下一步', en: 'Next' };
const sides = ['front', 'back'] as const;
type Side = (typeof sides)[number];

interface Props {
  readonly card: IntakeCard;
  /** From the document; unknown until its number is there. */
  readonly age: number | undefined;
  readonly onImage: (image: IntakeCard['images'][number]) => void;
  readonly onDone: () => void;
}

export function ImagesStep({ card, age, onImage, onDone }: Props) {
  const say = useTexts(texts);
  const language: Language = useLanguage();
  const hasFront = card.images.some((it) => it.side === 'front');
  const go = () => hasFront && onDone();
  useShortcuts([{ keys: 'ctrl+enter', words: goWords, run: go }]);
  return (
    <div className="stack intake-width">
      <Card title={say('notice')}>
        <NoticeText
          notice={card.notice}
          language={language}
          only="enhanced"
          isGrownUp={age !== undefined && age >= rule('minor.policy_age')}
        />
      </Card>
      <Card title={say('title')}>
        <div className="image-sides">
          {sides.map((side) => (
            <ImageSide key={side} card={card} side={side} onImage={onImage} />
          ))}
        </div>
      </Card>
      <div className="intake-foot">
        <span className="grow" />
        <ActButton type="primary" reason={hasFront ? undefined : say('need')} onClick={go}>
          {say('go')}
        </ActButton>
      </div>
    </div>
  );
}

function ImageSide({
  card,
  side,
  onImage,
}: Omit<Props, 'onDone' | 'age'> & { readonly side: Side }) {
  const say = useTexts(texts);
  const field = useRef<HTMLInputElement>(null);
  const kept = card.images.findLast((it) => it.side === side);
  const { take, isBusy, refusal, wrong, preview } = useUpload(card.intake, side, onImage);
  const box = useDrop((file) => void take(file));
  return (
    <section ref={box} className="image-side" aria-label={say(side)}>
      <div className="image-frame">
        {preview && <img src={preview} alt={say(side)} />}
        {!preview && (
          <span className="mut">
            {kept ? say(kept.contentType.endsWith('pdf') ? 'pdf' : 'noPreview') : say(side)}
          </span>
        )}
      </div>
      <div className="row-line">
        <b>{say(side)}</b>
        <span className="mut num">{kept ? say('uploaded') : ''}</span>
        <span className="grow" />
        <Button size="small" loading={isBusy} onClick={() => field.current?.click()}>
          {say(kept ? 'replace' : 'choose')}
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
      <p className="mut image-drop">{say('drop', { size: asSize(imageBytesMax) })}</p>
      {wrong && <p className="field-error">{say(wrong, { size: asSize(imageBytesMax) })}</p>}
      {refusal && <RefusalNotice refusal={refusal} />}
    </section>
  );
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

function useUpload(intake: string, side: Side, onImage: Props['onImage']) {
  const { run, isBusy, refusal, clear } = useAct(operations.collection.addImage);
  const [wrong, setWrong] = useState<Fault>();
  const [preview, setPreview] = useState<string>();
  useEffect(() => () => void (preview && URL.revokeObjectURL(preview)), [preview]);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const fault = faultOf(file);
    setWrong(fault);
    clear();
    if (fault) return;
    const image = await run({ intake, side }, { file });
    if (!image) return;
    setPreview(file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined);
    onImage(image);
  };
  return { take, isBusy, refusal, wrong, preview };
}
