// Every list in the console: 32 px rows, sticky head, column choice, cursor paging, size as a band, `j k` and Enter.
// On a phone each row becomes a block with its labels.
import { Button } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import type { RefusedCall } from '@shouxin/client';
import { defineTexts, useTexts } from '../app/language.ts';
import type { Pages } from '../app/queries.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { ColumnChoice } from './column-choice.tsx';
import { Waiting } from './empty.tsx';
import { RefusalNotice } from './refusal.tsx';

const texts = defineTexts('ui/list-table', {
  loading: { zh: '正在读取', en: 'Loading' },
  band: { zh: '{band} 条', en: '{band} rows' },
  page: { zh: '第 {number} 页', en: 'Page {number}' },
  back: { zh: '上一页', en: 'Previous' },
  next: { zh: '下一页', en: 'Next' },
});

const downWords = { zh: '列表下一行', en: 'Next row' };
const upWords = { zh: '列表上一行', en: 'Previous row' };
const openWords = { zh: '打开所在行', en: 'Open the row' };

export interface Column<T> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: T) => ReactNode;
  readonly width?: number | string;
  readonly align?: 'right';
  /** May be hidden by the reader; `off` starts hidden. */
  readonly choice?: 'on' | 'off';
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[] | undefined;
  readonly rowKey: (row: T) => string;
  /** Opens a row (click, Enter). The first column should hold the link, for those who use neither. */
  readonly onOpen?: (row: T) => void;
  readonly isSelected?: (row: T) => boolean;
  readonly refusal?: RefusedCall | undefined;
  readonly onAgain?: () => void;
  readonly empty: ReactNode;
  readonly pages?: Pages;
  readonly next?: string | undefined;
  readonly band?: string | undefined;
  /** Filters, at the left above the table. */
  readonly tools?: ReactNode;
}

export function ListTable<T>(props: Props<T>) {
  const { columns } = props;
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () => new Set(columns.filter((it) => it.choice === 'off').map((it) => it.key)),
  );
  return (
    <section className="list" aria-label={props.label}>
      <Tools {...props} hidden={hidden} onHide={setHidden} />
      <Content {...props} columns={columns.filter((it) => !hidden.has(it.key))} />
      <Pager {...props} />
    </section>
  );
}

interface ToolsProps {
  readonly hidden: ReadonlySet<string>;
  readonly onHide: (hidden: ReadonlySet<string>) => void;
}

function Tools<T>({ tools, columns, hidden, onHide }: Props<T> & ToolsProps) {
  const hasChoice = columns.some((it) => it.choice);
  if (!tools && !hasChoice) return null;
  return (
    <div className="list-tools">
      {tools}
      <span className="grow" />
      {hasChoice && <ColumnChoice columns={columns} hidden={hidden} onChange={onHide} />}
    </div>
  );
}

function Content<T>(props: Props<T>) {
  const { rows, refusal, onAgain, empty } = props;
  const say = useTexts(texts);
  if (refusal) return <RefusalNotice refusal={refusal} {...(onAgain && { onAgain })} />;
  if (!rows) return <Waiting label={say('loading')} rows={6} />;
  return rows.length === 0 ? empty : <Rows {...props} rows={rows} />;
}

type RowsProps<T> = Props<T> & { readonly rows: readonly T[] };

function Rows<T>({ label, columns, rows, rowKey, onOpen, isSelected }: RowsProps<T>) {
  const [mark, setMark] = useState({ rows, at: -1 });
  const body = useRef<HTMLTableSectionElement>(null);
  const at = mark.rows === rows ? mark.at : -1;
  const setAt = (index: number) => setMark({ rows, at: index });
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setAt(next);
    body.current?.rows[next]?.focus();
  };
  const open = (row: T | undefined) => row !== undefined && onOpen?.(row);
  useShortcuts([
    { keys: 'j', words: downWords, run: () => move(at + 1) },
    { keys: 'k', words: upWords, run: () => move(at - 1) },
    { keys: 'enter', words: openWords, run: () => open(rows[at]), isOff: !onOpen || at < 0 },
  ]);
  return (
    <div className="list-scroll">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((it) => (
              <th
                key={it.key}

                scope="col"
                className={it.align}
                style={{ width: it.width }}
              >
                {it.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row)}

              tabIndex={-1}
              aria-selected={isSelected?.(row)}
              className={onOpen ? 'may-open' : undefined}
              onFocus={() => setAt(index)}
              onClick={(event) => isOwnClick(event.target) && open(row)}
            >
              {columns.map((it) => (
                <td key={it.key} className={it.align} data-label={it.title}>
                  {it.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A click on a link or button inside a row is not a click on the row. */
function isOwnClick(target: EventTarget): boolean {
  const isOnControl = target instanceof Element && target.closest('a,button,input,label') !== null;
  return !isOnControl && String(getSelection()) === '';
}

function Pager<T>({ pages, next, band, rows }: Props<T>) {
  const say = useTexts(texts);
  if (!rows || rows.length === 0 || (!band && !pages)) return null;
  const hasMore = Boolean(next) || Boolean(pages?.back);
  return (
    <div className="list-foot">
      {band && (
        <span className="mut num">{say('band', { band: sizeOf(band, rows, hasMore) })}</span>
      )}
      <span className="grow" />
      {pages && hasMore && <Turning pages={pages} next={next} />}
    </div>
  );
}

/** Where all of them are on the page, their number says no more than the page does. */
function sizeOf(band: string, rows: readonly unknown[], hasMore: boolean): string {
  return hasMore ? band : String(rows.length);
}

interface TurningProps {
  readonly pages: Pages;
  readonly next: string | undefined;
}

function Turning({ pages, next }: TurningProps) {
  const say = useTexts(texts);
  return (
    <>
      <span className="mut num">{say('page', { number: pages.number })}</span>
      <Button size="small" disabled={!pages.back} onClick={pages.back}>
        {say('back')}
      </Button>
      <Button size="small" disabled={!next} onClick={() => next && pages.next?.(next)}>
        {say('next')}
      </Button>
    </>
  );
}
