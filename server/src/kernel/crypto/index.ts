// The front door of cryptography: the only folder of the server that may import node:crypto. Everything is synchronous
// except password hashing, because WebCrypto is 19 times slower on small fields (SECURITY 0.5).
export * from './suite.ts';
export * from './key.ts';
export * from './aead.ts';
export * from './parts.ts';
export * from './mac.ts';
export * from './random.ts';
export * from './equal.ts';
export * from './uuid.ts';
export * from './secret.ts';
export * from './password.ts';
export * from './envelope.ts';
export * from './secret-sealer.ts';
export * from './self-test.ts';
export * from './hash.ts';
export * from './sign.ts';
export * from './sm2.ts';
export * from './wrap.ts';
export * from './data-key.ts';
export * from './leases.ts';
export * from './agreement.ts';
