// The document's image beside the entry: zoom and rotate; each look is recorded by the server. The bytes live in memory as
// long as the page is open.
import { MinusOutlined, PlusOutlined, RotateRightOutlined } from '@ant-design/icons';
import { operations } from '@shouxin/contract';
import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { defineTexts, useTexts } from '../app/language.ts';
import { useAct } from '../app/queries.ts';
import { Waiting } from '../ui/empty.tsx';
import { Card } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import type { ProposalView } from './proposal-page.tsx';

const texts = defineTexts('approvals/image', {
  title: { zh: '证件影像', en: 'Document image' },
  front: { zh: '正面', en: 'Front' },
  back: { zh: '反面', en: 'Back' },
  new: { zh: '新{side}', en: '{side}, new' },
  other: { zh: '其他', en: 'Other' },
  in: { zh: '放大', en: 'Zoom in' },
  out: { zh: '缩小', en: 'Zoom out' },
  turn: { zh: '旋转', en: 'Rotate' },
  loading: { zh: '正在读取影像', en: 'Loading the image' },
  alt: { zh: '证件影像{side}', en: 'Image of the document, {side}' },
  pdf: { zh: '打开 PDF', en: 'Open the PDF' },
});

interface Props {
  readonly proposal: string;
  readonly images: ProposalView['images'];
}

export function ImageCard({ proposal, images }: Props) {
  const say = useTexts(texts);
  const [at, setAt] = useState(images[0]?.image ?? '');
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  const image = images.find((it) => it.image === at);
  const nameOf = (it: Props['images'][number]) => {
    const side = say(it.side === 'front' || it.side === 'back' ? it.side : 'other');
    return it.isNew ? say('new', { side }) : side;
  };
  return (
    <Card
      title={say('title')}
      isPlain
      className="image-card"
      extra={
        <span className="row-line">
          <Segmented
            size="small"
            aria-label={say('title')}
            value={at}
            onChange={setAt}
            options={images.map((it) => ({
              value: it.image,
              label: nameOf(it),
            }))}
          />
          <Handling zoom={zoom} onZoom={setZoom} onTurn={() => setTurn((turn + 90) % 360)} />
        </span>
      }
    >
      {image && (
        <Picture
          key={image.image}
          proposal={proposal}
          image={image.image}
          alt={say('alt', { side: nameOf(image) })}
          zoom={zoom}
          turn={turn}
        />
      )}
    </Card>
  );
}

interface HandlingProps {
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  readonly onTurn: () => void;
}

function Handling({ zoom, onZoom, onTurn }: HandlingProps) {
  const say = useTexts(texts);
  return (
    <>
      <Button
        size="small"
        icon={<MinusOutlined />}
        aria-label={say('out')}
        onClick={() => onZoom(Math.max(1, zoom - 0.5))}
      />
      <Button
        size="small"
        icon={<PlusOutlined />}
        aria-label={say('in')}
        onClick={() => onZoom(Math.min(4, zoom + 0.5))}
      />
      <Button
        size="small"
        icon={<RotateRightOutlined />}
        aria-label={say('turn')}
        onClick={onTurn}
      />
    </>
  );
}

interface PictureProps {
  readonly proposal: string;
  readonly image: string;
  readonly alt: string;
  readonly zoom: number;
  readonly turn: number;
}

function Picture({ proposal, image, alt, zoom, turn }: PictureProps) {
  const say = useTexts(texts);
  const { url, isPdf, refusal } = usePicture(proposal, image);
  if (refusal) return <RefusalNotice refusal={refusal} />;
  if (!url) return <Waiting label={say('loading')} rows={6} />;
  if (isPdf) {
    return (
      <p className="image-pdf">
        <a href={url} target="_blank" rel="noreferrer">
          {say('pdf')}
        </a>
      </p>
    );
  }
  return (
    // A picture larger than its frame must be scrollable by keyboard (WCAG 2.1.1).
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="image-stage" tabIndex={0} aria-label={alt}>
      <img
        src={url}
        alt={alt}
        draggable={false}
        style={{ width: `${zoom * 100}%`, transform: `rotate(${turn}deg)` }}
      />
    </section>
  );
}

function usePicture(proposal: string, image: string) {
  const { run, refusal } = useAct(operations.approvals.image);
  const [picture, setPicture] = useState<{ url: string; isPdf: boolean }>();
  const [load] = useState(() => run);
  useEffect(() => {
    let url: string | undefined;
    let isGone = false;
    const open = async () => {
      const file = await load({ proposal, image });
      if (!file) return;
      const blob = await file.blob();
      if (isGone) return;
      url = URL.createObjectURL(blob);
      setPicture({ url, isPdf: file.contentType.includes('pdf') });
    };
    void open();
    return () => {
      isGone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [load, proposal, image]);
  return { url: picture?.url, isPdf: picture?.isPdf ?? false, refusal };
}
