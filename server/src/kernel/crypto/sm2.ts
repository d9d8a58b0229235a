// SM2 (GB/T 32918) as a thin layer of protocol over the point arithmetic of @noble/curves. Never through node:crypto, whose
// SM2 keys sign plain ECDSA or with an empty user id, depending on where they came from (SECURITY 0.1, decision 0021).
export { newSm2Key, sm2PublicKeyFrom, type Sm2PublicKey } from './sm2/curve.ts';
export { sm2SignatureFromDer, sm2SignatureToDer } from './sm2/signature-der.ts';
export { isSm2SignedBy, sm2SignerFrom, sm2UserId, UserIdTooLong } from './sm2/signature.ts';
export { sm2Decrypt, sm2Encrypt, sm2UnwrapKey, sm2WrapKey } from './sm2/encryption.ts';
export {
  BadSm2Key,
  readSm2PrivateKey,
  readSm2PublicKey,
  writeSm2PrivateKey,
  writeSm2PublicKey,
} from './sm2/key-files.ts';
