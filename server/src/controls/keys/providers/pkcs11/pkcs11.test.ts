// The PKCS#11 provider on a real token (SoftHSM 2): nothing leaves it, it only moves forward, and what is not as it was
// catalogued is refused with a sentence.
import { execFile } from 'node:child_process';
import { chmod, cp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hasSofthsm, makeTokens, pin, type TestToken } from '../../../../../test/softhsm.ts';
import { fixedClock } from '../../../../kernel/clock.ts';
import { exportKey, newKey } from '../../../../kernel/crypto/index.ts';
import { attributes, objectClass, type Cryptoki, type Handle } from './cryptoki.ts';
import { openPkcs11, type Pkcs11Options } from './index.ts';
import { makeKey } from './key-objects.ts';
import { loadCryptoki } from './library.ts';
import { findToken } from './token.ts';
import type { KeyContext, KeySpec } from '../provider.ts';

const tokens = makeTokens(['main', 'away', 'twin', 'twin']);
const main = tokens.token('main');
const clock = fixedClock();
const wrapSpec: KeySpec = { name: 'bucket/000', use: 'wrap', suite: 1, label: 'shouxin/ck/v1' };
const macSpec: KeySpec = { name: 'secret', use: 'mac', suite: 1, label: 'shouxin/secret/v1' };
const signSpec: KeySpec = { name: 'audit', use: 'sign', suite: 1, label: 'shouxin/audit/v1' };
const place: KeyContext = ['shouxin/ck/v1', 'demo', 'x'];

let institutions = 0;
const another = (): string => `demo${(institutions += 1)}`;
const open = (tenant: string, more: Partial<Pkcs11Options> = {}) =>
  openPkcs11({ ...main, tenant, clock, ...more });

/** A session beside the provider's own, as another program with the PIN would have. */
async function beside(token: TestToken = main) {
  const cryptoki = await loadCryptoki(token.module);
  const session = await cryptoki.openSession(await findToken(cryptoki, token.token));
  await cryptoki.login(session, Buffer.from(pin)).catch(() => {});
  return { cryptoki, session };
}

type Beside = Awaited<ReturnType<typeof beside>>;
const byLabel = ({ cryptoki, session }: Beside, label: string): Promise<Handle[]> =>
  cryptoki.find(session, [[attributes.label, label]]);

/** Dies at one call, as a process does. */
function dying(cryptoki: Cryptoki, method: keyof Cryptoki, at: number): Cryptoki {
  let calls = 0;
  return new Proxy(cryptoki, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name, target);
      if (typeof found !== 'function') return found;
      return (...given: unknown[]) => {
        if (name === method && (calls += 1) === at) throw new Error('killed');
        return found.apply(target, given) as unknown;
      };
    },
  });
}

describe.skipIf(!hasSofthsm)('R3.1.3 keys in a PKCS#11 token', () => {
  it('never leave it: the token itself refuses to show, change or copy them', async () => {
    const tenant = another();
    await (await open(tenant)).generate([wrapSpec, macSpec, signSpec]);
    const it = await beside();
    for (const name of ['bucket/000#1', 'secret#1', 'audit#1']) {
      const [key, ...others] = await byLabel(it, `shouxin/${tenant}/${name}`);
      expect(others).toEqual([]);
      const shown = it.cryptoki.read(it.session, key ?? 0, [attributes.value]);
      await expect(shown).rejects.toThrow('CKR_ATTRIBUTE_SENSITIVE');
      const asked = [
        'token',
        'private',
        'sensitive',
        'extractable',
        'modifiable',
        'copyable',
      ] as const;
      const told = await it.cryptoki.read(
        it.session,
        key ?? 0,
        asked.map((one) => attributes[one]),
      );
      expect(told.map((bytes) => bytes[0])).toEqual([1, 1, 1, 0, 0, 0]);
    }
  });

  it('opens again with the same keys, names, states and generation', async () => {
    const tenant = another();
    const first = await open(tenant);
    const [made] = await first.generate([wrapSpec, { ...macSpec, dataSuite: 2 }, signSpec]);
    await first.transition('audit#1', 'deactivated');
    const key = newKey();
    const wrapped = await first.wrap(made?.id ?? '', key, place);
    const again = await open(tenant, { mark: 2 });
    expect(exportKey(await again.unwrap('bucket/000#1', wrapped, place))).toEqual(exportKey(key));
    expect(await again.describe()).toEqual(await first.describe());
    expect(await again.describe()).toMatchObject([{ suite: 1 }, { dataSuite: 2 }, { use: 'sign' }]);
    expect(await again.health()).toEqual({
      provider: 'pkcs11',
      isReady: true,
      generation: 2,
      openedBy: 'pin-file',
    });
  });

  it('keeps one catalogue, private, and several institutions apart', async () => {
    const [one, two] = [another(), another()];
    const [first, second] = [await open(one), await open(two)];
    for (let round = 0; round < 3; round += 1) await first.generate([macSpec]);
    await second.generate([macSpec]);
    expect(await second.describe()).toHaveLength(1);
    const it = await beside();
    const catalogues = await byLabel(it, `shouxin/${one}/catalogue`);
    expect(catalogues).toHaveLength(1);
    const [isPrivate] = await it.cryptoki.read(it.session, catalogues[0] ?? 0, [
      attributes.private,
    ]);
    expect(isPrivate?.[0]).toBe(1);
  });

  it('destroys in the token, and looks for it there', async () => {
    const tenant = another();
    const provider = await open(tenant);
    await provider.generate([wrapSpec, wrapSpec]);
    const it = await beside();
    const label = `shouxin/${tenant}/bucket/000#1`;
    expect(await byLabel(it, label)).toHaveLength(1);
    const destruction = await provider.destroy('bucket/000#1');
    expect(destruction).toMatchObject({ id: 'bucket/000#1', provider: 'pkcs11', generation: 3 });
    expect(await byLabel(it, label)).toEqual([]);
    const [gone, kept] = await (await open(tenant, { mark: 3 })).describe();
    expect([gone?.state, kept?.state]).toEqual(['destroyed', 'active']);
  });
});

describe.skipIf(!hasSofthsm)('R3.1.4 a token that is not as it was', () => {
  it('is refused when its keys are older than the mark, or gone', async () => {
    const tenant = another();
    await (await open(tenant)).generate([wrapSpec]);
    await expect(open(tenant, { mark: 2 })).rejects.toThrow(
      /older than those last used \(generation 1, on record 2\)/,
    );
    await expect(open(another(), { mark: 1 })).rejects.toThrow(/has no keys of this institution/);
  });

  it('is refused when a catalogued key is missing', async () => {
    const tenant = another();
    await (await open(tenant)).generate([wrapSpec, macSpec]);
    const it = await beside();
    const [key] = await byLabel(it, `shouxin/${tenant}/secret#1`);
    await it.cryptoki.destroy(it.session, key ?? 0);
    await expect(open(tenant, { mark: 1 })).rejects.toThrow(/has no key for secret#1/);
  });

  it.each([wrapSpec, macSpec, signSpec])(
    'is refused when another key lies under the same label and id ($use)',
    async (spec) => {
      const tenant = another();
      await (await open(tenant)).generate([spec]);
      const it = await beside();
      const label = `shouxin/${tenant}/${spec.name}#1`;
      const [key] = await byLabel(it, label);
      const [object = Buffer.alloc(0)] = await it.cryptoki.read(it.session, key ?? 0, [
        attributes.id,
      ]);
      await it.cryptoki.destroy(it.session, key ?? 0);
      await makeKey(it, { use: spec.use, label, object });
      await expect(open(tenant, { mark: 1 })).rejects.toThrow(
        /is not the one that was made for it/,
      );
      await makeKey(it, { use: spec.use, label, object });
      await expect(open(tenant, { mark: 1 })).rejects.toThrow(/has several keys for/);
    },
  );

  it('is refused when a key there could be taken out', async () => {
    const tenant = another();
    await (await open(tenant)).generate([macSpec]);
    const it = await beside();
    const [key] = await byLabel(it, `shouxin/${tenant}/secret#1`);
    const [object = Buffer.alloc(0)] = await it.cryptoki.read(it.session, key ?? 0, [
      attributes.id,
    ]);
    await it.cryptoki.destroy(it.session, key ?? 0);
    await it.cryptoki.create(it.session, [
      [attributes.class, objectClass.secretKey],
      [attributes.keyType, 0x10],
      [attributes.token, true],
      [attributes.id, object],
      [attributes.sensitive, false],
      [attributes.extractable, true],
      [attributes.value, Buffer.alloc(32, 1)],
    ]);
    await expect(open(tenant, { mark: 1 })).rejects.toThrow(/would give out the key secret#1/);
  });

  it('is refused when its catalogue is damaged or of another institution', async () => {
    const tenant = another();
    await (await open(tenant)).generate([macSpec]);
    const it = await beside();
    const [handle = 0] = await byLabel(it, `shouxin/${tenant}/catalogue`);
    const [value = Buffer.alloc(0)] = await it.cryptoki.read(it.session, handle, [
      attributes.value,
    ]);
    const put = (bytes: Uint8Array, name: string) =>
      it.cryptoki.create(it.session, [
        [attributes.class, objectClass.data],
        [attributes.token, true],
        [attributes.private, true],
        [attributes.application, 'shouxin'],
        [attributes.label, `shouxin/${name}/catalogue`],
        [attributes.value, bytes],
      ]);
    const other = another();
    await put(value, other);
    await expect(open(other)).rejects.toThrow(/is not a catalogue of this institution/);
    await put(value, tenant);
    await expect(open(tenant)).rejects.toThrow(/Two servers wrote generation 1/);
    await it.cryptoki.destroy(it.session, handle);
    await put(value.subarray(0, value.length - 3), tenant);
    await expect(open(tenant)).rejects.toThrow(/is damaged/);
  });

  it('is not written over what another server wrote', async () => {
    const tenant = another();
    const [one, two] = [await open(tenant), await open(tenant)];
    await one.generate([macSpec]);
    await expect(two.generate([macSpec])).rejects.toMatchObject({ problem: 'unavailable' });
    expect(await two.describe()).toEqual([]);
    expect(await (await open(tenant)).describe()).toHaveLength(1);
  });
});

describe.skipIf(!hasSofthsm)('a kill in the middle of a change is harmless', () => {
  const [untouched, ended] = [['bucket/000#1 active'], ['bucket/000#1 destroyed']];
  const made = [...untouched, 'bucket/000#2 active', 'secret#1 active', 'audit#1 active'];
  const steps = [
    { change: 'generate', method: 'generateKey', at: 2, after: untouched },
    { change: 'generate', method: 'generateKeyPair', at: 1, after: untouched },
    { change: 'generate', method: 'sign', at: 1, after: untouched },
    { change: 'generate', method: 'create', at: 1, after: untouched },
    { change: 'generate', method: 'destroy', at: 2, after: made },
    { change: 'destroy', method: 'create', at: 1, after: untouched },
    // From here on its end is written down, and the next opening finishes it.
    { change: 'destroy', method: 'destroy', at: 1, after: ended },
    { change: 'destroy', method: 'destroy', at: 2, after: ended },
    { change: 'destroy', method: 'create', at: 2, after: ended },
    { change: 'destroy', method: 'destroy', at: 3, after: ended },
  ] as const;

  it.each(steps)('$change, at $method number $at', async ({ change, method, at, after }) => {
    const tenant = another();
    await (await open(tenant)).generate([wrapSpec]);
    const load = async () => dying(await loadCryptoki(main.module), method, at);
    const struck = await open(tenant, { load });
    const running: Promise<unknown> =
      change === 'generate'
        ? struck.generate([wrapSpec, macSpec, signSpec])
        : struck.destroy('bucket/000#1');
    await expect(running).rejects.toThrow('killed');
    const next = await open(tenant, { mark: 1 });
    expect((await next.describe()).map(({ id, state }) => `${id} ${state}`)).toEqual(after);
    const left = await byLabel(await beside(), `shouxin/${tenant}/bucket/000#1`);
    expect(left).toHaveLength(after === ended ? 0 : 1);
    const [made2] = await next.generate([{ ...macSpec, name: 'index/name' }]);
    expect(made2?.id).toBe('index/name#1');
    expect(await byLabel(await beside(), `shouxin/${tenant}/catalogue`)).toHaveLength(1);
  });

  it('and the same server goes on from what the token says', async () => {
    const tenant = another();
    const load = async () => dying(await loadCryptoki(main.module), 'destroy', 1);
    const struck = await open(tenant, { load });
    await struck.generate([macSpec]);
    await expect(struck.generate([macSpec])).rejects.toThrow('killed');
    expect(await struck.generate([macSpec])).toMatchObject([{ id: 'secret#3' }]);
    expect((await struck.health()).generation).toBe(3);
  });
});

describe.skipIf(!hasSofthsm)('a token that cannot be opened says why', () => {
  it('no module, no token, two of one name', async () => {
    await expect(open(another(), { module: '/nowhere/lib.so' })).rejects.toThrow(
      /The PKCS#11 module \/nowhere\/lib.so cannot be loaded/,
    );
    await expect(open(another(), { module: '/lib/x86_64-linux-gnu/libc.so.6' })).rejects.toThrow(
      /cannot be loaded/,
    );
    await expect(open(another(), { token: 'nobody' })).rejects.toThrow(
      /no token with the label or serial number "nobody"/,
    );
    await expect(open(another(), { token: 'twin' })).rejects.toThrow(
      /Several tokens have the label/,
    );
  });

  it('is found by its serial number as well', async () => {
    const { cryptoki } = await beside();
    const slot = await findToken(cryptoki, 'main');
    const { serial } = await cryptoki.tokenInfo(slot);
    expect(await (await open(another(), { token: serial })).describe()).toEqual([]);
  });

  it('a PIN file that is missing, empty, too long or open to others', async () => {
    const pinFile = join(tokens.folder, 'other-pin');
    const away = { token: 'away', pinFile };
    await expect(open(another(), away)).rejects.toThrow(/The PIN file .* is missing/);
    await writeFile(pinFile, '\n', { mode: 0o600 });
    await expect(open(another(), away)).rejects.toThrow(/is empty/);
    await writeFile(pinFile, 'x'.repeat(300));
    await expect(open(another(), away)).rejects.toThrow(/too long/);
    await writeFile(pinFile, pin);
    await chmod(pinFile, 0o644);
    await expect(open(another(), away)).rejects.toThrow(/can be read by others/);
    await rm(pinFile);
  });

  it('a wrong PIN, without showing it', async () => {
    const pinFile = join(tokens.folder, 'wrong-pin');
    await writeFile(pinFile, 'Heron-0815', { mode: 0o600 });
    const refused = open(another(), { token: 'away', pinFile });
    await expect(refused).rejects.toThrow(/does not take the PIN in .*CKR_PIN_INCORRECT/);
    await expect(refused).rejects.not.toThrow(/Heron|0815/);
  });
});

/** In a process of its own, because a process sees a token's folder as it was at first. */
async function openElsewhere(tenant: string, mark: number): Promise<string> {
  const file = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const options = JSON.stringify({ ...main, tenant, mark });
  const program = `
    const { openPkcs11 } = await import(${file('./index.ts')});
    const { fixedClock } = await import(${file('../../../../kernel/clock.ts')});
    await openPkcs11({ ...${options}, clock: fixedClock() }).then(
      () => console.log('opened'), (error) => console.log(error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
  ]);
  return stdout;
}

describe.skipIf(!hasSofthsm)('an old copy of a whole token', () => {
  it('is refused by the mark, and the newest is taken', async () => {
    const folder = join(tokens.folder, 'tokens');
    const [older, newer] = [join(tokens.folder, 'older'), join(tokens.folder, 'newer')];
    const tenant = another();
    const provider = await open(tenant);
    await provider.generate([wrapSpec]);
    await cp(folder, older, { recursive: true });
    await provider.generate([wrapSpec]);
    await rename(folder, newer);
    await cp(older, folder, { recursive: true });
    expect(await openElsewhere(tenant, 1)).toBe('opened\n');
    expect(await openElsewhere(tenant, 2)).toMatch(/Keys only move forward/);
    await rm(folder, { recursive: true });
    await rename(newer, folder);
    expect(await openElsewhere(tenant, 2)).toBe('opened\n');
  });
});
