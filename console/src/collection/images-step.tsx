// The image of the document: sensitive, so on a step of its own after the enhanced notice. Each file goes as it is chosen.
import { operations, type IntakeCard, type Language } from '@shouxin/contract';
import { rule } from '@shouxin/contract/items';
import { defineTexts, useLanguage, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ImageSide, imageSides, type ImageSideName } from '../items/image-side.tsx';
import { ActButton } from '../ui/act-button.tsx';
import { Card } from '../ui/page.tsx';
import { NoticeText } from './notice-text.tsx';

const texts = defineTexts('collection/images', {
  notice: { zh: '采集证件影像前的特别告知', en: 'Enhanced notice before the image' },
  title: { zh: '证件影像', en: 'Image of the document' },
  uploaded: { zh: '已加密保存', en: 'Kept sealed' },
  need: { zh: '请先上传证件正面影像', en: 'Upload the front of the document first' },
  go: { zh: '下一步', en: 'Next' },
});

const goWords = { zh: '下一步', en: 'Next' };

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
          {imageSides.map((side) => (
            <Side key={side} card={card} side={side} onImage={onImage} />
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

function Side({
  card,
  side,
  onImage,
}: Omit<Props, 'onDone' | 'age'> & { readonly side: ImageSideName }) {
  const say = useTexts(texts);
  const { run, isBusy, refusal } = useAct(operations.collection.addImage);
  const kept = card.images.findLast((it) => it.side === side);
  const onFile = async (file: File) => {
    const image = await run({ intake: card.intake, side }, { file });
    if (image) onImage(image);
    return image !== undefined;
  };
  return (
    <ImageSide
      side={side}
      taken={kept && { contentType: kept.contentType, state: say('uploaded') }}
      isBusy={isBusy}
      refusal={refusal}
      onFile={onFile}
    />
  );
}
