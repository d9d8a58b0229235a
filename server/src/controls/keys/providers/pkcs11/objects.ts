// Key objects of the token by their CKA_ID: which there are, whether the token keeps them to itself, and that a destroyed one is
// looked for and not found.
import { KeystoreRefused } from '../sealed-file/files.ts';
import type { Working } from './connection.ts';
import { attributes, objectClass, type Handle } from './cryptoki.ts';

export interface FoundObject {
  readonly handle: Handle;
  readonly isGuarded: boolean;
}

/** Every key object in the token by its CKA_ID. */
export async function findObjects({
  cryptoki,
  session,
}: Working): Promise<Map<string, FoundObject[]>> {
  const found = new Map<string, FoundObject[]>();
  for (const it of [objectClass.secretKey, objectClass.privateKey]) {
    const template = [
      [attributes.class, it],
      [attributes.token, true],
    ] as const;
    for (const handle of await cryptoki.find(session, template)) {
      const wanted = [attributes.id, attributes.sensitive, attributes.extractable];
      const [id, sensitive, extractable] = await cryptoki.read(session, handle, wanted);
      const isGuarded = sensitive?.[0] === 1 && extractable?.[0] === 0;
      const name = id?.toString('hex') ?? '';
      found.set(name, [...(found.get(name) ?? []), { handle, isGuarded }]);
    }
  }
  return found;
}

/** Destroys what has this CKA_ID, and looks that nothing has it any more. */
export async function destroyObjects(
  { cryptoki, session }: Working,
  object: string,
): Promise<void> {
  const template = [
    [attributes.token, true],
    [attributes.id, Buffer.from(object, 'hex')],
  ] as const;
  for (const handle of await cryptoki.find(session, template)) {
    await cryptoki.destroy(session, handle);
  }
  if ((await cryptoki.find(session, template)).length === 0) return;
  throw new KeystoreRefused('The token says that it destroyed a key, and still has it.');
}

export function requireObject(id: string, objects: readonly FoundObject[]): FoundObject {
  const [only, another] = objects;
  if (!only || another) {
    throw new KeystoreRefused(
      `The token has ${only ? 'several keys' : 'no key'} for ${id}, which its catalogue names. ` +
        'Keys only move forward: restore the token from its newest backup.',
    );
  }
  if (!only.isGuarded) throw givenOut(id);
  return only;
}

const givenOut = (id: string): KeystoreRefused =>
  new KeystoreRefused(`The token would give out the key ${id}, so it is not used.`);

/** A token may take a template and not keep to it. */
export async function requireGuarded(on: Working, id: string, handle: Handle): Promise<void> {
  const wanted = [attributes.sensitive, attributes.extractable];
  const [sensitive, extractable] = await on.cryptoki.read(on.session, handle, wanted);
  if (sensitive?.[0] !== 1 || extractable?.[0] !== 0) throw givenOut(id);
}
