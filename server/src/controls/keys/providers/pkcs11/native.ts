// The functions of a PKCS#11 module, through koffi (0019): found by C_GetFunctionList, called on a thread of libuv's pool so
// that the event loop goes on, and given memory that stays until the module has answered, even when nobody waits any more.
import type koffiModule from 'koffi';
import { TokenError } from './cryptoki.ts';

type Koffi = typeof koffiModule;
interface Native {
  async(...given: unknown[]): void;
}
export type Call = (name: FunctionName, ...given: unknown[]) => Promise<void>;

const ok = 0;

/** Place in CK_FUNCTION_LIST and parameters: u ulong, p bytes, o ulong out, c ulong in and out, t template, m mechanism. */
const functions = {
  C_Initialize: [0, 'p'],
  C_GetSlotList: [4, 'bpc'],
  C_GetTokenInfo: [6, 'up'],
  C_GetMechanismList: [7, 'upc'],
  C_OpenSession: [12, 'uuppo'],
  C_CloseSession: [13, 'u'],
  C_GetSessionInfo: [15, 'up'],
  C_Login: [18, 'uupu'],
  C_CreateObject: [20, 'utuo'],
  C_DestroyObject: [22, 'uu'],
  C_GetAttributeValue: [24, 'uutu'],
  C_FindObjectsInit: [26, 'utu'],
  C_FindObjects: [27, 'upuo'],
  C_FindObjectsFinal: [28, 'u'],
  C_EncryptInit: [29, 'umu'],
  C_Encrypt: [30, 'upupc'],
  C_DecryptInit: [33, 'umu'],
  C_Decrypt: [34, 'upupc'],
  C_SignInit: [42, 'umu'],
  C_Sign: [43, 'upupc'],
  C_GenerateKey: [58, 'umtuo'],
  C_GenerateKeyPair: [59, 'umtutuoo'],
} as const satisfies Record<string, readonly [place: number, parameters: string]>;
export type FunctionName = keyof typeof functions;

/** Structures as the module was compiled to see them: packed on Windows, where an unsigned long has 4 bytes. */
function openTypes(koffi: Koffi) {
  const isWindows = process.platform === 'win32';
  const struct = isWindows ? koffi.pack : koffi.struct;
  const ulongBytes = koffi.sizeof('ulong');
  const attribute = struct({ type: 'ulong', value: 'void *', length: 'ulong' });
  const mechanism = struct({ type: 'ulong', parameter: 'void *', length: 'ulong' });
  const gcm = struct({
    nonce: 'void *',
    nonceLength: 'ulong',
    nonceBits: 'ulong',
    aad: 'void *',
    aadLength: 'ulong',
    tagBits: 'ulong',
  });
  const parameters: Readonly<Record<string, Parameters<Koffi['sizeof']>[0]>> = {
    b: 'uint8_t',
    u: 'ulong',
    p: 'void *',
    o: koffi.out(koffi.pointer('ulong')),
    c: koffi.inout(koffi.pointer('ulong')),
    t: koffi.inout(koffi.pointer(attribute)),
    m: koffi.pointer(mechanism),
  };
  const protoOf = (letters: string) =>
    koffi.proto(
      'ulong',
      [...letters].map((letter) => parameters[letter] ?? 'ulong'),
    );
  const pointerBytes = koffi.sizeof('void *');
  /** CK_FUNCTION_LIST begins with a version of two bytes. */
  const placeOf = (index: number) => (isWindows ? 2 : pointerBytes) + index * pointerBytes;
  return { ulongBytes, pointerBytes, gcm, protoOf, placeOf };
}

export type Types = ReturnType<typeof openTypes>;

export interface Functions {
  readonly koffi: Koffi;
  readonly types: Types;
  readonly call: Call;
}

/** Loads the module; koffi itself is loaded only by those who have a token. */
export async function bindFunctions(path: string): Promise<Functions> {
  const { default: koffi } = await import('koffi');
  const types = openTypes(koffi);
  const library = koffi.load(path);
  const list: unknown[] = [null];
  const getList = library.func('C_GetFunctionList', 'ulong', [koffi.out('void **')]);
  const answer = Number(getList(list));
  if (answer !== ok) throw new TokenError('C_GetFunctionList', answer);
  const bound = new Map<string, Native>();
  for (const [name, [index, letters]] of Object.entries(functions)) {
    const pointer: unknown = koffi.decode(list[0], types.placeOf(index), 'void *');
    bound.set(name, koffi.decode(pointer, types.protoOf(letters)) as Native);
  }
  /** The library, which is unloaded when nothing holds it, and what it reads and writes at the moment. */
  const held = new Set<unknown>([library]);
  const call: Call = (name, ...given) =>
    new Promise((resolve, reject) => {
      held.add(given);
      bound.get(name)?.async(...given, (failure: Error | null, answered: unknown) => {
        held.delete(given);
        if (failure) reject(failure);
        else if (Number(answered) === ok) resolve();
        else reject(new TokenError(name, Number(answered)));
      });
    });
  return { koffi, types, call };
}
