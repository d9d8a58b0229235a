// The typed client: one function, `call(operation, input)`, whose types come from the contract alone. It adds what
// every caller must send (CSRF token, Idempotency-Key on writes) and turns every "no" into one kind of error.
import type { FileAnswer, Operation, OutputOf, SentTo } from '@shouxin/contract';
import { refusalOf, unreachable } from './refused-call.ts';
import { shapeOf, type Bytes } from './shape.ts';

export interface ClientOptions {
  /** Origin of the server; empty for the same origin. */
  readonly base?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** The CSRF token of the session (`me.csrf`), asked for at every POST. */
  readonly csrf?: () => string | undefined;
  /** Sent with every request, for example `Shouxin-Terminal`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** The same key for the same intent makes a repeated write harmless; one is made where none is given. */
  readonly idempotencyKey?: string;
  /** The bytes for an operation that `takes` a file. */
  readonly file?: Bytes;
}

/** A file that an operation gives: its name and type from the headers, its bytes as a stream or at once. */
export interface ReceivedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly stream: ReadableStream<Uint8Array>;
  readonly blob: () => Promise<Blob>;
}

/** What `call` answers: a file for an operation that gives one, else its output. */
export type AnswerOf<T> = OutputOf<T> extends FileAnswer ? ReceivedFile : OutputOf<T>;

export interface Client {
  readonly call: <T extends Operation>(
    operation: T,
    input: SentTo<T>,
    options?: CallOptions,
  ) => Promise<AnswerOf<T>>;
}

export function createClient(options: ClientOptions = {}): Client {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function call<T extends Operation>(
    operation: T,
    input: SentTo<T>,
    how: CallOptions = {},
  ): Promise<AnswerOf<T>> {
    const shape = shapeOf(operation, input, how.file);
    const request: RequestInit = {
      method: operation.method,
      headers: { ...options.headers, ...shape.headers, ...guards(operation, how, options) },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      ...(shape.body !== undefined && { body: shape.body }),
      ...(how.signal && { signal: how.signal }),
    };
    const response = await send(`${options.base ?? ''}${shape.path}`, request).catch(
      (reason: unknown) => {
        if (how.signal?.aborted) throw reason;
        throw unreachable();
      },
    );
    if (!response.ok) throw await refusalOf(response);
    const answer = operation.gives === 'file' ? fileOf(response) : await response.json();
    return answer as AnswerOf<T>;
  }

  return { call };
}

function guards(
  operation: Operation,
  how: CallOptions,
  options: ClientOptions,
): Record<string, string> {
  if (operation.method === 'GET') return {};
  const token = options.csrf?.();
  return {
    ...(token && { 'X-CSRF-Token': token }),
    ...(operation.kind === 'write' && {
      'Idempotency-Key': how.idempotencyKey ?? crypto.randomUUID(),
    }),
  };
}

function fileOf(response: Response): ReceivedFile {
  const contentType = response.headers.get('Content-Type') ?? 'application/octet-stream';
  return {
    fileName: fileNameOf(response.headers.get('Content-Disposition') ?? ''),
    contentType,
    stream: response.body ?? new Blob([]).stream(),
    blob: () => response.blob(),
  };
}

/** RFC 6266: the encoded name first, then the plain one. */
function fileNameOf(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (encoded) return decodeURIComponent(encoded);
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1] ?? 'download';
}
