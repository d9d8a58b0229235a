// The typed client: one function, `call(operation, input)`, whose types come from the contract alone. It adds what
// every caller must send (proof of the session, CSRF token, Idempotency-Key on writes) and turns every "no" into one kind of error.
import {
  operations,
  type FileAnswer,
  type Operation,
  type OutputOf,
  type SentTo,
} from '@shouxin/contract';
import { RefusedCall, refusalOf, unreachable } from './refused-call.ts';
import { createSessionProofs, type Agreeing, type SessionProofs } from './session-proof.ts';
import { shapeOf, type Bytes } from './shape.ts';

export interface ClientOptions {
  /** Origin of the server; empty for the same origin. */
  readonly base?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** The CSRF token of the session (`me.csrf`), asked for at every POST. */
  readonly csrf?: () => string | undefined;
  /** What binds the session to this caller; kept in memory when not given. */
  readonly proofs?: SessionProofs;
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
  const proofs = options.proofs ?? createSessionProofs();
  const send = createSend({ ...options, proofs });

  async function call<T extends Operation>(
    operation: T,
    input: SentTo<T>,
    how: CallOptions = {},
  ): Promise<AnswerOf<T>> {
    if (operation.id === operations.identity.signIn.id) return signIn(operation, input, how);
    try {
      return await send(operation, input, how);
    } catch (reason) {
      const isMended = reason instanceof RefusedCall && (await proofs.isMended(reason));
      if (!isMended) throw reason;
      return send(operation, input, how);
    }
  }

  async function signIn<T extends Operation>(operation: T, input: SentTo<T>, how: CallOptions) {
    const agreeing = await proofs.begin();
    const answer = await send(operation, withKey(input, agreeing), how);
    const { proofKey, session } = answer as OutputOf<typeof operations.identity.signIn>;
    if (agreeing && proofKey !== undefined) await agreeing.agree(proofKey, session.since);
    return answer;
  }

  return { call };
}

function withKey<I>(input: I, agreeing: Agreeing | undefined): I {
  return agreeing ? { ...input, proofKey: agreeing.proofKey } : input;
}

function createSend(options: ClientOptions & { readonly proofs: SessionProofs }) {
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  return async <T extends Operation>(
    operation: T,
    input: SentTo<T>,
    how: CallOptions,
  ): Promise<AnswerOf<T>> => {
    const shape = shapeOf(operation, input, how.file);
    const proof = await options.proofs.headers(operation.method, shape.path);
    const request: RequestInit = {
      method: operation.method,
      headers: {
        ...options.headers,
        ...shape.headers,
        ...guards(operation, how, options),
        ...proof,
      },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      ...(shape.body !== undefined && { body: shape.body }),
      ...(how.signal && { signal: how.signal }),
    };
    const response = await fetch(`${options.base ?? ''}${shape.path}`, request).catch(
      (reason: unknown) => {
        if (how.signal?.aborted) throw reason;
        throw unreachable();
      },
    );
    if (!response.ok) throw await refusalOf(response);
    const answer = operation.gives === 'file' ? fileOf(response) : await response.json();
    return answer as AnswerOf<T>;
  };
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
