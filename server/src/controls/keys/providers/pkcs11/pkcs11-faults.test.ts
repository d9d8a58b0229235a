// SECURITY T21: a token that is lost, slow, locked or another one. Callers get "unavailable" and nothing from elsewhere, the
// operator a sentence, and what can come back comes back by itself. Faults are put between the provider and a real token.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSofthsm, makeTokens, pin } from '../../../../../test/softhsm.ts';
import { fixedClock } from '../../../../kernel/clock.ts';
import { exportKey, newKey } from '../../../../kernel/crypto/index.ts';
import { attributes, TokenError, tokenFlags, type Cryptoki } from './cryptoki.ts';
import { openPkcs11, type Pkcs11Options } from './index.ts';
import { loadCryptoki } from './library.ts';
import { TooLate } from './sessions.ts';
import { findToken } from './token.ts';
import type { KeyContext, KeySpec } from '../provider.ts';

const tokens = makeTokens(['lost', 'other', 'faults']);
const faults = tokens.token('faults');
const clock = fixedClock();
const wrapSpec: KeySpec = { name: 'bucket/000', use: 'wrap', suite: 1, label: 'shouxin/ck/v1' };
const macSpec: KeySpec = { name: 'index/mobile', use: 'mac', suite: 1, label: 'shouxin/fp/v1' };
const place: KeyContext = ['shouxin/ck/v1', 'demo', 'x'];
const fpPlace: KeyContext = ['shouxin/fp/v1', 'demo'];
const unavailable = { problem: 'unavailable' };

type Method = keyof Cryptoki;
type Fault = (method: Method, given: readonly unknown[]) => Promise<unknown> | undefined;

/** The real module, but for the calls that `fault` answers in its place. */
function faulty(fault: { now?: Fault | undefined }): () => Promise<Cryptoki> {
  return async () =>
    new Proxy(await loadCryptoki(faults.module), {
      get(target, name) {
        const method: unknown = Reflect.get(target, name, target);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) =>
          fault.now?.(name as Method, given) ?? (method.apply(target, given) as unknown);
      },
    });
}

const answers = (call: string, answer: number) => Promise.reject(new TokenError(call, answer));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let institutions = 0;

async function openFaulty(more: Partial<Pkcs11Options> = {}) {
  const fault: { now?: Fault | undefined } = {};
  const told: unknown[] = [];
  const calls: Method[] = [];
  const provider = await openPkcs11({
    ...faults,
    tenant: `faults${(institutions += 1)}`,
    clock,
    limits: { pauseMs: 200 },
    onFault: (error) => told.push(error),
    load: faulty({
      now: (method, given) => {
        calls.push(method);
        return fault.now?.(method, given);
      },
    }),
    ...more,
  });
  await provider.generate([wrapSpec, macSpec]);
  const key = newKey();
  const wrapped = await provider.wrap('bucket/000#1', key, place);
  const opens = async () =>
    exportKey(await provider.unwrap('bucket/000#1', wrapped, place)).equals(exportKey(key));
  const macs = () => provider.mac('index/mobile#1', Buffer.from('1'), fpPlace);
  return { provider, fault, told, calls, opens, macs, wrapped };
}

/** Another program, or the token itself, ends every session of this process. */
async function closeAllSessions(label: string): Promise<void> {
  const cryptoki = await loadCryptoki(faults.module);
  const slot = await findToken(cryptoki, label);
  for (let session = 1; session < 200; session += 1) {
    await cryptoki.closeSession(session).catch(() => {});
  }
  const session = await cryptoki.openSession(slot);
  const seen = await cryptoki.find(session, [[attributes.private, true]]);
  expect(seen).toEqual([]);
  await cryptoki.closeSession(session);
}

describe.skipIf(!hasSofthsm)('R3.1.4 T21 a session that is lost', () => {
  it('is opened again by itself, once for all who wait, and nothing fails', async () => {
    const it = await openFaulty();
    await closeAllSessions('faults');
    it.calls.length = 0;
    const all = await Promise.all([it.opens(), it.macs(), it.opens(), it.macs(), it.opens()]);
    expect(all.filter((one) => one === true)).toHaveLength(3);
    expect(it.calls.filter((call) => call === 'login')).toHaveLength(1);
    expect(it.told).toEqual([]);
    await closeAllSessions('faults');
    await expect(it.provider.generate([macSpec])).rejects.toMatchObject(unavailable);
    expect(await it.provider.generate([macSpec])).toMatchObject([{ id: 'index/mobile#2' }]);
    await closeAllSessions('faults');
    expect((await it.provider.health()).isReady).toBe(false);
    expect(await it.opens()).toBe(true);
    expect((await it.provider.health()).isReady).toBe(true);
  });

  it.each([0xb3, 0xb0, 0x101, 0x32, 0xe0, 0x60])(
    'answer %i in the middle of work: signed in again, done again',
    async (answer) => {
      const it = await openFaulty();
      let isFirst = true;
      it.fault.now = (method) => {
        if (method !== 'decrypt' || !isFirst) return undefined;
        isFirst = false;
        return answers('C_Decrypt', answer);
      };
      expect(await it.opens()).toBe(true);
    },
  );

  it('that stays lost is refused, and sign-in is not hammered', async () => {
    const it = await openFaulty({ limits: { pauseMs: 1_000 } });
    it.fault.now = (method) =>
      method === 'decrypt' || method === 'slots' ? answers('C_Decrypt', 0xe0) : undefined;
    it.calls.length = 0;
    for (let i = 0; i < 20; i += 1) await expect(it.opens()).rejects.toMatchObject(unavailable);
    expect(it.calls.filter((call) => call === 'slots').length).toBeLessThan(4);
    it.fault.now = undefined;
    await pause(1_050);
    expect(await it.opens()).toBe(true);
  });
});

describe.skipIf(!hasSofthsm)('R3.1.4 T21 a token that fails', () => {
  it.each(['encrypt', 'decrypt', 'sign'] as const)('CKR_DEVICE_ERROR at %s', async (broken) => {
    const it = await openFaulty();
    it.fault.now = (method) =>
      ['encrypt', 'decrypt', 'sign'].includes(method) ? answers(`C_${broken}`, 0x30) : undefined;
    await expect(it.opens()).rejects.toMatchObject(unavailable);
    await expect(it.macs()).rejects.toMatchObject(unavailable);
    const wrap = it.provider.wrap('bucket/000#1', newKey(), place);
    await expect(wrap).rejects.toMatchObject(unavailable);
    expect(it.told).toHaveLength(3);
    expect(it.told[0]).toMatchObject({ code: 'CKR_DEVICE_ERROR' });
    it.fault.now = undefined;
    expect(await it.opens()).toBe(true);
  });

  it('changed bytes are "not authentic" while the token works, and "unavailable" when it does not', async () => {
    const it = await openFaulty();
    const changed = Buffer.from(it.wrapped);
    changed[20] = (changed[20] ?? 0) ^ 1;
    const attempt = () => it.provider.unwrap('bucket/000#1', changed, place);
    await expect(attempt()).rejects.toMatchObject({ problem: 'not-authentic' });
    it.fault.now = (method) => (method === 'decrypt' ? answers('C_Decrypt', 0x5) : undefined);
    await expect(attempt()).rejects.toMatchObject(unavailable);
  });

  it('a destroyed key that the token still has is not called destroyed', async () => {
    const it = await openFaulty();
    it.fault.now = (method) => (method === 'destroy' ? Promise.resolve() : undefined);
    await expect(it.provider.destroy('bucket/000#1')).rejects.toMatchObject(unavailable);
    expect((await it.provider.describe())[0]?.state).toBe('active');
    await expect(it.opens()).rejects.toMatchObject({ problem: 'destroyed' });
    it.fault.now = undefined;
    const { generation } = await it.provider.destroy('bucket/000#1');
    expect(generation).toBe((await it.provider.health()).generation);
    expect((await it.provider.describe())[0]?.state).toBe('destroyed');
  });

  it('a token that would give out what it has just made makes no key for us', async () => {
    const it = await openFaulty();
    it.fault.now = (method, [, , wanted]) =>
      method === 'read' && (wanted as number[]).includes(attributes.extractable)
        ? Promise.resolve([Buffer.of(1), Buffer.of(1)])
        : undefined;
    await expect(it.provider.generate([wrapSpec])).rejects.toMatchObject(unavailable);
    it.fault.now = undefined;
    expect(await it.provider.generate([wrapSpec])).toMatchObject([{ id: 'bucket/000#2' }]);
  });
});

describe.skipIf(!hasSofthsm)('R3.1.4 T21 a token that is slow', () => {
  it('is not waited for beyond the deadline, takes no more than its sessions, and comes back', async () => {
    const it = await openFaulty({ limits: { callMs: 1_000, waitMs: 1_000 } });
    const gates: (() => void)[] = [];
    it.fault.now = (method) =>
      method === 'sign'
        ? new Promise((resolve) => gates.push(() => resolve(Buffer.alloc(32))))
        : undefined;
    const startedAt = performance.now();
    const asked = await Promise.allSettled(Array.from({ length: 30 }, () => it.macs()));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(asked.every(({ status }) => status === 'rejected')).toBe(true);
    expect(gates).toHaveLength(2);
    expect(it.told.every((error) => error instanceof TooLate)).toBe(true);
    await expect(it.opens()).rejects.toMatchObject(unavailable);
    it.fault.now = undefined;
    for (const open of gates) open();
    await pause(50);
    expect(await it.opens()).toBe(true);
    expect(await it.macs()).toHaveLength(32);
  });

  it('leaves the event loop alone: timers run between its calls', async () => {
    const it = await openFaulty();
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    for (let i = 0; i < 300; i += 1) await it.macs();
    clearInterval(timer);
    // Calls that do not leave the thread would come back without a single turn of the loop.
    expect(ticks).toBeGreaterThan(5);
  });
});

describe.skipIf(!hasSofthsm)('R3.1.4 T21 a PIN that is no longer taken', () => {
  it('is tried once and never again by itself; nothing works, and nothing else signs', async () => {
    const pinFile = join(tokens.folder, 'changing-pin');
    await writeFile(pinFile, pin, { mode: 0o600 });
    const it = await openFaulty({ pinFile, token: 'lost' });
    await writeFile(pinFile, 'Heron-0815');
    await closeAllSessions('lost');
    it.calls.length = 0;
    for (let i = 0; i < 5; i += 1) {
      await expect(it.opens()).rejects.toMatchObject(unavailable);
      await pause(250);
    }
    expect(it.calls.filter((call) => call === 'login')).toHaveLength(1);
    await writeFile(pinFile, pin);
    await expect(it.opens()).rejects.toMatchObject(unavailable);
    expect(String(it.told[0])).toMatch(/does not take the PIN/);
    expect(it.told.map(String).join('')).not.toMatch(/Heron|Reed/);
    expect((await it.provider.health()).isReady).toBe(false);
    await rm(pinFile);
  });

  it.each([
    ['locked', tokenFlags.userPinLocked, /PIN of the token faults is locked/],
    ['one try left', tokenFlags.userPinFinalTry, /One more wrong PIN would lock/],
  ])('is not tried at all: %s', async (_, flag, sentence) => {
    const calls: Method[] = [];
    const load = async () => {
      const cryptoki = await loadCryptoki(faults.module);
      return new Proxy(cryptoki, {
        get(target, name) {
          const method: unknown = Reflect.get(target, name, target);
          if (typeof method !== 'function') return method;
          return async (...given: unknown[]) => {
            calls.push(name as Method);
            const told: unknown = await method.apply(target, given);
            if (name !== 'tokenInfo') return told;
            const info = told as { flags: number };
            return { ...info, flags: info.flags | flag };
          };
        },
      });
    };
    await expect(openPkcs11({ ...faults, tenant: 'x', clock, load })).rejects.toThrow(sentence);
    expect(calls).not.toContain('login');
  });
});

describe.skipIf(!hasSofthsm)('R3.1.4 T21 another token in the place of the first', () => {
  it('is refused while running: no key of it is used', async () => {
    const it = await openFaulty();
    const other = await findToken(await loadCryptoki(faults.module), 'other');
    const cryptoki = await loadCryptoki(faults.module);
    const session = await cryptoki.openSession(other);
    await cryptoki.login(session, Buffer.from(pin));
    it.fault.now = (method) => (method === 'openSession' ? cryptoki.openSession(other) : undefined);
    await closeAllSessions('faults');
    const again = await cryptoki.openSession(other);
    await cryptoki.login(again, Buffer.from(pin)).catch(() => {});
    await expect(it.opens()).rejects.toMatchObject(unavailable);
    expect(String(it.told[0])).toMatch(/has no keys of this institution/);
  });
});
