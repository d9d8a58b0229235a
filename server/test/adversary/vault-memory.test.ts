// Threat 13: somebody who gets a heap snapshot, a log or the source. Key bytes are in no JavaScript string, and the calls
// that take bytes out of a key or a value out of its box stand in few files, which this test lists.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const server = join(import.meta.dirname, '../../src');

function filesWith(text: RegExp): string[] {
  return readdirSync(server, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .filter((name) => text.test(readFileSync(join(server, name), 'utf8')))
    .map((name) => relative(server, join(server, name)).replaceAll('\\', '/'))
    .toSorted();
}

/** Seals, leases and derives in a process of its own, takes a heap snapshot, and looks for the keys in it. */
const probe = `
  import { getHeapSnapshot } from 'node:v8';
  import { mkdtempSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  const crypto = await import('${join(server, 'kernel/crypto/index.ts')}');
  const { openSealedFile } = await import('${join(server, 'controls/keys/providers/sealed-file/index.ts')}');
  const folder = join(mkdtempSync(join(tmpdir(), 'shouxin-heap-')), 'keys');
  const clock = { now: () => new Date(0) };
  const options = { folder, tenant: 'demo', suite: 2, clock };
  const label = 'shouxin/ck/v1';
  const first = await openSealedFile(options);
  const [made] = await first.generate([{ name: 'bucket/000', use: 'wrap', suite: 2, label }]);
  const key = crypto.newKey();
  const wrapped = await first.wrap(made.id, key, [label, 'x']);
  const again = await openSealedFile({ ...options, mark: 1 });
  const found = await again.unwrap(made.id, wrapped, [label, 'x']);
  const lease = new crypto.DataKey(crypto.suiteOf(2), found, Infinity);
  const derived = lease.envelopeKey({ label: 'shouxin/rk/v1', context: ['t', 'r'] });
  crypto.sealEnvelope(derived, { aad: Buffer.alloc(0), value: 'v', flag: 1 });
  const control = crypto.randomBytes(32);
  globalThis.leaked = control.toString('hex');
  const pieces = [];
  for await (const piece of getHeapSnapshot()) pieces.push(piece);
  const heap = Buffer.concat(pieces);
  const count = (bytes) => ['hex', 'base64', 'latin1'].filter((form) => heap.includes(bytes.toString(form))).length;
  const keys = [key, found, derived.key].map((it) => count(crypto.exportKey(it)));
  console.log(JSON.stringify({ keys, control: count(control), size: heap.length, alive: String(lease.suite.id) }));
`;

describe('threat 13: keys in memory and in the source', () => {
  it('shows no key in a heap snapshot, where a key turned into text is found', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', probe],
      { cwd: server, maxBuffer: 1_000_000 },
    );
    const result = JSON.parse(stdout) as { keys: number[]; control: number; size: number };
    expect(result.keys).toEqual([0, 0, 0]);
    expect(result.control).toBe(1);
    expect(result.size).toBeGreaterThan(1_000_000);
  });

  it('takes bytes out of a key in the providers and in kernel/crypto, in these files alone', () => {
    expect(filesWith(/\bexportKey\(/)).toEqual([
      'controls/keys/providers/pkcs11/key-objects.ts',
      'controls/keys/providers/sealed-file/index.ts',
      'controls/keys/providers/sealed-file/keystore.ts',
      'controls/keys/providers/transit/index.ts',
      'kernel/crypto/key.ts',
      'kernel/crypto/secret-sealer.ts',
      'kernel/crypto/sm2/curve.ts',
      'kernel/crypto/sm2/encryption.ts',
      'kernel/crypto/wrap.ts',
    ]);
  });

  it('imports node:crypto in kernel/crypto alone', () => {
    const outside = filesWith(/from 'node:crypto'/).filter(
      (it) => !it.startsWith('kernel/crypto/'),
    );
    expect(outside).toEqual([]);
  });
});
