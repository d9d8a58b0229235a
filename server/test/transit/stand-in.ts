// A stand-in for HashiCorp Vault or OpenBao: NOT Vault itself. It speaks the documented HTTP API of the transit engine, of KV
// version 2 and of sys/health as far as the provider uses it, with real AES-GCM, HMAC and Ed25519 and with Vault's error bodies,
// and it can be made to fail in every way that threat 21 names.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  decrypt,
  encrypt,
  isSameBytes,
  mac,
  newKey,
  randomBytes,
  signerFromSeed,
  suites,
  takeNonce,
  type SecretKey,
  type Signer,
} from '../../src/kernel/crypto/index.ts';

const suite = suites[1];

interface EngineKey {
  readonly type: string;
  readonly secret: SecretKey;
  readonly hmac: SecretKey;
  readonly signer: Signer;
  readonly exportable: boolean;
  readonly plaintextBackup: boolean;
  deletionAllowed: boolean;
}

interface Versions {
  readonly data: unknown[];
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const refused = (status: number, ...errors: string[]): Reply => ({ status, body: { errors } });
const gives = (data: unknown): Reply => ({ status: 200, body: { data } });
const textOf = (it: unknown): string => (typeof it === 'string' ? it : '');
const bytesOf = (text: unknown): Buffer => Buffer.from(textOf(text), 'base64');
const named = (bytes: Uint8Array): string => `vault:v1:${Buffer.from(bytes).toString('base64')}`;

function newEngineKey(body: Request['body']): EngineKey {
  const type = textOf(body['type']) || 'aes256-gcm96';
  return {
    type,
    secret: newKey(32),
    hmac: newKey(32),
    signer: signerFromSeed(randomBytes(32)),
    exportable: body['exportable'] === true,
    plaintextBackup: body['allow_plaintext_backup'] === true,
    deletionAllowed: false,
  };
}

/** What the transit engine answers to one of its paths; undefined: it has no such path. */
class TransitEngine {
  readonly keys = new Map<string, EngineKey>();

  answer({ method, path, body }: Request): Reply | undefined {
    const [verb = '', name = '', sub = ''] = path.split('/');
    if (verb === 'keys') return this.#keys(method, [name, sub], body);
    if (method !== 'POST') return undefined;
    const key = this.keys.get(name);
    if (!key) return refused(400, 'encryption key not found');
    return this.#use(verb, key, body);
  }

  #use(verb: string, key: EngineKey, body: Request['body']): Reply | undefined {
    switch (verb) {
      case 'encrypt':
        return this.#encrypt(key, body);
      case 'decrypt':
        return this.#decrypt(key, body);
      case 'hmac':
        return gives({ hmac: named(this.#hmac(key, body)) });
      case 'sign':
        return this.#sign(key, body);
      default:
        return undefined;
    }
  }

  #sign(key: EngineKey, body: Request['body']): Reply {
    if (key.type !== 'ed25519') return refused(400, 'key type does not support signing');
    return gives({ signature: named(key.signer.sign(bytesOf(body['input'])) as Uint8Array) });
  }

  #keys(method: string, [name, sub]: [string, string], body: Request['body']): Reply {
    const key = this.keys.get(name);
    if (method === 'POST' && sub === '') {
      if (!key) this.keys.set(name, newEngineKey(body));
      return { status: 204 };
    }
    if (!key) return method === 'GET' ? refused(404) : refused(400, 'no existing key named such');
    if (sub === 'config') {
      key.deletionAllowed = body['deletion_allowed'] === true;
      return { status: 204 };
    }
    if (method === 'GET') return gives(this.#shown(name, key));
    if (!key.deletionAllowed) return refused(400, 'deletion is not allowed for this key');
    this.keys.delete(name);
    return { status: 204 };
  }

  #shown(name: string, key: EngineKey) {
    const publicKey = Buffer.from(key.signer.publicKey).toString('base64');
    return {
      name,
      type: key.type,
      exportable: key.exportable,
      allow_plaintext_backup: key.plaintextBackup,
      deletion_allowed: key.deletionAllowed,
      latest_version: 1,
      keys: { 1: key.type === 'ed25519' ? { public_key: publicKey } : 1_795_000_000 },
    };
  }

  /** A key of type hmac has no other; every other key has one beside it. */
  #hmac(key: EngineKey, body: Request['body']): Buffer {
    return mac(suite, key.type === 'hmac' ? key.secret : key.hmac, bytesOf(body['input']));
  }

  #encrypt(key: EngineKey, body: Request['body']): Reply {
    if (key.type !== 'aes256-gcm96') return refused(400, 'key type does not support encryption');
    const nonce = takeNonce();
    const aad = bytesOf(body['associated_data']);
    const it = { nonce, aad, text: bytesOf(body['plaintext']) };
    const sealed = encrypt({ suite, key: key.secret }, it);
    return gives({ ciphertext: named(Buffer.concat([nonce, sealed])), key_version: 1 });
  }

  #decrypt(key: EngineKey, body: Request['body']): Reply {
    const ciphertext = textOf(body['ciphertext']);
    if (!ciphertext.startsWith('vault:v1:')) return refused(400, 'invalid ciphertext: no prefix');
    const bytes = bytesOf(ciphertext.slice('vault:v1:'.length));
    try {
      const aad = bytesOf(body['associated_data']);
      const it = { nonce: bytes.subarray(0, 12), aad, sealed: bytes.subarray(12) };
      const text = decrypt({ suite, key: key.secret }, it);
      return gives({ plaintext: text.toString('base64') });
    } catch {
      return refused(400, 'cipher: message authentication failed');
    }
  }
}

/** KV version 2: versions, check-and-set, soft deletion. */
class Kv {
  readonly entries = new Map<string, Versions>();

  answer({ method, path, body }: Request): Reply | undefined {
    if (path.startsWith('metadata/')) return this.#metadata(method, path.slice(9));
    if (!path.startsWith('data/')) return undefined;
    const name = path.slice(5);
    if (method === 'GET') return this.#read(name);
    if (method !== 'POST') return undefined;
    const versions = this.entries.get(name)?.data ?? [];
    const cas = (body['options'] as { cas?: number } | undefined)?.cas;
    if (cas !== undefined && cas !== versions.length) {
      return refused(400, 'check-and-set parameter did not match the current version');
    }
    this.entries.set(name, { data: [...versions, body['data']] });
    return gives({ version: versions.length + 1, destroyed: false, deletion_time: '' });
  }

  #metadata(method: string, folder: string): Reply | undefined {
    if (method !== 'LIST') return undefined;
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    const keys = [...this.entries.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .toSorted();
    return keys.length === 0 ? refused(404) : gives({ keys });
  }

  #read(name: string): Reply {
    const versions = this.entries.get(name)?.data;
    if (!versions) return refused(404);
    const data = versions.at(-1);
    const metadata = { version: versions.length, destroyed: false, deletion_time: '' };
    return data === undefined
      ? { status: 404, body: { data: { data: null, metadata } } }
      : gives({ data, metadata });
  }
}

export type Fault = (request: Request) => Reply | 'hang' | 'reset' | 'lose' | undefined;

export class StandIn {
  readonly engine = new TransitEngine();
  readonly kv = new Kv();
  readonly asked: string[] = [];
  token = 'root-of-the-stand-in';
  /** What goes wrong with a request; nothing by default. */
  fault: Fault = () => undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, reply) => void this.#serve(request, reply));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await read(incoming);
    this.asked.push(`${request.method} ${request.path}`);
    const fault = this.fault(request);
    if (fault === 'hang') return void (await sleep(60_000, undefined, { ref: false }));
    if (fault === 'reset') return void incoming.socket.resetAndDestroy();
    const reply =
      typeof fault === 'object' ? fault : this.#answer(request, incoming.headers['x-vault-token']);
    // Done, but the answer never arrives.
    if (fault === 'lose') return void incoming.socket.resetAndDestroy();
    outgoing.writeHead(reply.status, { 'content-type': 'application/json' });
    outgoing.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  }

  #answer(request: Request, token: string | string[] | undefined): Reply {
    const { path } = request;
    if (path === 'sys/health') return { status: 200, body: { initialized: true, sealed: false } };
    const isKnown = isSameBytes(Buffer.from(String(token)), Buffer.from(this.token));
    if (!isKnown) return refused(403, 'permission denied');
    const below = { ...request, path: path.slice(path.indexOf('/') + 1) };
    const answer = path.startsWith('transit/') ? this.engine.answer(below) : this.kv.answer(below);
    return answer ?? refused(404, `no handler for route "${path}"`);
  }
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://stand.in');
  return {
    // Documented for clients that have no LIST; Node's own server does not take it.
    method: searchParams.get('list') === 'true' ? 'LIST' : (incoming.method ?? ''),
    path: pathname.replace('/v1/', ''),
    body: text === '' ? {} : JSON.parse(text),
  };
}

export async function openStandIn(): Promise<StandIn & { readonly address: string }> {
  const standIn = new StandIn();
  return Object.assign(standIn, { address: await standIn.listen() });
}
