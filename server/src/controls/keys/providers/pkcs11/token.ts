// Which token, and signing in to it: found by label or serial number, with everything the provider needs, and with a PIN that
// comes from a file of one owner and is forgotten at once. A PIN is never tried when one more mistake would lock the token.
import { readFile, stat } from 'node:fs/promises';
import { KeystoreRefused, refuseIfOpenToOthers } from '../sealed-file/files.ts';
import {
  isAlreadyLoggedIn,
  isPinRefused,
  mechanisms,
  tokenFlags,
  type Cryptoki,
  type Handle,
  type TokenInfo,
} from './cryptoki.ts';

const pinBytesMax = 256;

/** The PIN was not taken: it is not tried again before somebody has looked, or the token would lock itself. */
export class PinRefused extends KeystoreRefused {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'PinRefused';
  }
}

const needed: readonly [name: string, mechanism: number][] = [
  ['CKM_AES_KEY_GEN', mechanisms.aesKeyGen],
  ['CKM_AES_GCM', mechanisms.aesGcm],
  ['CKM_GENERIC_SECRET_KEY_GEN', mechanisms.genericSecretKeyGen],
  ['CKM_SHA256_HMAC', mechanisms.sha256Hmac],
  ['CKM_EC_EDWARDS_KEY_PAIR_GEN', mechanisms.edwardsKeyPairGen],
  ['CKM_EDDSA', mechanisms.edwardsSign],
];

async function tokensNamed(cryptoki: Cryptoki, name: string) {
  const found: { slot: Handle; info: TokenInfo }[] = [];
  for (const slot of await cryptoki.slots()) {
    const info = await cryptoki.tokenInfo(slot);
    const isReady = (info.flags & tokenFlags.initialized) !== 0;
    if (isReady && (info.label === name || info.serial === name)) found.push({ slot, info });
  }
  return found;
}

function refuseUnready({ flags }: TokenInfo, name: string): void {
  if ((flags & tokenFlags.userPinInitialized) === 0) {
    throw new KeystoreRefused(`The token ${name} has no user PIN yet: set one as its maker says.`);
  }
  if ((flags & tokenFlags.userPinLocked) !== 0) {
    throw new PinRefused(
      `The PIN of the token ${name} is locked. Its security officer must set a new one; then write it to the PIN file and start again.`,
    );
  }
  if ((flags & tokenFlags.userPinFinalTry) !== 0) {
    throw new PinRefused(
      `One more wrong PIN would lock the token ${name}, so it is not tried. Sign in once by hand with the right PIN ` +
        '(pkcs11-tool --login --test), then start again.',
    );
  }
}

async function refuseUnable(cryptoki: Cryptoki, slot: Handle, name: string): Promise<void> {
  const able = new Set(await cryptoki.mechanisms(slot));
  const missing = needed.filter(([, mechanism]) => !able.has(mechanism)).map(([it]) => it);
  if (missing.length === 0) return;
  throw new KeystoreRefused(
    `The token ${name} cannot do ${missing.join(', ')}. Use a token that can, or switch it on there.`,
  );
}

/** The slot of the one token with this label or serial number. */
export async function findToken(cryptoki: Cryptoki, name: string): Promise<Handle> {
  const [first, ...others] = await tokensNamed(cryptoki, name);
  if (!first) {
    throw new KeystoreRefused(
      `There is no token with the label or serial number "${name}". Is it plugged in, reachable and initialised? ` +
        'Check SHOUXIN_PKCS11_TOKEN (pkcs11-tool --list-token-slots shows what there is).',
    );
  }
  if (others.length > 0) {
    throw new KeystoreRefused(
      `Several tokens have the label "${name}": put the serial number of the right one into SHOUXIN_PKCS11_TOKEN.`,
    );
  }
  refuseUnready(first.info, name);
  await refuseUnable(cryptoki, first.slot, name);
  return first.slot;
}

async function readPin(path: string): Promise<Buffer> {
  const it = await stat(path).catch(() => undefined);
  if (!it?.isFile()) {
    throw new KeystoreRefused(
      `The PIN file ${path} is missing. Write the token's user PIN to it, readable by this user alone (chmod 600).`,
    );
  }
  await refuseIfOpenToOthers(path);
  if (it.size > pinBytesMax) throw new KeystoreRefused(`${path} is too long to be a PIN.`);
  const bytes = await readFile(path);
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  if (end === 0) throw new KeystoreRefused(`${path} is empty: it must hold the token's user PIN.`);
  return bytes.subarray(0, end);
}

/** Signs the whole process in; once is enough for all sessions. */
export async function signIn(
  cryptoki: Cryptoki,
  session: Handle,
  { token, pinFile }: { readonly token: string; readonly pinFile: string },
): Promise<void> {
  const pin = await readPin(pinFile);
  try {
    await cryptoki.login(session, pin);
  } catch (error) {
    if (isAlreadyLoggedIn(error)) return;
    if (!isPinRefused(error)) throw error;
    throw new PinRefused(
      `The token ${token} does not take the PIN in ${pinFile} (${(error as Error).message}). It is not tried again by itself: ` +
        'repeated mistakes lock the token. Correct the file, then start again.',
    );
  } finally {
    pin.fill(0);
  }
}
