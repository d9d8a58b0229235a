// Comes by the unseal key of a sealed store at start: from a passphrase or from shares, out of files or typed at the terminal
// without echo. Until it has the key nothing is opened and nobody is served; after five wrong tries the start ends.
import { readFile, stat } from 'node:fs/promises';
import type { SecretKey } from '../../../../kernel/crypto/index.ts';
import type { Terminal } from '../../../../kernel/terminal.ts';
import { KeystoreRefused, refuseIfOpenToOthers } from './files.ts';
import { ShareCollector, ShareRefused } from './shares.ts';
import { isKeyOf, keyByPassphrase, type PassphraseWay, type SharesWay, type Way } from './ways.ts';

export interface UnsealSources {
  readonly passphraseFile?: string | undefined;
  readonly shareFiles?: readonly string[] | undefined;
  /** Absent: nobody sits there. */
  readonly terminal?: Terminal | undefined;
  /** What a ceremony of this very process has made. */
  readonly key?: SecretKey | undefined;
}

/** The key, and what the log says about how it came. */
export interface Unsealed {
  readonly key: SecretKey;
  readonly by: string;
}

const triesMax = 5;
const secretFileBytesMax = 4096;

async function readSecretFile(path: string): Promise<string> {
  const it = await stat(path).catch(() => undefined);
  if (!it) throw new KeystoreRefused(`${path} is not there: it should hold what unseals the keys.`);
  // A pipe or a descriptor has no rights of its own and no length.
  if (it.isFile()) await refuseIfOpenToOthers(path);
  if (it.size > secretFileBytesMax) throw new KeystoreRefused(`${path} is too large.`);
  return readFile(path, 'utf8');
}

export async function readPassphraseFile(path: string): Promise<string> {
  return (await readSecretFile(path)).replace(/\r?\n$/, '');
}

const tooOften = () =>
  new KeystoreRefused(`${triesMax} wrong tries: the keys stay sealed. Start again to try again.`);

async function byPassphrase(way: PassphraseWay, sources: UnsealSources): Promise<SecretKey> {
  const { passphraseFile, terminal } = sources;
  if (passphraseFile !== undefined) {
    const key = await keyByPassphrase(way, await readPassphraseFile(passphraseFile));
    if (isKeyOf(way, key)) return key;
    throw new KeystoreRefused(`The passphrase in ${passphraseFile} is not that of the key store.`);
  }
  if (!terminal) {
    throw new KeystoreRefused(
      'The key store is sealed with a passphrase: start at a terminal, or name a file that holds it in SHOUXIN_UNSEAL_PASSPHRASE_FILE.',
    );
  }
  for (let tries = 0; tries < triesMax; tries += 1) {
    const key = await keyByPassphrase(way, await terminal.askHidden('解封口令 Passphrase: '));
    if (isKeyOf(way, key)) return key;
    terminal.say('口令不正确。/ The passphrase is wrong.');
  }
  throw tooOften();
}

/** Asks until the set is complete; a wrong share is named and asked for again. */
export async function askForShares(collector: ShareCollector, terminal: Terminal): Promise<void> {
  let wrong = 0;
  while (collector.missing > 0) {
    terminal.say(
      `还需 ${collector.missing} 份密钥分片。/ Shares still needed: ${collector.missing}.`,
    );
    try {
      collector.add(await terminal.askHidden('分片 Share: '));
    } catch (error) {
      if (!(error instanceof ShareRefused)) throw error;
      terminal.say(error.message);
      wrong += 1;
      if (wrong === triesMax) throw tooOften();
    }
  }
}

async function byShares(way: SharesWay, sources: UnsealSources): Promise<Unsealed> {
  const collector = new ShareCollector(way);
  const { shareFiles = [], terminal } = sources;
  try {
    for (const path of shareFiles) {
      if (collector.missing === 0) break;
      collector.add(await readSecretFile(path));
    }
  } catch (error) {
    if (!(error instanceof ShareRefused)) throw error;
    throw new KeystoreRefused(`A file of SHOUXIN_UNSEAL_SHARES was refused: ${error.message}`);
  }
  if (collector.missing > 0 && !terminal) {
    throw new KeystoreRefused(
      `The key store is sealed in shares, ${way.need} of ${way.of} open it, and ${collector.missing} are missing: ` +
        'start at a terminal, or name files that hold one each in SHOUXIN_UNSEAL_SHARES.',
    );
  }
  if (terminal) await askForShares(collector, terminal);
  return {
    key: await collector.key(),
    by: `shares:${way.set}:${collector.indices.join('.')}`,
  };
}

export async function unsealBy(way: Way, sources: UnsealSources): Promise<Unsealed> {
  const { key } = sources;
  if (key && isKeyOf(way, key)) return { key, by: 'ceremony' };
  if (way.way === 'shares') return byShares(way, sources);
  return { key: await byPassphrase(way, sources), by: 'passphrase' };
}
