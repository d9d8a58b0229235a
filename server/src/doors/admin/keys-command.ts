// `npm run keys`: holds the ceremony on the store of this institution, opens everything once as the server will, and leaves an
// entry. The highest generation on record is asked first: a ceremony must not lift an old copy of the store over it.
import { createApp, type AppParts } from '../../app.ts';
import { highestMark, openToReseal, sealedFileOptions } from '../../controls/keys/index.ts';
import { openDatabase } from '../../kernel/database.ts';
import { CeremonyRefused, holdCeremony, type Ceremony } from './ceremony.ts';

async function markOf({ serverUrl, log }: AppParts): Promise<number | undefined> {
  const database = openDatabase(serverUrl, {
    onIdleError: (error) => log.fault('idle connection', error),
  });
  try {
    return await highestMark(database.db);
  } finally {
    await database.close();
  }
}

export async function holdKeysCommand(
  ceremony: Ceremony,
  parts: AppParts,
  say: (line: string) => void,
): Promise<void> {
  const { keyProvider = { kind: 'file' }, unsealing } = parts;
  if (keyProvider.kind !== 'file') {
    throw new CeremonyRefused(
      'The keys lie in a token or a transit store, which its own tools open: only the sealed file has an unseal key.',
    );
  }
  const suite = parts.suite === 'gm' ? 2 : 1;
  const mark = await markOf(parts);
  const store = await openToReseal(sealedFileOptions(keyProvider, { ...parts, suite, mark }));
  const made = await holdCeremony(ceremony, {
    store,
    suite,
    terminal: unsealing?.terminal,
    passphraseFile: keyProvider.passphraseFile,
  });
  await prove({ ...parts, unsealing: { ...unsealing, key: made.key } }, ceremony);
  say(
    '密钥库已按新方式加封；磁盘上不再有解封密钥。/ The key store is sealed in the new way; no unseal key lies on the disk any more.',
  );
  say('请按流程销毁旧解封密钥与旧密钥库的备份。/ Destroy the backups of the old unseal key now.');
}

/** Opened with the new key, the new generation goes on record, and the log says what was done. */
async function prove(parts: AppParts, ceremony: Ceremony): Promise<void> {
  const app = await createApp(parts);
  try {
    await app.runDuty('keys.reseal', async (call) => {
      const { generation } = await app.keys.health();
      call.append({ result: 'done', facts: { ...ceremony, keyGeneration: generation } });
    });
  } finally {
    await app.stop();
  }
}
