// Step one: the file, the list it comes in under, and the system it comes from. The file goes to the server and nowhere else.
import { importBytesMax, operations } from '@shouxin/contract';
import { App, AutoComplete, Button, Select } from 'antd';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { asSize } from '../app/format.ts';
import { defineTexts, useTexts, useWords } from '../app/language.ts';
import { useAct, useRead } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { Card, Page } from '../ui/page.tsx';
import { RefusalNotice } from '../ui/refusal.tsx';
import { FileDrop } from './file-drop.tsx';
import { WizardSteps } from './wizard-steps.tsx';

const texts = defineTexts('imports/new', {
  title: { zh: '新建导入', en: 'New import' },
  lead: {
    zh: '上传后先核对列，再试运行；批准之前不会写入任何客户资料。',
    en: 'After the upload you confirm the columns and try it; nothing is stored before approval.',
  },
  crumb: { zh: '批量导入', en: 'Imports' },
  card: { zh: '选择文件', en: 'Choose a file' },
  list: { zh: '采集清单', en: 'Collection list' },
  source: { zh: '来源系统', en: 'Source system' },
  sourceHint: {
    zh: '每个值的来源都会记下这个名称，例如：核心系统 城西支行',
    en: 'Recorded as the origin of every value, for example: core banking, Chengxi branch',
  },
  tooLarge: {
    zh: '文件 {size}，超过上限 {max}，请拆分后分批导入',
    en: 'The file has {size}; the limit is {max}. Split it and import in parts',
  },
  upload: { zh: '上传', en: 'Upload' },
  cancel: { zh: '取消', en: 'Cancel' },
  done: { zh: '已上传，请核对列', en: 'Uploaded: now confirm the columns' },
});

const submitWords = { zh: '上传', en: 'Upload' };

/** Windows names a CSV after a spreadsheet program, or not at all: the ending says what it is. */
function typed(file: File): Blob {
  const name = file.name.toLowerCase();
  if (name.endsWith('.xlsx')) {
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    return new Blob([file], { type });
  }
  return new Blob([file], {
    type: name.endsWith('.csv') ? 'text/csv' : 'application/octet-stream',
  });
}

export function NewBatchPage() {
  const say = useTexts(texts);
  return (
    <Page title={say('title')} lead={say('lead')} crumbs={[{ to: '/imports', name: say('crumb') }]}>
      <WizardSteps state="new" />
      <Card title={say('card')} id="imports-file" className="imports-form">
        <NewBatchForm />
      </Card>
    </Page>
  );
}

function NewBatchForm() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const form = useUpload();
  useShortcuts([{ keys: 'ctrl+enter', words: submitWords, run: () => void form.submit() }]);
  return (
    <form
      className="stack"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void form.submit();
      }}
    >
      <FileDrop file={form.file} onChoose={form.setFile} />
      {form.isTooLarge && (
        <p className="field-error" role="alert">
          {say('tooLarge', { size: asSize(form.file?.size ?? 0), max: asSize(importBytesMax) })}
        </p>
      )}
      <ListField value={form.list} onChange={form.setList} />
      <SourceField value={form.source} onChange={form.setSource} />
      {form.refusal && <RefusalNotice refusal={form.refusal} />}
      <div className="dialog-foot">
        <span className="grow" />
        <Button onClick={() => void navigate('/imports')}>{say('cancel')}</Button>
        <Button type="primary" htmlType="submit" loading={form.isBusy} disabled={!form.isReady}>
          {say('upload')} <kbd aria-hidden="true">Ctrl+Enter</kbd>
        </Button>
      </div>
    </form>
  );
}

function useUpload() {
  const say = useTexts(texts);
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [file, setFile] = useState<File | null>(null);
  const [list, setList] = useState('CS-01');
  const [source, setSource] = useState('');
  const { run, isBusy, refusal } = useAct(operations.imports.upload, [operations.imports.batches]);
  const isTooLarge = (file?.size ?? 0) > importBytesMax;
  const isReady = file !== null && !isTooLarge && source.trim() !== '';
  const submit = async () => {
    if (!isReady || isBusy) return;
    const input = { list, source: source.trim(), name: file.name.slice(-120) };
    const answer = await run(input, { file: typed(file) });
    if (!answer) return;
    void message.success(say('done'));
    await navigate(`/imports/${answer.batch}`);
  };
  return { file, setFile, list, setList, source, setSource, submit, isTooLarge, isReady, isBusy, refusal }; // prettier-ignore
}

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function ListField({ value, onChange }: FieldProps) {
  const say = useTexts(texts);
  const inWords = useWords();
  const { answer } = useRead(operations.collection.lists, {});
  const open = answer?.items.filter(
    (it) => it.state === 'in-force' && it.channels.includes('bulk-import'),
  );
  return (
    <label className="field" htmlFor="imports-list">
      <span>{say('list')}</span>
      <Select
        id="imports-list"
        value={value}
        onChange={onChange}
        loading={!open}
        options={(open ?? []).map((it) => ({
          value: it.list,
          label: `${it.list} ${inWords(it.name)}`,
        }))}
      />
    </label>
  );
}

/** Names used before are offered, so that one source keeps one name. */
function SourceField({ value, onChange }: FieldProps) {
  const say = useTexts(texts);
  const { answer } = useRead(operations.imports.batches, {});
  const before = [...new Set(answer?.items.map((it) => it.source))];
  return (
    <label className="field" htmlFor="imports-source">
      <span>{say('source')}</span>
      <AutoComplete
        id="imports-source"
        value={value}
        onChange={onChange}
        maxLength={120}
        options={before.filter((it) => it.includes(value)).map((it) => ({ value: it }))}
      />
      <small className="mut">{say('sourceHint')}</small>
    </label>
  );
}
