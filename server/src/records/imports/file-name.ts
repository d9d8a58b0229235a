// What an imported file was called: people put names of customers there, so it is sealed under the system's own key, bound to the batch,
// and opened for the card of the batch alone. The format is known by the bytes, never by the name.
import type { Batch } from './batch.ts';
import type { ImportsParts } from './index.ts';

type Secrets = Pick<ImportsParts, 'secrets'>;

const place = (batch: string): string => `imports/file-name/${batch}`;

export function sealName({ secrets }: Secrets, batch: string, name: string): Promise<Buffer> {
  return secrets.seal(place(batch), name);
}

export async function openName(
  { secrets }: Secrets,
  { batch, nameSealed, format }: Pick<Batch, 'batch' | 'nameSealed' | 'format'>,
): Promise<string> {
  // Brought before names were sealed: what it was called was taken away.
  if (nameSealed === null) return `import.${format}`;
  return (await secrets.open(place(batch), nameSealed)).toString('utf8');
}

/** No path, nothing that a terminal or a log would act on. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/u).at(-1) ?? '';
  return last.replaceAll(/\p{C}/gu, '').trim().slice(-120) || 'export';
}
