// A place in an object store that speaks the S3 interface: one object a piece, in one request, so that it is there whole or not at all. A
// request that failed on the way is sent again; what the store answers is believed as little as a folder is.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, refuse } from '@shouxin/contract';
import { S3mini, S3NetworkError, S3ServiceError } from 's3mini';
import { locatorOf, type ObjectPlace } from '../../../kernel/backup-settings.ts';
import type { Target } from './target.ts';

const triesMax = 5;
const firstPauseMs = 200;
const perPage = 1_000;
const requestMs = 120_000;

export function objectTarget(place: ObjectPlace, pauseMs = firstPauseMs): Target {
  const { endpoint, bucket, region, prefix } = place;
  const [accessKeyId = '', secretAccessKey = ''] = readFileSync(place.keyFile, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const at = { endpoint: `${endpoint}/${bucket}`, region, requestAbortTimeout: requestMs };
  const client = new S3mini({ ...at, accessKeyId, secretAccessKey });
  const keyOf = (path: string) => (prefix === '' ? path : `${prefix}/${path}`);
  const tried = <R>(work: () => Promise<R>) => untilAnswered(work, pauseMs);
  return {
    locator: locatorOf(place),
    put: (path, bytes) => tried(async () => void (await client.putObject(keyOf(path), bytes))),
    get: async (path) => {
      const bytes = await tried(() => client.getObjectArrayBuffer(keyOf(path)));
      return bytes ? Buffer.from(bytes) : refuse('backup.piece-missing');
    },
    list: (below) => listed(client, { below: keyOf(below), cut: keyOf('').length, tried }),
    remove: (path) => tried(async () => void (await client.deleteObject(keyOf(path)))),
  };
}

interface Listing {
  readonly below: string;
  /** Length of what every name begins with. */
  readonly cut: number;
  readonly tried: <R>(work: () => Promise<R>) => Promise<R>;
}

async function* listed(client: S3mini, { below, cut, tried }: Listing): AsyncIterable<string> {
  const prefix = below === '' || below.endsWith('/') ? below : `${below}/`;
  let token: string | undefined;
  do {
    const page = await tried(() => client.listObjectsPaged('/', prefix, perPage, token));
    for (const { Key } of page?.objects ?? []) yield Key.slice(cut);
    token = page?.nextContinuationToken;
  } while (token !== undefined);
}

/** The network, or a store that is busy: again, each time after a longer pause. */
async function untilAnswered<R>(work: () => Promise<R>, pauseMs: number): Promise<R> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error)) throw refusalOf(error);
      if (tries >= triesMax) throw new Refusal('backup.target-unreachable');
      await sleep(pauseMs * 2 ** (tries - 1));
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof S3ServiceError) return error.status >= 500 && error.status !== 507;
  return error instanceof S3NetworkError || error instanceof TypeError || isTimeout(error);
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name);

/** What a store refuses an operator can mend; its own words may quote a name and stay out of the log. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof S3ServiceError)) return error;
  if (error.status === 507 || error.serviceCode === 'QuotaExceeded') {
    return new Refusal('backup.target-full');
  }
  return new Refusal('backup.target-unreachable', { facts: { status: error.status } });
}
