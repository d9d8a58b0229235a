// Fingerprints: one spelling for many, frozen tags, nothing without the key, and little with a stolen table.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vectors from '../../../../contract/vectors/fingerprint.json' with { type: 'json' };
import { encodeParts } from '../../kernel/crypto/index.ts';
import type { IndexName, Keyring } from '../keys/index.ts';
import {
  canonicalCode,
  canonicalDocument,
  canonicalMobile,
  canonicalName,
  canonicalVersion,
} from './canonical.ts';
import { createFingerprint, type Sought } from './fingerprint.ts';

/** A keyring that can only make index MACs, by the written formula. */
function indexKeyring(keys: readonly Buffer[], hash = 'sha256', tenant = 'demo'): Keyring {
  const indexMacs: Keyring['indexMacs'] = async (index: IndexName, parts) =>
    keys.map((key, place) => {
      const input = encodeParts(['shouxin/fingerprint/v1', tenant, index, encodeParts(parts)]);
      return { version: keys.length - place, tag: createHmac(hash, key).update(input).digest() };
    });
  return { indexMacs } as Partial<Keyring> as Keyring;
}

const key = Buffer.alloc(32, 9);
const fingerprint = createFingerprint(indexKeyring([key]), { bits: 18 });
const unique = (number: string): Sought => ({ index: 'document-unique', kind: '01', number });
const mobile = (number: string): Sought => ({ index: 'mobile', number });

describe('R2.2.4 one spelling for what is written in many ways', () => {
  it.each(vectors.canonical)('$index: $written is $canonical', ({ index, written, canonical }) => {
    const [kind = '', text = ''] = index === 'document' ? written.split(':') : ['', written];
    const made = {
      document: () => canonicalDocument(kind, text),
      mobile: () => canonicalMobile(text),
      name: () => canonicalName(text),
    }[index as 'document' | 'mobile' | 'name']();
    expect(made).toBe(canonical);
    const again = {
      document: () => canonicalDocument(kind, made),
      mobile: () => canonicalMobile(made),
      name: () => canonicalName(made),
    }[index as 'document' | 'mobile' | 'name']();
    expect(again).toBe(made);
  });

  it('settles after one pass, whatever is written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    fc.assert(
      fc.property(text, (written) => {
        expect(canonicalName(canonicalName(written))).toBe(canonicalName(written));
        expect(canonicalMobile(canonicalMobile(written))).toBe(canonicalMobile(written));
        expect(canonicalDocument('14', canonicalDocument('14', written))).toBe(
          canonicalDocument('14', written),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same for a number as it is kept and for one that takes every step', () => {
    const units = '0123456789AXZ';
    const number = fc.string({ unit: fc.constantFrom(...units), maxLength: 18 });
    const wide = (text: string) =>
      Array.from(text, (it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0)).join('');
    fc.assert(
      fc.property(number, fc.constantFrom('01', '14'), (written, kind) => {
        const kept = canonicalDocument(kind, written);
        expect(canonicalDocument(kind, wide(written))).toBe(kept);
        expect(canonicalDocument(kind, written.toLowerCase())).toBe(kept);
        expect(canonicalCode(wide(written))).toBe(canonicalCode(written));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps apart what are different customers', () => {
    const names = [
      '张伟',
      '张玮',
      '章伟',
      '张伟伟',
      'ZHANG WEI',
      'ZHANGWEI',
      '阿依·古丽',
      '阿依古丽',
    ];
    expect(new Set(names.map(canonicalName)).size).toBe(names.length);
    const numbers = ['13800138000', '13800138001', '+85291234567', '91234567'];
    expect(new Set(numbers.map(canonicalMobile)).size).toBe(numbers.length);
    expect(canonicalDocument('10', '123456789012345')).toBe('123456789012345');
  });
});

describe('SECURITY 4.5 fingerprints', () => {
  it.each(vectors.tags)('keep their frozen form ($sought.index, suite $suite)', async (it) => {
    const hash = it.suite === 1 ? 'sha256' : 'sm3';
    const made = createFingerprint(indexKeyring([Buffer.from(it.key, 'hex')], hash, it.tenant), {
      bits: it.bits,
    });
    expect((await made.of(it.sought as Sought)).toString('hex')).toBe(it.tag);
    expect(it.canonicalVersion).toBe(canonicalVersion);
  });

  it('find the same value however it is written, and no other', async () => {
    const tag = await fingerprint.of(mobile('13800138000'));
    for (const written of ['+86 138-0013-8000', '１３８００１３８０００', '0086 13800138000']) {
      expect(await fingerprint.of(mobile(written))).toEqual(tag);
    }
    const full = await fingerprint.of(unique('11010519491231002X'));
    expect(full).toHaveLength(33);
    expect(await fingerprint.of(unique('11010519491231002x'))).toEqual(full);
    expect(await fingerprint.of(unique('110105194912310021'))).not.toEqual(full);
  });

  it('depend on index, institution, kind and key', async () => {
    const sought = { index: 'document-unique', kind: '01', number: '1' } as const;
    const tags = await Promise.all([
      fingerprint.of(sought),
      fingerprint.of({ ...sought, kind: '02' }),
      createFingerprint(indexKeyring([key], 'sha256', 'other'), { bits: 18 }).of(sought),
      createFingerprint(indexKeyring([Buffer.alloc(32, 8)]), { bits: 18 }).of(sought),
    ]);
    expect(new Set(tags.map((tag) => tag.toString('hex'))).size).toBe(4);
  });

  it('are truncated to the bits asked for, so that several customers share one', async () => {
    const numbers = Array.from({ length: 3000 }, (_, at) =>
      mobile(`138${String(at).padStart(8, '0')}`),
    );
    const coarse = createFingerprint(indexKeyring([key]), { bits: 9 });
    const tags = await coarse.ofMany(numbers);
    const distinct = new Set(tags.map((tag) => tag.toString('hex')));
    expect(distinct.size).toBeGreaterThan(480);
    expect(distinct.size).toBeLessThanOrEqual(512);
    for (const tag of tags) {
      expect(tag).toHaveLength(3);
      expect((tag[2] ?? 0) & 0x7f).toBe(0);
    }
    expect(await fingerprint.of(mobile('13800138000'))).toHaveLength(4);
    for (const bits of [7, 33, 18.5]) {
      expect(() => createFingerprint(indexKeyring([key]), { bits })).toThrow(RangeError);
    }
  });

  it('stay findable while an index key is replaced', async () => {
    const [older, newer] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const before = await createFingerprint(indexKeyring([older]), { bits: 18 }).of(mobile('1'));
    const during = createFingerprint(indexKeyring([newer, older]), { bits: 18 });
    expect(await during.candidates(mobile('1'))).toContainEqual(before);
    expect((await during.of(mobile('1')))[0]).toBe(2);
  });

  it('threat 22: a stolen table of common names gives no name its frequency', async () => {
    const people = Array.from({ length: 400 }, (_, at) => ({
      index: 'name-birth' as const,
      name: at % 2 === 0 ? '张伟' : `稀名${at}`,
      birthOn: `19${60 + (at % 40)}-01-${String(1 + (at % 28)).padStart(2, '0')}`,
    }));
    const tags = await fingerprint.ofMany(people);
    const counts = [...Map.groupBy(tags, (tag) => tag.toString('hex')).values()].map(
      (it) => it.length,
    );
    // 200 people share one name; no tag may stand for more than a few of them.
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
  });
});
