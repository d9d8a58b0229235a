// A sealed store without a key on the disk: it opens with its passphrase or with enough of its shares, says what is wrong with
// everything else, and a crash at any step of the change leaves it opening in the old way or the new.
import { copyFile, cp, mkdtemp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedClock } from '../../../../kernel/clock.ts';
import { exportKey, newKey } from '../../../../kernel/crypto/index.ts';
import { TerminalLeft, type Terminal } from '../../../../kernel/terminal.ts';
import type { KeySpec } from '../provider.ts';
import { openSealedFile } from './index.ts';
import { openToReseal } from './open-store.ts';
import { newShares, writeShare, type MadeShares } from './shares.ts';
import type { UnsealSources } from './unseal.ts';
import { newPassphrase, type MadeWay } from './ways.ts';

const spec: KeySpec = { name: 'bucket/000', use: 'wrap', suite: 2, label: 'shouxin/ck/v1' };
const context = ['shouxin/ck/v1', 'x'] as const;
const clock = fixedClock();
const passphrase = 'six plain words on one card';

/** A person at a terminal who types these lines and then walks away. */
function typing(...lines: string[]): Terminal & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    say: (line) => void seen.push(line),
    clear: () => {},
    askHidden: async () => {
      const line = lines.shift();
      if (line === undefined) throw new TerminalLeft();
      return line;
    },
  };
}

let folder = '';
let wrapped: Buffer = Buffer.alloc(0);
const key = newKey();
const at = (name: string) => join(folder, name);
const open = (unsealing?: UnsealSources, mark?: number) =>
  openSealedFile({ folder, tenant: 'demo', suite: 2, clock, mark, unsealing });

/** The store opens and what was wrapped before the change unwraps. */
async function expectOpens(unsealing?: UnsealSources): Promise<void> {
  const provider = await open(unsealing);
  expect(exportKey(await provider.unwrap('bucket/000#1', wrapped, context))).toEqual(
    exportKey(key),
  );
}

async function reseal(made: MadeWay): Promise<void> {
  await (await openToReseal({ folder, tenant: 'demo', suite: 2, clock, mark: 1 })).reseal(made);
}

let byPassphrase: MadeWay;
let byShares: MadeShares;
let texts: string[] = [];

beforeAll(async () => {
  byPassphrase = await newPassphrase(passphrase, 2);
  byShares = await newShares({ of: 5, need: 3 }, 2);
  texts = byShares.shares.map(writeShare);
});

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'shouxin-unseal-')), 'keys');
  const provider = await open();
  await provider.generate([spec]);
  wrapped = await provider.wrap('bucket/000#1', key, context);
});

describe('R3.1.3 a store sealed with a passphrase', () => {
  beforeEach(() => reseal(byPassphrase));

  it('opens with it, typed or from a file, and leaves no unseal key on the disk', async () => {
    expect(await readdir(folder)).toEqual(['keystore.sealed']);
    await expectOpens({ terminal: typing('wrong', passphrase) });
    await writeFile(at('passphrase'), `${passphrase}\n`, { mode: 0o600 });
    await expectOpens({ passphraseFile: at('passphrase') });
    expect((await (await open({ key: byPassphrase.key })).health()).generation).toBe(2);
  });

  it('stays shut without it: a wrong one, nobody there, five tries, a file others may read', async () => {
    await expect(open()).rejects.toThrow(/start at a terminal, or name a file/);
    await expect(open({ terminal: typing() })).rejects.toThrow(TerminalLeft);
    const tries = typing('1', '2', '3', '4', '5', passphrase);
    await expect(open({ terminal: tries })).rejects.toThrow(/5 wrong tries/);
    await writeFile(at('passphrase'), 'wrong', { mode: 0o600 });
    await expect(open({ passphraseFile: at('passphrase') })).rejects.toThrow(/is not that of/);
    await writeFile(at('open'), passphrase, { mode: 0o644 });
    await expect(open({ passphraseFile: at('open') })).rejects.toThrow(/can be read by others/);
  });

  it('asks for at least what a member of staff is asked for, whatever the file says', async () => {
    const bytes = await readFile(at('keystore.sealed'));
    const weak = bytes.toString('latin1').replace('"memory":65536', '"memory":10000');
    await writeFile(at('keystore.sealed'), Buffer.from(weak, 'latin1'));
    await expect(open({ terminal: typing(passphrase) })).rejects.toThrow(/is damaged/);
  });
});

describe('R3.1.3 a store sealed in shares', () => {
  beforeEach(() => reseal(byShares));

  it('opens with any three of five, and with no two', async () => {
    const all = [0, 1, 2, 3, 4];
    for (const a of all) {
      for (const b of all.slice(a + 1)) {
        const two = [texts[a] ?? '', texts[b] ?? ''];
        await expect(open({ terminal: typing(...two) })).rejects.toThrow(TerminalLeft);
        for (const c of all.slice(b + 1)) {
          await expectOpens({ terminal: typing(...two, texts[c] ?? '') });
        }
      }
    }
  });

  it('takes them from files and asks for the rest, saying how many', async () => {
    await writeFile(at('a'), texts[4] ?? '', { mode: 0o600 });
    await writeFile(at('b'), (texts[1] ?? '').toLowerCase().replaceAll('-', ' '), { mode: 0o600 });
    const shareFiles = [at('a'), at('b')];
    await expect(open({ shareFiles })).rejects.toThrow(/3 of 5 open it, and 1 are missing/);
    const terminal = typing(texts[2] ?? '');
    const provider = await open({ shareFiles, terminal });
    expect(terminal.seen.join()).toMatch(/Shares still needed: 1/);
    const { openedBy } = await provider.health();
    expect(openedBy).toBe(`shares:${byShares.way.set}:2.3.5`);
    await writeFile(at('c'), texts[0] ?? '', { mode: 0o640 });
    await expect(open({ shareFiles: [at('c')] })).rejects.toThrow(/can be read by others/);
    await expect(open({ shareFiles: [at('none')] })).rejects.toThrow(/is not there/);
  });

  it('names every share that does not fit, and gives up after five', async () => {
    const foreign = await newShares({ of: 5, need: 3 }, 2);
    const [good = '', twin] = texts;
    const [other] = foreign.shares;
    const share = byShares.shares[1];
    if (!share || !other || twin === undefined) throw new Error('no shares');
    const wrong: [string, RegExp][] = [
      ['SX1-1234', /not a share/],
      [good.replace(/.$/, (it) => (it === '0' ? '1' : '0')), /writing mistake/],
      [writeShare(other), /Share 1 belongs to another set/],
      [writeShare({ ...share, point: other.point }), /Share 2 is not the one/],
      [writeShare({ ...share, index: 3 }), /Share 3 is not the one/],
      [writeShare({ ...share, need: 2 }), /Share 2 is not the one/],
      [good, /Share 1 was given already/],
    ];
    for (const [text, sentence] of wrong) {
      const terminal = typing(good, text, ...texts.slice(2));
      await expectOpens({ terminal });
      expect(terminal.seen.join('\n')).toMatch(sentence);
      await writeFile(at('wrong'), text, { mode: 0o600 });
      await writeFile(at('good'), good, { mode: 0o600 });
      await expect(open({ shareFiles: [at('good'), at('wrong')] })).rejects.toThrow(sentence);
    }
    const stubborn = typing(...Array.from({ length: 5 }, () => 'no'), ...texts);
    await expect(open({ terminal: stubborn })).rejects.toThrow(/5 wrong tries/);
  });

  it('never opens under a key that its shares do not commit to', async () => {
    const bytes = await readFile(at('keystore.sealed'));
    const check = byShares.way.check;
    const other = check.replace(/^./, (it) => (it === '0' ? '1' : '0'));
    const changed = bytes.toString('latin1').replace(check, other);
    await writeFile(at('keystore.sealed'), Buffer.from(changed, 'latin1'));
    await expect(open({ terminal: typing(...texts) })).rejects.toThrow(/do not make the key/);
  });

  it('refuses every changed bit of what stands in clear', async () => {
    const good = await readFile(at('keystore.sealed'));
    const clear = 40 + good.readUInt16BE(38);
    for (let byte = 0; byte < clear; byte += 1) {
      const bad = Buffer.from(good);
      bad[byte] = (bad[byte] ?? 0) ^ (1 << (byte % 8));
      await writeFile(at('keystore.sealed'), bad);
      const terminal = typing(...texts.slice(0, 3));
      await expect(open({ terminal })).rejects.toThrow(
        /damaged|nobody answered|do not make the key/,
      );
    }
  });

  it('goes over to new shares with the old ones, and the old open it no more', async () => {
    const next = await newShares({ of: 3, need: 2 }, 2);
    const unsealing = { terminal: typing(...texts) };
    const options = { folder, tenant: 'demo', suite: 2, clock, mark: 2, unsealing } as const;
    await (await openToReseal(options)).reseal(next);
    await expectOpens({ terminal: typing(...next.shares.map(writeShare)) });
    const former = typing(...texts.slice(0, 3));
    await expect(open({ terminal: former })).rejects.toThrow(TerminalLeft);
    expect(former.seen.join()).toMatch(/belongs to another set/);
  });
});

describe('R3.1.3 the change of the way', () => {
  it('is harmless at every step where it may be cut off', async () => {
    const before = `${folder}-before`;
    await cp(folder, before, { recursive: true });
    await reseal(byShares);
    const after = at('after');
    await copyFile(at('keystore.sealed'), after);
    const steps: [string, string[], 'old' | 'new'][] = [
      ['written aside', ['unseal.key', 'unseal.key.made-at-first-start'], 'old'],
      ['renamed', ['unseal.key', 'unseal.key.made-at-first-start'], 'new'],
      ['key file removed', ['unseal.key.made-at-first-start'], 'new'],
      ['mark removed', [], 'new'],
    ];
    for (const [step, left, way] of steps) {
      for (const name of left) await copyFile(join(before, name), at(name));
      await copyFile(
        way === 'old' ? join(before, 'keystore.sealed') : after,
        at('keystore.sealed'),
      );
      if (way === 'old') {
        await copyFile(after, at('keystore.sealed.0190.aside'));
        await expectOpens();
      } else await expectOpens({ terminal: typing(...texts) });
      const expected = ['after', 'keystore.sealed', ...(way === 'old' ? left : [])];
      expect((await readdir(folder)).toSorted(), step).toEqual(expected);
    }
  });

  it('does not lift an older copy over the mark, and starts a store that never had a key file', async () => {
    const options = { folder, tenant: 'demo', suite: 2, clock } as const;
    await expect(openToReseal({ ...options, mark: 2 })).rejects.toThrow(/is older than/);
    await rename(at('keystore.sealed'), at('gone'));
    await expect(openToReseal({ ...options, mark: 1 })).rejects.toThrow(/is missing/);
    const own = { ...options, folder: `${folder}-own` };
    await (await openToReseal(own)).reseal(byShares);
    expect(await readdir(own.folder)).toEqual(['keystore.sealed']);
    const terminal = typing(...texts);
    const provider = await openSealedFile({
      ...own,
      mayMakeUnsealKey: false,
      unsealing: { terminal },
    });
    expect(await provider.generate([spec])).toHaveLength(1);
  });
});
