// What the vault adds to bare node:crypto for one field: seal and open through the sealer's own path with the keys leased,
// against createCipheriv/createDecipheriv with a ready nonce and ready associated data. Target: at least 0.8 of bare.
// Run: node bench/field.ts
import { createCipheriv, createDecipheriv, type CipherGCMTypes } from 'node:crypto';
import { DataKey, newId, newKey, suiteOf, takeNonce } from '../server/src/kernel/crypto/index.ts';
import { openField, recordKeyOf, sealField } from '../server/src/controls/vault/field.ts';

const rounds = 7;
const perRound = 40_000;

function measure(fn: () => void): number {
  for (let i = 0; i < perRound / 2; i += 1) fn();
  let best = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    for (let i = 0; i < perRound; i += 1) fn();
    best = Math.min(best, performance.now() - start);
  }
  return (best / perRound) * 1000;
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
  report(
    `${suite.name} seal`,
    measure(bareSeal),
    measure(() => sealField(by, field)),
  );
  report(
    `${suite.name} open`,
    measure(bareOpen),
    measure(() => openField(by, { ...field, envelope })),
  );
}
