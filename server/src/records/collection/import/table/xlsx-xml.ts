// Walks one XML part of a workbook as a stream of elements. No document type is accepted, so no entity can be defined;
// depth and the length of a single text are bounded (SECURITY threat 17: XXE, billion laughs, huge cells).
import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { rule } from '@shouxin/contract/items';
import { UnreadableTable } from './unreadable.ts';

export type Visitor = {
  open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
};

const depthMax = 64;

/** Some writers prefix every element (`x:row`): the local name is what counts. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

function localAttributes(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [local(key), value]));
}

type Walk = { parser: SaxesParser; sinceElement: number; depth: number };

function startWalk(visitor: Visitor): Walk {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const walk: Walk = { parser, sinceElement: 0, depth: 0 };
  parser.on('doctype', () => {
    throw new UnreadableTable('XML_DTD');
  });
  parser.on('error', () => {
    throw new UnreadableTable('DAMAGED');
  });
  parser.on('opentag', (tag) => {
    walk.sinceElement = 0;
    walk.depth += 1;
    if (walk.depth > depthMax) throw new UnreadableTable('DAMAGED');
    visitor.open?.(local(tag.name), localAttributes(tag.attributes));
  });
  parser.on('text', (text) => visitor.text?.(text));
  parser.on('cdata', (text) => visitor.text?.(text));
  parser.on('closetag', (tag) => {
    walk.sinceElement = 0;
    walk.depth -= 1;
    visitor.close?.(local(tag.name));
  });
  return walk;
}

/** A text that never meets an element would be gathered in memory by the parser. */
function feed(walk: Walk, text: string): void {
  walk.sinceElement += text.length;
  walk.parser.write(text);
  if (walk.sinceElement > rule('import.cell.chars_max') * 64)
    throw new UnreadableTable('TEXT_TOO_LONG');
}

function decoderFor(head: Uint8Array): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  return head[0] === 0xfe && head[1] === 0xff
    ? new TextDecoder('utf-16be')
    : new TextDecoder('utf-8');
}

/** Feeds a part to the visitor; hands control back after every chunk, so that rows can be taken as they come. */
export async function* walkXml(stream: Readable, visitor: Visitor): AsyncIterable<void> {
  const walk = startWalk(visitor);
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      decoder ??= decoderFor(chunk);
      feed(walk, decoder.decode(chunk, { stream: true }));
      yield;
    }
    walk.parser.close();
    yield;
  } catch (error) {
    throw error instanceof UnreadableTable ? error : new UnreadableTable('DAMAGED');
  } finally {
    stream.destroy();
  }
}

/** Walks a part to its end. */
export async function readXml(stream: Readable, visitor: Visitor): Promise<void> {
  for await (const step of walkXml(stream, visitor)) void step;
}
