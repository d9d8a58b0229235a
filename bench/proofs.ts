// Proofs of a session made at once and by node:crypto, because a load generator that waits for WebCrypto measures itself.
import {
  createECDH,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import type { SessionProofs } from '@shouxin/client';
import { proofHeader, proofInfo, proofKeyBytes, proofText, proofValue } from '@shouxin/contract';

export interface BenchProofs {
  readonly proofs: SessionProofs;
  readonly headersFor: (method: string, target: string) => Record<string, string>;
}

export function createBenchProofs(): BenchProofs {
  let key: KeyObject | undefined;
  const headersFor = (method: string, target: string): Record<string, string> => {
    if (!key) return {};
    const parts = { method, target, at: Date.now(), nonce: randomBytes(12).toString('base64url') };
    const mac = createHmac('sha256', key).update(proofText(parts)).digest('base64url');
    return { [proofHeader]: proofValue(parts, mac) };
  };
  const begin: SessionProofs['begin'] = async () => {
    const own = createECDH('prime256v1');
    const proofKey = own.generateKeys('base64url');
    const agree = async (serverKey: string) => {
      const secret = own.computeSecret(serverKey, 'base64url');
      const info = proofInfo(proofKey, serverKey);
      key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', info, proofKeyBytes)));
    };
    return { proofKey, agree };
  };
  const headers: SessionProofs['headers'] = async (method, target) => headersFor(method, target);
  const proofs = { begin, headers, isMended: async () => false, forget: async () => {} };
  return { proofs, headersFor };
}
