// Drop a file or choose one: a real file field laid over a large target takes both, so keyboard and screen reader have it
// too.
import { FileTextOutlined, InboxOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { asSize } from '../app/format.ts';
import { defineTexts, useTexts } from '../app/language.ts';

const texts = defineTexts('imports/file-drop', {
  drop: { zh: '把文件拖到这里，或点击选择', en: 'Drop the file here, or choose it' },
  kinds: {
    zh: 'CSV（GB18030、UTF-8）或 XLSX，最大 64 MB',
    en: 'CSV (GB18030, UTF-8) or XLSX, up to 64 MB',
  },
  other: { zh: '点击另选', en: 'Choose another' },
});

interface Props {
  readonly file: File | null;
  readonly onChoose: (file: File) => void;
}

export function FileDrop({ file, onChoose }: Props) {
  const say = useTexts(texts);
  const [isOver, setOver] = useState(false);
  const leave = () => setOver(false);
  return (
    <label className={isOver ? 'imports-drop imports-drop-over' : 'imports-drop'}>
      <input
        type="file"
        accept=".csv,.txt,.xlsx"
        onDragEnter={() => setOver(true)}
        onDragLeave={leave}
        onDrop={leave}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          if (chosen) onChoose(chosen);
        }}
      />
      {file ? <FileTextOutlined aria-hidden /> : <InboxOutlined aria-hidden />}
      <b>{file ? file.name : say('drop')}</b>
      <span className="mut num">
        {file ? `${asSize(file.size)} · ${say('other')}` : say('kinds')}
      </span>
    </label>
  );
}
