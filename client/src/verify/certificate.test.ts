// A certificate of destruction is what the log says it is, to the last byte (R3.3.2): the frozen one is valid, and nothing near it.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import certificate from '../../../contract/vectors/certificate.json' with { type: 'json' };
import evidence from '../../../contract/vectors/evidence.json' with { type: 'json' };
import { isCertificate, verifyCertificate } from './certificate.ts';
import { verifyCommand } from './command.ts';

const { file, hash, verifierKey: vkey } = certificate;
const verified = (text: string) => verifyCertificate(Buffer.from(text), { vkey });

interface Parts {
  format: string;
  statement: string;
  evidence: unknown;
}

/** The same file with something else in it, written as a certificate is written. */
function changed(change: (parts: Parts) => object): string {
  return `${JSON.stringify(change(JSON.parse(file) as Parts), null, 2)}\n`;
}

describe('R3.3.2 the frozen certificate: a failing one is a breaking change', () => {
  it('is valid, and says what was destroyed', () => {
    const verdict = verified(file);
    expect(verdict).toMatchObject({
      kind: 'valid',
      index: 2,
      entry: { commitments: { statement: hash } },
      statement: { customer: 'C-7K2M-91QF', class: null, effectiveAt: '2026-02-27T16:50:01.000Z' },
    });
  });

  it('is not confirmed without a key, and refused with another', () => {
    expect(verifyCertificate(Buffer.from(file)).kind).toBe('unvouched');
    const other = `${vkey.slice(0, -4)}AAAA`;
    expect(verifyCertificate(Buffer.from(file), { vkey: other }).kind).toBe('refused');
  });

  it('is refused with any bit of it changed', () => {
    const bytes = Buffer.from(file);
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 3) {
      const bent = Buffer.from(bytes);
      bent[at] = (bent[at] ?? 0) ^ (1 << (at % 8));
      refused += verifyCertificate(bent, { vkey }).kind === 'refused' ? 1 : 0;
    }
    expect(refused).toBe(Math.ceil(bytes.length / 3));
  });

  it.each([
    [
      'another customer',
      (it: Parts) => ({ ...it, statement: it.statement.replace('7K2M', '7K2N') }),
    ],
    ['a space in the statement', (it: Parts) => ({ ...it, statement: ` ${it.statement}` })],
    ['the evidence of another act', (it: Parts) => ({ ...it, evidence: JSON.parse(evidence.file) as unknown })], // prettier-ignore
    ['one more member', (it: Parts) => ({ ...it, more: 1 })],
    ['another order of members', ({ format, ...rest }: Parts) => ({ ...rest, format })],
  ])('with %s is refused', (_, change) => {
    expect(verified(changed(change)).kind).toBe('refused');
  });

  it('is told from evidence by its first lines, and the command says what was destroyed', async () => {
    expect([file, evidence.file].map((text) => isCertificate(Buffer.from(text)))).toEqual([
      true,
      false,
    ]);
    const path = join(await mkdtemp(join(tmpdir(), 'shouxin-certificate-')), 'certificate.json');
    await writeFile(path, file);
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    expect(await verifyCommand({ file: path, key: vkey, language: 'zh', print })).toBe(0);
    expect(lines.join('\n')).toContain('销毁证明：客户 C-7K2M-91QF，全部信息');
  });
});
