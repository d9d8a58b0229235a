// The part of PKCS#11 v2.40 (OASIS, "Cryptoki") that the provider uses, in its own names and numbers. Every call is
// asynchronous, and one that the token did not do is an error with the number the token gave. Tests put faults in between.

/** A slot, a session or an object, as the module numbers them. */
export type Handle = number | bigint;

export type AttributeValue = boolean | number | string | Uint8Array;
export type Template = readonly (readonly [attribute: number, value: AttributeValue])[];

export interface Mechanism {
  readonly type: number;
  /** For AES-GCM; the tag has 128 bits. */
  readonly gcm?: { readonly nonce: Uint8Array; readonly aad: Uint8Array };
}

export interface TokenInfo {
  readonly label: string;
  readonly serial: string;
  readonly flags: number;
}

/** One operation with a key; its input is `bytes`. */
export interface KeyWork {
  readonly mechanism: Mechanism;
  readonly key: Handle;
  readonly bytes: Uint8Array;
}

export interface Cryptoki {
  /** With a token in them. */
  slots(): Promise<Handle[]>;
  tokenInfo(slot: Handle): Promise<TokenInfo>;
  mechanisms(slot: Handle): Promise<number[]>;
  openSession(slot: Handle): Promise<Handle>;
  closeSession(session: Handle): Promise<void>;
  /** Whether the session is still there: fails when it is not. */
  sessionInfo(session: Handle): Promise<void>;
  login(session: Handle, pin: Uint8Array): Promise<void>;
  find(session: Handle, template: Template): Promise<Handle[]>;
  /** In the order asked for. */
  read(session: Handle, object: Handle, attributes: readonly number[]): Promise<Buffer[]>;
  create(session: Handle, template: Template): Promise<Handle>;
  generateKey(session: Handle, mechanism: Mechanism, template: Template): Promise<Handle>;
  generateKeyPair(
    session: Handle,
    mechanism: Mechanism,
    templates: { readonly publicKey: Template; readonly privateKey: Template },
  ): Promise<{ publicKey: Handle; privateKey: Handle }>;
  destroy(session: Handle, object: Handle): Promise<void>;
  encrypt(session: Handle, work: KeyWork): Promise<Buffer>;
  decrypt(session: Handle, work: KeyWork): Promise<Buffer>;
  sign(session: Handle, work: KeyWork): Promise<Buffer>;
}

export const objectClass = { data: 0, publicKey: 2, privateKey: 3, secretKey: 4 } as const;
export const keyType = { genericSecret: 0x10, aes: 0x1f, edwards: 0x40 } as const;

export const attributes = {
  class: 0x0,
  token: 0x1,
  private: 0x2,
  label: 0x3,
  application: 0x10,
  value: 0x11,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  sign: 0x108,
  verify: 0x10a,
  valueLength: 0x161,
  extractable: 0x162,
  modifiable: 0x170,
  copyable: 0x171,
  curve: 0x180,
  point: 0x181,
} as const;

export const mechanisms = {
  sha256Hmac: 0x251,
  genericSecretKeyGen: 0x350,
  edwardsKeyPairGen: 0x1055,
  edwardsSign: 0x1057,
  aesKeyGen: 0x1080,
  aesGcm: 0x1087,
} as const;

export const tokenFlags = {
  initialized: 0x400,
  userPinInitialized: 0x8,
  userPinFinalTry: 0x20000,
  userPinLocked: 0x40000,
} as const;

/** Names of the answers that an operator may read; all others are shown as a number. */
const answers: Readonly<Record<number, string>> = {
  0x5: 'CKR_GENERAL_ERROR',
  0x6: 'CKR_FUNCTION_FAILED',
  0x11: 'CKR_ATTRIBUTE_SENSITIVE',
  0x12: 'CKR_ATTRIBUTE_TYPE_INVALID',
  0x13: 'CKR_ATTRIBUTE_VALUE_INVALID',
  0x30: 'CKR_DEVICE_ERROR',
  0x31: 'CKR_DEVICE_MEMORY',
  0x32: 'CKR_DEVICE_REMOVED',
  0x60: 'CKR_KEY_HANDLE_INVALID',
  0x82: 'CKR_OBJECT_HANDLE_INVALID',
  0xa0: 'CKR_PIN_INCORRECT',
  0xa1: 'CKR_PIN_INVALID',
  0xa2: 'CKR_PIN_LEN_RANGE',
  0xa3: 'CKR_PIN_EXPIRED',
  0xa4: 'CKR_PIN_LOCKED',
  0xb0: 'CKR_SESSION_CLOSED',
  0xb1: 'CKR_SESSION_COUNT',
  0xb3: 'CKR_SESSION_HANDLE_INVALID',
  0xd0: 'CKR_TEMPLATE_INCOMPLETE',
  0xd1: 'CKR_TEMPLATE_INCONSISTENT',
  0xe0: 'CKR_TOKEN_NOT_PRESENT',
  0x100: 'CKR_USER_ALREADY_LOGGED_IN',
  0x101: 'CKR_USER_NOT_LOGGED_IN',
  0x102: 'CKR_USER_PIN_NOT_INITIALIZED',
};

/** The token said no. Carries the call and the token's own number, nothing that was handed to it. */
export class TokenError extends Error {
  readonly answer: number;
  /** For the operational log, which shows codes and no messages. */
  readonly code: string;

  constructor(call: string, answer: number) {
    const code = answers[answer] ?? `CKR_0X${answer.toString(16).toUpperCase()}`;
    super(`${call} answered ${code}`);
    this.name = 'TokenError';
    this.answer = answer;
    this.code = code;
  }
}

const isAnswer = (error: unknown, set: readonly number[]): boolean =>
  error instanceof TokenError && set.includes(error.answer);

/** The session, the login or the handles are gone: signing in again may help. */
export const isLost = (error: unknown): boolean =>
  isAnswer(error, [0x32, 0x60, 0x82, 0xb0, 0xb3, 0xe0, 0x101]);

export const isPinRefused = (error: unknown): boolean =>
  isAnswer(error, [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0x102]);

export const isAlreadyLoggedIn = (error: unknown): boolean => isAnswer(error, [0x100]);

/** The token does not know an attribute, or does not take its value. */
export const isTemplateRefused = (error: unknown): boolean =>
  isAnswer(error, [0x12, 0x13, 0xd0, 0xd1]);
