// What the vault adds to bare node:crypto for one field: seal and open through the sealer's own path with the keys leased,
// against createCipheriv/createDecipheriv with a ready nonce and ready associated data. Target: at least 0.8 of bare.
// Run: node bench/field.ts
import { createCipheriv, createDecipheriv, type CipherGCMTypes } from 'node:crypto';
import { DataKey, newId, newKey, suiteOf, takeNonce } from '../server/src/kernel/crypto/index.ts';
import { openField, recordKeyOf, sealField } from '../server/src/controls/vault/field.ts';

const rounds = 15;
const perRound = 20_000;

function round(fn: () => void): number {
  const start = performance.now();
  for (let i = 0; i < perRound; i += 1) fn();
  return ((performance.now() - start) / perRound) * 1000;
}

/** The best round of each, taken in turns, so that a busy machine slows both. */
function compare(name: string, bare: () => void, ours: () => void): void {
  const best = [Infinity, Infinity] as [number, number];
  for (let i = 0; i < rounds; i += 1) {
    best[0] = Math.min(best[0], round(bare));
    best[1] = Math.min(best[1], round(ours));
  }
  report(name, ...best);
}

function report(name: string, bare: number, ours: number): void {
  const ratio = (bare / ours).toFixed(2);
  console.log(
    `${name.padEnd(28)} bare ${bare.toFixed(2)} µs  ours ${ours.toFixed(2)} µs  ratio ${ratio}`,
  );
}

const options = { authTagLength: 16 };
const value = '110101199003071233';
const place = { subject: newId(), class: 'A10', table: 'customers.value', version: 1 };
const field = { ...place, record: newId(), column: 'NP10', value };

for (const id of [1, 2] as const) {
  const suite = suiteOf(id);
  const by = recordKeyOf(new DataKey(suite, newKey(), Infinity), 'demo', field);
  const envelope = sealField(by, field);
  const aad = Buffer.alloc(150, 7);
  const text = Buffer.alloc(32, 7);
  const gcm = suite.cipher as CipherGCMTypes;
  const bareSeal = () => {
    const nonce = takeNonce();
    const cipher = createCipheriv(gcm, by.key.key, nonce, options);
    cipher.setAAD(aad);
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  };
  const sealed = bareSeal();
  const bareOpen = () => {
    const decipher = createDecipheriv(gcm, by.key.key, sealed.subarray(0, 12), options);
    decipher.setAAD(aad);
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  };
  compare(`${suite.name} seal`, bareSeal, () => sealField(by, field));
  compare(`${suite.name} open`, bareOpen, () => openField(by, { ...field, envelope }));
}
