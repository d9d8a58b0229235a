// Speaks to a Vault or OpenBao over HTTP: one token from a file, one deadline for everything a call does, few calls at once, no
// redirects. What it cannot do it says in a sentence; nothing here ever answers in the store's place.
import { readFile } from 'node:fs/promises';
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { KeyRefused } from '../provider.ts';
import { refuseIfOpenToOthers } from '../sealed-file/files.ts';

export interface TransitAddress {
  /** `https://host:port` */
  readonly address: string;
  readonly tokenFile: string;
  readonly namespace?: string | undefined;
  readonly caFile?: string | undefined;
  readonly deadlineMs?: number | undefined;
}

/** The store is not there, is sealed, or does not permit it: said in a sentence for the operator, without any secret. */
export class TransitFault extends KeyRefused {
  /** Absent: there was no answer at all. */
  readonly status: number | undefined;

  constructor(sentence: string, status?: number) {
    super('unavailable');
    this.name = 'TransitFault';
    this.message = sentence;
    this.status = status;
  }
}

export interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below /v1/ */
  readonly path: string;
  readonly body?: unknown;
  /** Asking twice changes nothing: tried again when there was no answer or the store was busy. */
  readonly isRepeatable: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const atOnceMax = 16;
const answerBytesMax = 4 * 1024 * 1024;
const triesMax = 3;
const pauseMs = 100;
/** Behind its own log (412), too many calls (429), a gateway that lost its backend. Sealed (503) is not one of them. */
const busy = new Set([412, 429, 500, 502, 504]);

const errors = z.object({ errors: z.array(z.string()) });

/** Its own words, shortened: they name paths and causes, and never what was sent. */
function wordsOf(body: unknown): string {
  const parsed = errors.safeParse(body);
  return parsed.success ? parsed.data.errors.join('; ').slice(0, 300) : '';
}

export function faultOf({ status, body }: Answer, path: string): TransitFault {
  const words = wordsOf(body);
  const told = words === '' ? '' : ` It says: ${words}`;
  const sentence: Readonly<Record<number, string>> = {
    403: `The transit store does not permit ${path}. Give the token a policy as in docs/keys-unsealing.md, or a new token.`,
    404: `The transit store has nothing at ${path}. Are mount and namespace right, and was it restored whole?`,
    412: 'The transit store is behind its own log. Try again when its nodes agree.',
    429: 'The transit store takes no more calls for now. Raise its rate limit for this token.',
    503: 'The transit store is sealed or in maintenance. Unseal it; this server uses no other keys meanwhile.',
  };
  const text = sentence[status] ?? `The transit store answered ${status} to ${path}.`;
  return new TransitFault(`${text}${told}`, status);
}

async function bodyOf(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > answerBytesMax) throw new TransitFault('The transit store answered too much.');
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export class TransitHttp {
  readonly #to: TransitAddress;
  readonly #url: URL;
  readonly #agent: Agent | PlainAgent;
  #token: string;

  constructor(to: TransitAddress, token: string, ca: Buffer | undefined) {
    this.#to = to;
    this.#url = new URL(to.address);
    const kept = { keepAlive: true, maxSockets: atOnceMax };
    this.#agent =
      this.#url.protocol === 'https:'
        ? new Agent({ ...kept, ...(ca && { ca }), minVersion: 'TLSv1.2' })
        : new PlainAgent(kept);
    this.#token = token;
  }

  /** The answer, whatever it says; throws when there is none in time. */
  async ask(asked: Asked): Promise<Answer> {
    const signal = AbortSignal.timeout(this.#to.deadlineMs ?? 10_000);
    const first = await this.#tryOften(asked, signal);
    if (first.status !== 403 || !(await this.#hasNewToken())) return first;
    return this.#tryOften(asked, signal);
  }

  /** The answer if it is a good one. */
  async must(asked: Asked): Promise<unknown> {
    const answer = await this.ask(asked);
    if (answer.status === 200 || answer.status === 204) return answer.body;
    throw faultOf(answer, asked.path);
  }

  /** An agent may have renewed it in its file. */
  async #hasNewToken(): Promise<boolean> {
    const token = await readToken(this.#to.tokenFile);
    const isNew = token !== this.#token;
    this.#token = token;
    return isNew;
  }

  async #tryOften(asked: Asked, signal: AbortSignal): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const isLast = tries === triesMax || !asked.isRepeatable;
      try {
        const answer = await this.#send(asked, signal);
        if (isLast || !busy.has(answer.status)) return answer;
      } catch (error) {
        if (isLast || signal.aborted) throw this.#silent(error, signal);
      }
      await sleep(pauseMs * tries, undefined, { signal }).catch((error: unknown) => {
        throw this.#silent(error, signal);
      });
    }
  }

  #silent(error: unknown, { aborted }: AbortSignal): TransitFault {
    if (error instanceof TransitFault) return error;
    const { code } = error as { code?: unknown };
    const broken = typeof code === 'string' ? code : 'broken off';
    const cause = aborted ? 'no answer in time' : broken;
    return new TransitFault(
      `The transit store at ${this.#url.origin} does not answer (${cause}). This server uses no other keys meanwhile.`,
    );
  }

  #send({ method, path, body }: Asked, signal: AbortSignal): Promise<Answer> {
    const text = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const { namespace } = this.#to;
    const options = {
      method,
      agent: this.#agent,
      signal,
      headers: {
        'x-vault-token': this.#token,
        'x-vault-request': 'true',
        ...(namespace !== undefined && { 'x-vault-namespace': namespace }),
        ...(text && { 'content-type': 'application/json', 'content-length': text.length }),
      },
    };
    const open = this.#url.protocol === 'https:' ? request : plainRequest;
    return new Promise((resolve, reject) => {
      const sent = open(new URL(`/v1/${path}`, this.#url), options, (answer) => {
        const status = answer.statusCode ?? 0;
        bodyOf(answer).then((found) => resolve({ status, body: found }), reject);
      });
      sent.on('error', reject);
      sent.end(text, () => text?.fill(0));
    });
  }
}

async function readToken(path: string): Promise<string> {
  try {
    await refuseIfOpenToOthers(path);
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    throw new TransitFault(`The token file ${path} is not there (SHOUXIN_TRANSIT_TOKEN_FILE).`);
  }
}

export async function openTransitHttp(to: TransitAddress): Promise<TransitHttp> {
  const token = await readToken(to.tokenFile);
  return new TransitHttp(
    to,
    token,
    to.caFile === undefined ? undefined : await readFile(to.caFile),
  );
}
