// The few words of yauzl 3 that the archive reader uses; the package brings no types of its own.
declare module 'yauzl' {
  import type { Readable } from 'node:stream';

  export type Entry = {
    fileName: string;
    compressedSize: number;
    uncompressedSize: number;
    generalPurposeBitFlag: number;
  };

  export type Options = {
    lazyEntries?: boolean;
    autoClose?: boolean;
    validateEntrySizes?: boolean;
    strictFileNames?: boolean;
  };

  export type ZipFile = {
    entryCount: number;
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<Readable>;
    close(): void;
  };

  const yauzl: {
    openPromise(path: string, options: Options): Promise<ZipFile>;
    fromBufferPromise(bytes: Buffer, options: Options): Promise<ZipFile>;
  };
  export default yauzl;
}
