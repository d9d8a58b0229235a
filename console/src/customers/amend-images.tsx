// Images beside an amendment: chosen now, sent sealed when the amendment goes, so that one that is given up leaves nothing.
import { operations } from '@shouxin/contract';
import type { RefusedCall } from '@shouxin/client';
import { useState } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { ImageSide, imageSides, type ImageSideName } from '../items/image-side.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';

const texts = defineTexts('customers/amend-images', {
  title: { zh: '证件影像', en: 'Image of the document' },
  hint: {
    zh: '证件有变更时请上传新证件影像，复核员对照影像核对。影像加密保存，只供复核。',
    en: 'When the document changes, add its image: the reviewer compares the change with it. It is kept sealed, for the review only.',
  },
  chosen: { zh: '已选择', en: 'Chosen' },
});

/** What is read off the document. */
const onTheDocument = new Set(['NP01', 'NP02', 'NP04', 'NP09', 'NP10', 'NP11', 'NP12', 'NP13']);
export const mayNeedImage = (items: readonly string[]): boolean =>
  items.some((it) => onTheDocument.has(it));

interface Chosen {
  readonly file: File;
  /** Its id once it was sent: it is not sent twice when the amendment itself is refused. */
  readonly image?: string;
}

export interface AmendImages {
  readonly chosen: Readonly<Partial<Record<ImageSideName, Chosen>>>;
  readonly count: number;
  readonly choose: (side: ImageSideName, file: File) => void;
  /** Answers what was sent, or undefined when one was refused. */
  readonly send: () => Promise<{ image: string; side: ImageSideName }[] | undefined>;
  readonly isBusy: boolean;
  readonly refusal: RefusedCall | undefined;
}

export function useAmendImages(customer: string): AmendImages {
  const [chosen, setChosen] = useState<AmendImages['chosen']>({});
  const { run, isBusy, refusal } = useAct(operations.customers.addImage);
  const send = async () => {
    const sent: { image: string; side: ImageSideName }[] = [];
    for (const side of imageSides) {
      const one = chosen[side];
      if (!one) continue;
      const image = one.image ?? (await run({ customer, side }, { file: one.file }))?.image;
      if (!image) return undefined;
      sent.push({ image, side });
      setChosen((before) => ({ ...before, [side]: { ...one, image } }));
    }
    return sent;
  };
  return {
    chosen,
    count: Object.keys(chosen).length,
    choose: (side, file) => setChosen((before) => ({ ...before, [side]: { file } })),
    send,
    isBusy,
    refusal,
  };
}

export function ImagesToAmend({ images }: { readonly images: AmendImages }) {
  const say = useTexts(texts);
  return (
    <fieldset className="amend-images">
      <legend>{say('title')}</legend>
      <p className="mut">{say('hint')}</p>
      <div className="image-sides">
        {imageSides.map((side) => {
          const one = images.chosen[side];
          return (
            <ImageSide
              key={side}
              side={side}
              taken={one && { contentType: one.file.type, state: say('chosen') }}
              onFile={(file) => {
                images.choose(side, file);
                return true;
              }}
            />
          );
        })}
      </div>
      {images.refusal && <RefusalNotice refusal={images.refusal} />}
    </fieldset>
  );
}
