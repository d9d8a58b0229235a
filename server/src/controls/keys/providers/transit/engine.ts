// One key of the transit engine: made so that it can never leave, used by its name, checked against what was noted when it
// was made, and destroyed. Paths and fields as in HashiCorp's and OpenBao's documentation of the engine.
import { z } from 'zod';
import { isSameBytes } from '../../../../kernel/crypto/index.ts';
import { KeyRefused, type KeyUse } from '../provider.ts';
import { faultOf, TransitFault, type TransitHttp } from './http.ts';

/** The engine's own names; none of its ciphers is SM4, none of its hashes SM3, none of its curves that of SM2. */
const types: Readonly<Partial<Record<KeyUse, Readonly<Record<string, unknown>>>>> = {
  wrap: { type: 'aes256-gcm96' },
  mac: { type: 'hmac', key_size: 32 },
  sign: { type: 'ed25519' },
};

const version = z.union([z.number(), z.object({ public_key: z.string().optional() })]);
const keyForm = z.object({
  data: z.object({
    type: z.string(),
    exportable: z.boolean(),
    allow_plaintext_backup: z.boolean(),
    latest_version: z.int(),
    keys: z.record(z.string(), version),
  }),
});
const text = (name: string) => z.object({ data: z.object({ [name]: z.string() }) });
const question = Buffer.from('shouxin/transit-check/v1').toString('base64');
const prefix = 'vault:v1:';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

export class Engine {
  readonly #http: TransitHttp;
  readonly #mount: string;

  constructor(http: TransitHttp, mount: string) {
    this.#http = http;
    this.#mount = mount;
  }

  /** Makes a key that cannot be exported, and reads back that it is so. */
  async make(name: string, use: KeyUse): Promise<{ check: string; publicKey?: string }> {
    const asked = types[use];
    if (!asked) throw new KeyRefused('wrong-suite');
    const path = `${this.#mount}/keys/${name}`;
    const body = { ...asked, exportable: false, allow_plaintext_backup: false };
    await this.#http.must({ method: 'POST', path, body, isRepeatable: false });
    const read = await this.#http.must({ method: 'GET', path, isRepeatable: true });
    const { data } = keyForm.parse(read);
    const isAsAsked =
      data.type === asked['type'] &&
      !data.exportable &&
      !data.allow_plaintext_backup &&
      data.latest_version === 1;
    if (!isAsAsked) {
      throw new TransitFault(`The transit store made ${path} otherwise than it was asked to.`);
    }
    const check = await this.checkOf(name);
    const made = data.keys['1'];
    if (use !== 'sign') return { check };
    if (typeof made !== 'object' || made.public_key === undefined) {
      throw new TransitFault(`The transit store shows no public key of ${path}.`);
    }
    return { check, publicKey: Buffer.from(made.public_key, 'base64').toString('hex') };
  }

  /** Eight bytes that another key under the same name would not give. */
  async checkOf(name: string): Promise<string> {
    return (await this.#hmac(name, question)).toString('hex', 0, 8);
  }

  async #hmac(name: string, input: string): Promise<Buffer> {
    const body = { input, algorithm: 'sha2-256' };
    return this.#ask('hmac', name, { body, answer: 'hmac' });
  }

  mac(name: string, message: Uint8Array): Promise<Buffer> {
    return this.#hmac(name, base64(message));
  }

  sign(name: string, message: Uint8Array): Promise<Buffer> {
    return this.#ask('sign', name, { body: { input: base64(message) }, answer: 'signature' });
  }

  encrypt(name: string, plain: Uint8Array, bound: Uint8Array): Promise<Buffer> {
    const body = { plaintext: base64(plain), associated_data: base64(bound) };
    return this.#ask('encrypt', name, { body, answer: 'ciphertext' });
  }

  async decrypt(name: string, sealed: Uint8Array, bound: Uint8Array): Promise<Buffer> {
    const path = `${this.#mount}/decrypt/${name}`;
    const body = { ciphertext: prefix + base64(sealed), associated_data: base64(bound) };
    const answer = await this.#http.ask({ method: 'POST', path, body, isRepeatable: true });
    // Its words for a wrong tag differ from release to release; 400 to this call always means that it does not open.
    if (answer.status === 400) throw new KeyRefused('not-authentic');
    if (answer.status !== 200) throw faultOf(answer, path);
    return Buffer.from(text('plaintext').parse(answer.body).data['plaintext'] ?? '', 'base64');
  }

  async #ask(
    verb: string,
    name: string,
    { body, answer }: { readonly body: unknown; readonly answer: string },
  ): Promise<Buffer> {
    const path = `${this.#mount}/${verb}/${name}`;
    const said = await this.#http.must({ method: 'POST', path, body, isRepeatable: true });
    const found = text(answer).parse(said).data[answer] ?? '';
    // One version for each key of the engine: it is never rotated there, so nothing else may answer.
    if (found.startsWith(prefix)) return Buffer.from(found.slice(prefix.length), 'base64');
    throw new TransitFault(`The transit store answered ${path} under a version nobody made.`);
  }

  /** Gone when it returns; also when an earlier try has got as far as that. */
  async destroy(name: string): Promise<void> {
    const path = `${this.#mount}/keys/${name}`;
    const allowed = await this.#http.ask({
      method: 'POST',
      path: `${path}/config`,
      body: { deletion_allowed: true },
      isRepeatable: true,
    });
    const isThere = await this.#isThere(path);
    if (!isThere) return;
    if (allowed.status >= 300) throw faultOf(allowed, `${path}/config`);
    await this.#http.must({ method: 'DELETE', path, isRepeatable: true });
    if (await this.#isThere(path)) {
      throw new TransitFault(`The transit store still has ${path} after its destruction.`);
    }
  }

  async #isThere(path: string): Promise<boolean> {
    const read = await this.#http.ask({ method: 'GET', path, isRepeatable: true });
    if (read.status === 404) return false;
    if (read.status !== 200) throw faultOf(read, path);
    return true;
  }

  async refuseUnlessSame(name: string, check: string): Promise<void> {
    const found = Buffer.from(await this.checkOf(name), 'hex');
    if (isSameBytes(found, Buffer.from(check, 'hex'))) return;
    throw new TransitFault(
      `The transit store has another key under the name ${name} than the one that was made. Restore the right one.`,
    );
  }
}
