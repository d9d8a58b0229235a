// The zip around a workbook, opened with suspicion: number of entries, unpacked size and ratio are bounded before and
// while unpacking; only the few entries that are needed are ever read.
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { rule } from '@shouxin/contract/items';
import type { Bytes } from './table-source.ts';
import { UnreadableTable } from './unreadable.ts';

export type Archive = {
  has: (name: string) => boolean;
  names: () => string[];
  /** The unpacked content; fails when it is larger than the directory said. */
  open: (name: string) => Promise<Readable>;
  close: () => void;
};

const smallEntry = 1_048_576;
const encryptedFlag = 1;

const options = {
  lazyEntries: true,
  autoClose: false,
  validateEntrySizes: true,
  strictFileNames: true,
} as const;

async function openZip(bytes: Bytes): Promise<ZipFile> {
  const whole = await bytes.whole();
  try {
    if ('path' in whole) return await yauzl.openPromise(whole.path, options);
    return await yauzl.fromBufferPromise(whole.bytes, options);
  } catch {
    throw new UnreadableTable('DAMAGED');
  }
}

function refuseBomb(entry: Entry, total: number): void {
  const { uncompressedSize, compressedSize } = entry;
  const ratio = uncompressedSize / Math.max(1, compressedSize);
  if (total > rule('import.archive.bytes_max')) throw new UnreadableTable('ARCHIVE_BOMB');
  if (uncompressedSize > smallEntry && ratio > rule('import.archive.ratio_max'))
    throw new UnreadableTable('ARCHIVE_BOMB');
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  if (zip.entryCount > rule('import.archive.entries_max'))
    throw new UnreadableTable('ARCHIVE_BOMB');
  for await (const entry of zip.eachEntry()) {
    if ((entry.generalPurposeBitFlag & encryptedFlag) !== 0) throw new UnreadableTable('ENCRYPTED');
    total += entry.uncompressedSize;
    refuseBomb(entry, total);
    const name = entry.fileName.toLowerCase();
    if (entries.has(name)) throw new UnreadableTable('DAMAGED');
    entries.set(name, entry);
  }
  return entries;
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  try {
    return await listEntries(zip);
  } catch (error) {
    zip.close();
    if (error instanceof UnreadableTable) throw error;
    throw new UnreadableTable('DAMAGED');
  }
}

export async function openArchive(bytes: Bytes): Promise<Archive> {
  const zip = await openZip(bytes);
  const entries = await entriesOf(zip);
  return {
    has: (name) => entries.has(name.toLowerCase()),
    names: () => [...entries.keys()],
    close: () => zip.close(),
    open: async (name) => {
      const entry = entries.get(name.toLowerCase());
      if (!entry) throw new UnreadableTable('DAMAGED');
      return zip.openReadStreamPromise(entry);
    },
  };
}
