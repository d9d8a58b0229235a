// Derivation, binding, comparison, identifiers, boxes: the small promises everything else stands on.
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataKey, kidOf } from './data-key.ts';
import { isSameBytes, isSameSecret } from './equal.ts';
import { exportKey, newKey, takeKey } from './key.ts';
import { deriveKey, mac } from './mac.ts';
import { encodeParts, PartTooLong, type Part } from './parts.ts';
import { Leases } from './leases.ts';
import { createSecretSealer } from './secret-sealer.ts';
import { Secret } from './secret.ts';
import { selfTest } from './self-test.ts';
import { suiteOf } from './suite.ts';
import { isId, newId } from './uuid.ts';

const part = fc.oneof(fc.string({ maxLength: 12 }), fc.uint8Array({ maxLength: 12 }), fc.nat());
const meaning = (parts: readonly Part[]) =>
  parts.map((it) => Buffer.from(encodeParts([it]).subarray(3)).toString('hex')).join('|');

describe('binding', () => {
  it('gives different bytes for different parts, whatever they are', () => {
    const lists = fc.array(part, { maxLength: 6 });
    fc.assert(
      fc.property(lists, lists, (a, b) => {
        const isSame = a.length === b.length && meaning(a) === meaning(b);
        expect(encodeParts(a).equals(encodeParts(b))).toBe(isSame);
      }),
      { numRuns: 2000 },
    );
    expect(encodeParts(['ab', 'c'])).not.toEqual(encodeParts(['a', 'bc']));
    expect(encodeParts(['a', ''])).not.toEqual(encodeParts(['a']));
  });

  it('writes a text as UTF-8, short or long, of whatever characters', () => {
    const unit = fc.constantFrom('a', '~', '\0', '\x7f', '\x80', 'é', '守', '\u{1f600}', '\ud800');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 70 }), (text) => {
        const bytes = Buffer.from(text);
        expect(encodeParts([text])).toEqual(
          Buffer.concat([Buffer.of(1, bytes.length >> 8, bytes.length), bytes]),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what it cannot bind without loss', () => {
    for (const bad of [1.5, -1, Number.NaN, 2 ** 53, 'x'.repeat(65_536)]) {
      expect(() => encodeParts([bad])).toThrow(PartTooLong);
    }
    expect(() => encodeParts(Array.from({ length: 256 }, () => ''))).toThrow(PartTooLong);
    expect(encodeParts([2 ** 40 + 5])).toEqual(Buffer.from('0100080000010000000005', 'hex'));
  });
});

describe('derivation', () => {
  it.each([
    { id: 1, hash: 'sha256', length: 32 },
    { id: 2, hash: 'sm3', length: 16 },
  ])('is SP 800-108 counter mode with one block (suite $id)', ({ id, hash, length }) => {
    const raw = Buffer.alloc(32, 7);
    const derived = deriveKey(suiteOf(id), takeKey(Buffer.from(raw)), {
      label: 'shouxin/rk/v1',
      context: ['t', 'r'],
    });
    const input = Buffer.concat([
      Buffer.from('00000001', 'hex'),
      Buffer.from('shouxin/rk/v1\0'),
      Buffer.from('0100017402000172', 'hex'),
      Buffer.from([0, 0, length >> 5, (length * 8) & 0xff]),
    ]);
    const expected = createHmac(hash, raw).update(input).digest().subarray(0, length);
    expect(exportKey(derived)).toEqual(expected);
  });

  it('gives unrelated keys for another label, context, length or suite', () => {
    const key = newKey();
    const keys = [
      deriveKey(suiteOf(1), key, { label: 'a', context: ['x'] }),
      deriveKey(suiteOf(1), key, { label: 'b', context: ['x'] }),
      deriveKey(suiteOf(1), key, { label: 'a', context: ['y'] }),
      deriveKey(suiteOf(1), key, { label: 'a', context: ['x'], length: 16 }),
      deriveKey(suiteOf(2), key, { label: 'a', context: ['x'], length: 32 }),
    ].map((it) => exportKey(it).subarray(0, 16).toString('hex'));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('gives a key for another suite, named apart, by the same formula and under the same lease', () => {
    const raw = Buffer.alloc(32, 7);
    const key = new DataKey(suiteOf(2), takeKey(Buffer.from(raw)), Infinity);
    const context = encodeParts([Buffer.of(1)]);
    const head = Buffer.concat([Buffer.from('00000001', 'hex'), Buffer.from('shouxin/suite/v1\0')]);
    const input = Buffer.concat([head, context, Buffer.from('00000100', 'hex')]);
    const derived = createHmac('sm3', raw).update(input).digest();
    const other = key.inSuite(suiteOf(1));
    expect(other.kid).toEqual(kidOf(suiteOf(1), takeKey(derived)));
    expect(key.inSuite(suiteOf(2))).toBe(key);
    expect(key.withKid(other.kid)).toBe(other);
    expect(key.withKid(key.kid)).toBe(key);
    expect(key.withKid(Buffer.alloc(16))).toBeUndefined();
    const ended = new DataKey(suiteOf(2), takeKey(Buffer.from(raw)), performance.now() - 1);
    expect(() => ended.inSuite(suiteOf(1))).toThrow('has ended');
  });

  it('names a key so that the name tells nothing and belongs to no other', () => {
    const [one, two] = [newKey(), newKey()];
    expect(kidOf(suiteOf(1), one)).toHaveLength(16);
    expect(kidOf(suiteOf(1), one)).not.toEqual(kidOf(suiteOf(1), two));
    expect(kidOf(suiteOf(1), one)).not.toEqual(kidOf(suiteOf(2), one));
    expect(kidOf(suiteOf(1), one)).not.toEqual(
      mac(suiteOf(1), one, 'shouxin/trail/v1').subarray(0, 16),
    );
  });
});

describe('comparison', () => {
  it('agrees with ordinary equality', () => {
    const pair = fc.tuple(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(pair, ([a, b]) => isSameSecret(a, b) === (a === b) && isSameSecret(a, a)),
    );
    expect(isSameBytes(Buffer.from('a'), Buffer.from('ab'))).toBe(false);
    expect(isSameBytes(Buffer.from('ab'), Buffer.from('ab'))).toBe(true);
  });
});

describe('identifiers', () => {
  it('are version 7, ordered by time, and unique', () => {
    const ids = Array.from({ length: 1000 }, () => newId());
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
    const [early, late] = [new Date('2020-01-01T00:00:00Z'), new Date('2030-01-01T00:00:00Z')];
    expect(newId(early) < newId(late)).toBe(true);
    expect(isId(newId(early))).toBe(true);
    expect(newId(early).slice(0, 13)).toBe('016f5e66-e800');
    expect(isId('not-an-id')).toBe(false);
  });
});

describe('R3.1.4 nothing prints a secret', () => {
  it('neither a box, nor a key, nor a leased key', () => {
    const marker = Buffer.from('PLANTED-SECRET-0123456789abcdef!');
    const hex = marker.toString('hex');
    const held = takeKey(Buffer.from(marker));
    const lease = new DataKey(suiteOf(1), takeKey(Buffer.from(marker)), Infinity);
    lease.macKey('x');
    const box = new Secret(marker.toString());
    for (const it of [held, lease, box, { deep: { box, held, lease } }, [box]]) {
      const options = { depth: 12, showHidden: true, getters: true };
      const shown = [inspect(it, options), JSON.stringify(it), Object.values(it).join()];
      for (const text of shown) {
        expect(text).not.toContain('PLANTED');
        expect(text.replaceAll(/[^0-9a-f]/g, '')).not.toContain(hex);
      }
    }
    expect(box.reveal()).toBe(marker.toString());
    expect(box.toString()).toBe('[redacted]');
  });

  it('takes a key away from the buffer it came in', () => {
    const bytes = Buffer.alloc(32, 7);
    takeKey(bytes);
    expect(bytes).toEqual(Buffer.alloc(32));
  });
});

describe('system secrets', () => {
  const suite = suiteOf(2);
  const key = new DataKey(suite, newKey(), Infinity).envelopeKey({ label: 's', context: [] });
  const sealer = createSecretSealer({ tenant: 'demo', leaseKey: async () => key });

  it('open under their own name and institution only', async () => {
    const sealed = await sealer.seal('totp/1', 'JBSWY3DPEHPK3PXP');
    expect((await sealer.open('totp/1', sealed)).toString()).toBe('JBSWY3DPEHPK3PXP');
    await expect(sealer.open('totp/2', sealed)).rejects.toThrow('not authentic');
    const other = createSecretSealer({ tenant: 'other', leaseKey: async () => key });
    await expect(other.open('totp/1', sealed)).rejects.toThrow('not authentic');
  });
});

describe('the self-test', () => {
  it('passes on this machine and names what it tested', () => {
    const { passed } = selfTest(new Date(0));
    expect(passed).toContain('SM4-GCM, RFC 8998 A.1');
    expect(passed).toContain('Argon2id, RFC 9106 5.3');
    expect(passed.length).toBeGreaterThanOrEqual(9);
  });
});

const lease = (endsAt: number) => ({ endsAt });

describe('leases', () => {
  it('are bounded in number, the oldest first', () => {
    const leases = new Leases<{ endsAt: number }>({ forMs: 60_000, countMax: 3 });
    for (const name of ['a', 'b', 'c', 'd']) leases.put(name, lease(leases.end()));
    expect(leases.size).toBe(3);
    expect(leases.get('a')).toBeUndefined();
    expect(leases.get('d')).toBeDefined();
  });

  it('are never longer than a minute, and not handed out in their last tenth', () => {
    const leases = new Leases<{ endsAt: number }>({ forMs: 3_600_000, countMax: 3 });
    expect(leases.end() - performance.now()).toBeLessThanOrEqual(60_000);
    leases.put('late', lease(performance.now() + 5_000));
    leases.put('early', lease(performance.now() + 7_000));
    expect(leases.get('late')).toBeUndefined();
    expect(leases.get('early')).toBeDefined();
    leases.drop('early');
    expect(leases.get('early')).toBeUndefined();
  });

  it('leave the memory when they have ended, asked for or not', async () => {
    const leases = new Leases<{ endsAt: number }>({ forMs: 20, countMax: 1000 });
    for (let at = 0; at < 100; at += 1) leases.put(`${at}`, lease(leases.end()));
    expect(leases.size).toBe(100);
    await expect.poll(() => leases.size, { timeout: 2000 }).toBe(0);
  });
});
