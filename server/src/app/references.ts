// The business reference of a call: sealed into the entry for the auditor, with a salted commitment in clear, so that the
// log never holds what a clerk typed and yet proves it (R1.5.3).
import type { Sealer } from '../controls/vault/index.ts';
import type { SealReference } from '../doors/trace.ts';
import type { Call } from '../kernel/call.ts';
import type { Tx } from '../kernel/database.ts';
import type { Controls } from './controls.ts';
import type { Sealed } from '../records/trail/index.ts';

const kind = 'reference';

export function createSealReference(sealer: Sealer, db: Tx): SealReference {
  return async (reference, { at, request }) => {
    const { salt, commitment } = sealer.commit(reference);
    const value = JSON.stringify({ reference, salt: salt.toString('base64') });
    const detail = await sealer.sealDetail(db, { at, kind, about: request, value });
    return {
      commitment: Buffer.from(commitment, 'hex').toString('base64'),
      detail: detail.toString('base64'),
    };
  };
}

/** Through disclosure with the purpose audit-review; an entry whose detail is something else shows no reference. */
export function createOpenReferences({ disclosure }: Pick<Controls, 'disclosure'>) {
  return async (call: Call, sealed: readonly Sealed[]): Promise<(string | undefined)[]> => {
    if (sealed.length === 0) return [];
    const details = sealed.map(({ at, request, detail }) => ({
      at,
      kind,
      about: request,
      envelope: detail,
    }));
    const texts = await disclosure.openDetails(call, {
      mode: 'audit-review',
      what: 'entry',
      details,
    });
    return texts.map((text) => (text === undefined ? undefined : referenceIn(text)));
  };
}

function referenceIn(text: string): string | undefined {
  const parsed: unknown = JSON.parse(text);
  const found = (parsed as { reference?: unknown }).reference;
  return typeof found === 'string' ? found : undefined;
}
