// The cipher suites as data: one byte on every ciphertext and every wrapped key names the algorithms used, so that a
// reader never guesses and an unknown number is a hard error, never a fallback (SECURITY 4.2, R1.3.2a).

export type SuiteId = 1 | 2;

export interface Suite {
  readonly id: SuiteId;
  readonly name: string;
  readonly cipher: 'aes-256-gcm' | 'sm4-gcm';
  /** Length of the cipher's key in bytes; SM4 (GB/T 32907) takes 16. */
  readonly keyBytes: 16 | 32;
  readonly digest: 'sha256' | 'sm3';
}

/** International: AES-256-GCM with HMAC-SHA-256. */
const international: Suite = {
  id: 1,
  name: 'AES-256-GCM + HMAC-SHA-256',
  cipher: 'aes-256-gcm',
  keyBytes: 32,
  digest: 'sha256',
};

/** 国密: SM4-GCM with HMAC-SM3, the default of a new tenant. */
const national: Suite = {
  id: 2,
  name: 'SM4-GCM + HMAC-SM3',
  cipher: 'sm4-gcm',
  keyBytes: 16,
  digest: 'sm3',
};

export const suites: Readonly<Record<SuiteId, Suite>> = { 1: international, 2: national };

export const defaultSuite: SuiteId = 2;

export class UnknownSuite extends Error {
  constructor() {
    super('unknown cipher suite');
    this.name = 'UnknownSuite';
  }
}

export function suiteOf(id: number): Suite {
  if (id === 1) return international;
  if (id === 2) return national;
  throw new UnknownSuite();
}
