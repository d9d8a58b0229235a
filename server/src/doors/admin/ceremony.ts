// The ceremony that takes the unseal key off the disk: into a passphrase, or into shares that custodians carry away. Nothing
// changes before they have proved, by typing back as many shares as open the store, that what they hold does open it.
import {
  askForShares,
  KeystoreRefused,
  newPassphrase,
  newShares,
  passphraseLengthMin,
  readPassphraseFile,
  ShareCollector,
  sharesMax,
  writeShare,
  type MadeWay,
  type OpenStore,
} from '../../controls/keys/index.ts';
import type { SuiteId } from '../../kernel/crypto/index.ts';
import type { Terminal } from '../../kernel/terminal.ts';

export type Ceremony =
  | { readonly way: 'passphrase' }
  | { readonly way: 'shares'; readonly of: number; readonly need: number };

/** The command was not one; the message says how it is written. */
export class CeremonyRefused extends Error {
  override readonly name = 'CeremonyRefused';
}

const usage =
  'Use "npm run keys -- passphrase" or "npm run keys -- shares --of 5 --need 3" ' +
  `(2 to ${sharesMax} shares, at least 2 of them needed).`;

/** `passphrase`, or `shares --of N --need M`. */
export function readCeremony(parameters: readonly string[]): Ceremony {
  const [way, ...rest] = parameters;
  if (way === 'passphrase' && rest.length === 0) return { way };
  const named = new Map([
    [rest[0], rest[1]],
    [rest[2], rest[3]],
  ]);
  const [of, need] = [Number(named.get('--of')), Number(named.get('--need'))];
  const isCount = (it: number) => Number.isInteger(it) && it >= 2 && it <= sharesMax;
  if (way !== 'shares' || rest.length !== 4 || !isCount(of) || !isCount(need) || need > of) {
    throw new CeremonyRefused(usage);
  }
  return { way, of, need };
}

export interface CeremonyParts {
  readonly store: Pick<OpenStore, 'reseal'>;
  readonly suite: SuiteId;
  readonly terminal: Terminal | undefined;
  readonly passphraseFile?: string | undefined;
}

export async function holdCeremony(wanted: Ceremony, parts: CeremonyParts): Promise<MadeWay> {
  const made =
    wanted.way === 'passphrase' ? await choosePassphrase(parts) : await handOut(wanted, parts);
  await parts.store.reseal(made);
  return made;
}

function refuseShort(passphrase: string): string {
  if ([...passphrase].length >= passphraseLengthMin) return passphrase;
  throw new CeremonyRefused(
    `口令至少 ${passphraseLengthMin} 个字符。/ A passphrase has at least ${passphraseLengthMin} characters; six random words are good.`,
  );
}

async function choosePassphrase({
  suite,
  terminal,
  passphraseFile,
}: CeremonyParts): Promise<MadeWay> {
  if (passphraseFile !== undefined) {
    return newPassphrase(refuseShort(await readPassphraseFile(passphraseFile)), suite);
  }
  const asked = atTerminal(terminal);
  const first = refuseShort(await asked.askHidden('新解封口令 New passphrase: '));
  const second = await asked.askHidden('再输入一次 Once more: ');
  if (first !== second) {
    throw new CeremonyRefused(
      '两次输入不一致，未作任何更改。/ The two were not the same; nothing was changed.',
    );
  }
  return newPassphrase(first, suite);
}

function atTerminal(terminal: Terminal | undefined): Terminal {
  if (terminal) return terminal;
  throw new KeystoreRefused(
    'Shares and passphrases are shown and typed at a terminal only. Run the command at one, without a pipe.',
  );
}

async function handOut(
  { of, need }: { readonly of: number; readonly need: number },
  parts: CeremonyParts,
): Promise<MadeWay> {
  const terminal = atTerminal(parts.terminal);
  const made = await newShares({ of, need }, parts.suite);
  terminal.say(
    `将生成 ${of} 份密钥分片，任意 ${need} 份可以解封。保管人逐一上前，其他人回避。\n` +
      `${of} shares are made; any ${need} of them unseal the keys. Custodians come one by one, alone. Set ${made.way.set}.`,
  );
  for (const share of made.shares) {
    await showOne(writeShare(share), `${share.index}/${of}`, terminal);
  }
  terminal.say(
    `核对：请 ${need} 位保管人各自输入分片。核对完成之前不作任何更改。\n` +
      `Check: ${need} custodians type their shares back. Nothing is changed before that.`,
  );
  const collector = new ShareCollector(made.way);
  await askForShares(collector, terminal);
  return { way: made.way, key: await collector.key() };
}

async function showOne(text: string, which: string, terminal: Terminal): Promise<void> {
  await terminal.askHidden(
    `第 ${which} 份：保管人就位后按回车。/ Share ${which}: press Enter when its custodian is here. `,
  );
  for (const line of text.match(/(SX1-)?([0-9A-Z]{4}-?){1,5}/g) ?? []) terminal.say(`    ${line}`);
  await terminal.askHidden(
    '抄写并核对后按回车，屏幕将清除。/ Press Enter when it is written down and compared; the screen is cleared. ',
  );
  terminal.clear();
}
