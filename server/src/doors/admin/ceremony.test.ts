// The ceremony as its people go through it: each share is shown once and taken off the screen, nothing changes before enough
// of them were typed back, and a command that is none says how it is written.
import { describe, expect, it } from 'vitest';
import type { MadeWay } from '../../controls/keys/index.ts';
import { TerminalLeft, type Terminal } from '../../kernel/terminal.ts';
import { holdCeremony, readCeremony } from './ceremony.ts';

/** A terminal whose custodians copy what they are shown and type back what `answer` makes of it. */
function ceremony(answer: (shares: readonly string[], asked: number) => string) {
  let screen = '';
  const shares: string[] = [];
  const resealed: MadeWay[] = [];
  let asked = 0;
  const terminal: Terminal = {
    say: (line) => void (screen += `${line}\n`),
    clear: () => {
      const [share] = screen.match(/SX1-[0-9A-Z\s-]{99,}/) ?? [];
      if (share !== undefined) shares.push(share);
      screen = '';
    },
    askHidden: async (prompt) => {
      if (!/Share: |passphrase|more: /.test(prompt)) return '';
      expect(screen).not.toContain('SX1-');
      asked += 1;
      return answer(shares, asked);
    },
  };
  const store = { reseal: async (made: MadeWay) => void resealed.push(made) };
  return { parts: { store, suite: 2, terminal } as const, shares, resealed };
}

describe('R3.1.3 the ceremony', () => {
  it('shows five shares one by one and changes the store after three were typed back', async () => {
    const it = ceremony((shares, asked) => shares[asked + 1] ?? '');
    const made = await holdCeremony({ way: 'shares', of: 5, need: 3 }, it.parts);
    expect(new Set(it.shares).size).toBe(5);
    expect(it.resealed).toEqual([made]);
    expect(made.way).toMatchObject({ way: 'shares', of: 5, need: 3 });
  });

  it('changes nothing when custodians cannot type their shares back or leave', async () => {
    const wrong = ceremony(() => 'what I wrote down');
    const wanted = { way: 'shares', of: 3, need: 2 } as const;
    await expect(holdCeremony(wanted, wrong.parts)).rejects.toThrow(/5 wrong tries/);
    const left = ceremony((shares, asked) => {
      if (asked === 2) throw new TerminalLeft();
      return shares[0] ?? '';
    });
    await expect(holdCeremony(wanted, left.parts)).rejects.toThrow(TerminalLeft);
    expect([...wrong.resealed, ...left.resealed]).toEqual([]);
    const nobody = { ...left.parts, terminal: undefined };
    await expect(holdCeremony(wanted, nobody)).rejects.toThrow(/at a terminal only/);
  });

  it('takes a passphrase that is long enough and typed twice the same', async () => {
    const long = 'six plain words on one card';
    const good = ceremony(() => long);
    expect((await holdCeremony({ way: 'passphrase' }, good.parts)).way.way).toBe('passphrase');
    const short = ceremony(() => 'short');
    await expect(holdCeremony({ way: 'passphrase' }, short.parts)).rejects.toThrow(/at least 16/);
    const unlike = ceremony((_, asked) => `${long}${asked}`);
    await expect(holdCeremony({ way: 'passphrase' }, unlike.parts)).rejects.toThrow(/not the same/);
    expect([...short.resealed, ...unlike.resealed]).toEqual([]);
  });

  it('reads its command, or says how it is written', () => {
    expect(readCeremony(['passphrase'])).toEqual({ way: 'passphrase' });
    const shares = ['shares', '--need', '3', '--of', '5'];
    expect(readCeremony(shares)).toEqual({ way: 'shares', of: 5, need: 3 });
    for (const command of [
      '',
      'file',
      'passphrase secret',
      'shares',
      'shares --of 5',
      'shares --of 5 --need 6',
      'shares --of 17 --need 3',
      'shares --of 3 --need 1',
      'shares --of 2.5 --need 2',
    ]) {
      expect(() => readCeremony(command.split(' ')), command).toThrow(/^Use "npm run keys/);
    }
  });
});
