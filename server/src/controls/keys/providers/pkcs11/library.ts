// A PKCS#11 module as the provider sees it: templates and mechanisms laid out as the module wants them, handles and bytes
// back. A module is loaded and initialised once per process, as the standard asks.
import { KeystoreRefused } from '../sealed-file/files.ts';
import {
  TokenError,
  type AttributeValue,
  type Cryptoki,
  type Handle,
  type KeyWork,
  type Mechanism,
  type Template,
} from './cryptoki.ts';
import { bindFunctions, type FunctionName, type Functions } from './native.ts';

const alreadyInitialised = 0x191;
const osLocking = 2;
const userType = 1;
/** CKF_SERIAL_SESSION and CKF_RW_SESSION. */
const sessionFlags = 6;
const foundAtOnce = 64;

/** The module writes the length. */
interface Attribute {
  readonly type: number;
  readonly value: Uint8Array | null;
  readonly length: Handle;
}

class Module implements Cryptoki {
  readonly #koffi: Functions['koffi'];
  readonly #types: Functions['types'];
  readonly #call: Functions['call'];

  constructor({ koffi, types, call }: Functions) {
    this.#koffi = koffi;
    this.#types = types;
    this.#call = call;
  }

  async initialise(): Promise<void> {
    const { pointerBytes, ulongBytes } = this.#types;
    const given = Buffer.alloc(5 * pointerBytes + ulongBytes);
    given.writeUInt32LE(osLocking, 4 * pointerBytes);
    await this.#call('C_Initialize', given).catch((error: unknown) => {
      if (!(error instanceof TokenError) || error.answer !== alreadyInitialised) throw error;
    });
  }

  async slots(): Promise<Handle[]> {
    const withToken = 1;
    const count = [0];
    await this.#call('C_GetSlotList', withToken, null, count);
    const list = Buffer.alloc(Number(count[0]) * this.#types.ulongBytes);
    await this.#call('C_GetSlotList', withToken, list, count);
    return this.#ulongs(list, Number(count[0]));
  }

  async tokenInfo(slot: Handle) {
    const told = Buffer.alloc(512);
    await this.#call('C_GetTokenInfo', slot, told);
    const text = (from: number, to: number) => told.toString('utf8', from, to).trimEnd();
    return { label: text(0, 32), serial: text(80, 96), flags: told.readUInt32LE(96) };
  }

  async mechanisms(slot: Handle): Promise<number[]> {
    const count = [0];
    await this.#call('C_GetMechanismList', slot, null, count);
    const list = Buffer.alloc(Number(count[0]) * this.#types.ulongBytes);
    await this.#call('C_GetMechanismList', slot, list, count);
    return this.#ulongs(list, Number(count[0])).map(Number);
  }

  async openSession(slot: Handle): Promise<Handle> {
    const session: Handle[] = [0];
    await this.#call('C_OpenSession', slot, sessionFlags, null, null, session);
    return session[0] ?? 0;
  }

  closeSession(session: Handle): Promise<void> {
    return this.#call('C_CloseSession', session);
  }

  sessionInfo(session: Handle): Promise<void> {
    return this.#call('C_GetSessionInfo', session, Buffer.alloc(64));
  }

  login(session: Handle, pin: Uint8Array): Promise<void> {
    return this.#call('C_Login', session, userType, pin, pin.length);
  }

  async find(session: Handle, template: Template): Promise<Handle[]> {
    await this.#call('C_FindObjectsInit', session, this.#template(template), template.length);
    try {
      const found: Handle[] = [];
      const page = Buffer.alloc(foundAtOnce * this.#types.ulongBytes);
      for (;;) {
        const count = [0];
        await this.#call('C_FindObjects', session, page, foundAtOnce, count);
        if (count[0] === 0) return found;
        found.push(...this.#ulongs(page, Number(count[0])));
      }
    } finally {
      await this.#call('C_FindObjectsFinal', session);
    }
  }

  async read(session: Handle, object: Handle, wanted: readonly number[]): Promise<Buffer[]> {
    const asked: Attribute[] = wanted.map((type) => ({ type, value: null, length: 0 }));
    await this.#call('C_GetAttributeValue', session, object, asked, asked.length);
    const values = asked.map(({ length }) => Buffer.alloc(Number(length)));
    const given: Attribute[] = values.map((value, at) => ({
      type: wanted[at] ?? 0,
      value,
      length: value.length,
    }));
    await this.#call('C_GetAttributeValue', session, object, given, given.length);
    return values.map((value, at) => value.subarray(0, Number(given[at]?.length ?? 0)));
  }

  async create(session: Handle, template: Template): Promise<Handle> {
    const object: Handle[] = [0];
    const given = this.#template(template);
    await this.#call('C_CreateObject', session, given, given.length, object);
    return object[0] ?? 0;
  }

  async generateKey(session: Handle, mechanism: Mechanism, template: Template): Promise<Handle> {
    const key: Handle[] = [0];
    const given = this.#template(template);
    const by = this.#mechanism(mechanism);
    await this.#call('C_GenerateKey', session, by, given, given.length, key);
    return key[0] ?? 0;
  }

  async generateKeyPair(
    session: Handle,
    mechanism: Mechanism,
    templates: { readonly publicKey: Template; readonly privateKey: Template },
  ) {
    const [open, closed] = [templates.publicKey, templates.privateKey].map((it) =>
      this.#template(it),
    );
    const [publicKey, privateKey]: [Handle[], Handle[]] = [[0], [0]];
    const given = [open, open?.length, closed, closed?.length, publicKey, privateKey];
    await this.#call('C_GenerateKeyPair', session, this.#mechanism(mechanism), ...given);
    return { publicKey: publicKey[0] ?? 0, privateKey: privateKey[0] ?? 0 };
  }

  destroy(session: Handle, object: Handle): Promise<void> {
    return this.#call('C_DestroyObject', session, object);
  }

  encrypt(session: Handle, work: KeyWork): Promise<Buffer> {
    return this.#work(session, work, ['C_EncryptInit', 'C_Encrypt']);
  }

  decrypt(session: Handle, work: KeyWork): Promise<Buffer> {
    return this.#work(session, work, ['C_DecryptInit', 'C_Decrypt']);
  }

  sign(session: Handle, work: KeyWork): Promise<Buffer> {
    return this.#work(session, work, ['C_SignInit', 'C_Sign']);
  }

  async #work(
    session: Handle,
    { mechanism, key, bytes }: KeyWork,
    [begin, end]: readonly [FunctionName, FunctionName],
  ): Promise<Buffer> {
    // Longer by a tag or a signature at most; nothing here is longer than a data key, a MAC or an Ed25519 signature.
    const out = Buffer.alloc(bytes.length + 64);
    const length = [out.length];
    await this.#call(begin, session, this.#mechanism(mechanism), key);
    await this.#call(end, session, bytes, bytes.length, out, length);
    return out.subarray(0, Number(length[0]));
  }

  #mechanism({ type, gcm }: Mechanism) {
    if (!gcm) return { type, parameter: null, length: 0 };
    const { nonce, aad } = gcm;
    const parameters = {
      nonce,
      nonceLength: nonce.length,
      nonceBits: nonce.length * 8,
      aad,
      aadLength: aad.length,
      tagBits: 128,
    };
    const parameter = this.#koffi.as(parameters, this.#koffi.pointer(this.#types.gcm));
    return { type, parameter, length: this.#koffi.sizeof(this.#types.gcm) };
  }

  #template(template: Template) {
    return template.map(([type, value]) => {
      const bytes = this.#bytesOf(value);
      return { type, value: bytes, length: bytes.length };
    });
  }

  #bytesOf(value: AttributeValue): Uint8Array {
    if (typeof value === 'boolean') return Buffer.of(value ? 1 : 0);
    if (typeof value === 'string') return Buffer.from(value, 'utf8');
    if (typeof value !== 'number') return value;
    const bytes = Buffer.alloc(this.#types.ulongBytes);
    bytes.writeUInt32LE(value);
    return bytes;
  }

  #ulongs(list: Buffer, count: number): Handle[] {
    const { ulongBytes } = this.#types;
    return Array.from({ length: count }, (_, at) =>
      ulongBytes === 8 ? list.readBigUInt64LE(at * 8) : list.readUInt32LE(at * 4),
    );
  }
}

const loaded = new Map<string, Promise<Cryptoki>>();

async function load(path: string): Promise<Cryptoki> {
  const functions = await bindFunctions(path).catch(() => {
    throw new KeystoreRefused(
      `The PKCS#11 module ${path} cannot be loaded. Check that SHOUXIN_PKCS11_MODULE names the library of your token's vendor, ` +
        'that it is made for this machine, and that this user may read it.',
    );
  });
  const module = new Module(functions);
  await module.initialise();
  return module;
}

export function loadCryptoki(path: string): Promise<Cryptoki> {
  const known = loaded.get(path) ?? load(path);
  loaded.set(path, known);
  known.catch(() => loaded.delete(path));
  return known;
}
