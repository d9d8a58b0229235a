// A transit store that is sealed, slow, gone, closed to us, restored from an old copy or swapped: every call fails with a
// sentence, none is answered by other keys, and what was half done is finished or never was (SECURITY threat 21).
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../../../test/database.ts';
import { openStandIn, type Fault } from '../../../../../test/transit/stand-in.ts';
import { createVault } from '../../../vault/index.ts';
import { fixedClock } from '../../../../kernel/clock.ts';
import { exportKey, newId, newKey } from '../../../../kernel/crypto/index.ts';
import { createKeys } from '../../create-keys.ts';
import type { KeyProvider, KeySpec } from '../provider.ts';
import { openTransit } from './index.ts';

const wrapSpec: KeySpec = { name: 'bucket/000', use: 'wrap', suite: 1, label: 'shouxin/ck/v1' };
const macSpec: KeySpec = { name: 'secret', use: 'mac', suite: 1, label: 'shouxin/secret/v1' };
const signSpec: KeySpec = { name: 'audit', use: 'sign', suite: 1, label: 'shouxin/audit/v1' };
const context = ['shouxin/ck/v1', 'x'] as const;
const clock = fixedClock();
const key = newKey();

let standIn: Awaited<ReturnType<typeof openStandIn>>;
let tokenFile = '';
let provider: KeyProvider;
let wrapped: Buffer = Buffer.alloc(0);

const open = (mark?: number, tenant = 'demo') =>
  openTransit({
    address: standIn.address,
    tokenFile,
    mount: 'transit',
    kvMount: 'secret',
    deadlineMs: 700,
    tenant,
    clock,
    mark,
  });
const unwrap = () => provider.unwrap('bucket/000#1', wrapped, context);
const asked = (start: string) => standIn.asked.filter((it) => it.startsWith(start));
const engineName = (use: string) => {
  const found = [...standIn.engine.keys].find(([, { type }]) => type === use);
  return found?.[0] ?? '';
};

beforeEach(async () => {
  standIn = await openStandIn();
  tokenFile = join(await mkdtemp(join(tmpdir(), 'shouxin-transit-')), 'token');
  await writeFile(tokenFile, `${standIn.token}\n`, { mode: 0o600 });
  provider = await open();
  await provider.generate([wrapSpec, macSpec, signSpec]);
  wrapped = await provider.wrap('bucket/000#1', key, context);
});

afterEach(() => standIn.close());

/** Every use of a key, with what the provider must say to each while the fault lasts. */
async function expectShut(fault: Fault, sentence: RegExp): Promise<void> {
  standIn.fault = fault;
  const text = Buffer.from('x');
  for (const attempt of [
    () => unwrap(),
    () => provider.wrap('bucket/000#1', key, context),
    () => provider.mac('secret#1', text, ['shouxin/secret/v1']),
    () => provider.sign('audit#1', text, ['shouxin/audit/v1']),
    () => provider.generate([wrapSpec]),
    () => provider.destroy('bucket/000#1'),
    () => open(1),
  ]) {
    await expect(attempt()).rejects.toThrow(sentence);
  }
  expect((await provider.health()).isReady).toBe(false);
  standIn.fault = () => undefined;
  expect(await provider.describe()).toHaveLength(3);
}

const says = (status: number, ...errors: string[]): Fault => {
  return () => ({ status, body: { errors } });
};

describe('R1.3.2a a transit store that fails (a stand-in)', () => {
  it.each([
    ['is sealed', says(503, 'Vault is sealed'), /is sealed or in maintenance.*Vault is sealed/],
    ['does not permit it', says(403, 'permission denied'), /does not permit/],
    ['is too busy', says(429), /takes no more calls/],
    ['does not answer in time', () => 'hang', /does not answer \(no answer in time\)/],
    ['drops the connection', () => 'reset', /does not answer \(ECONNRESET\)/],
  ] as [string, Fault, RegExp][])('%s: nothing works, nothing changes', async (_, fault, says) => {
    await expectShut(fault, says);
    expect(exportKey(await unwrap())).toEqual(exportKey(key));
  });

  it('says what it was told and never what it was asked', async () => {
    standIn.fault = says(403, 'permission denied');
    const error = await provider
      .mac('secret#1', Buffer.from('13800000000'), ['shouxin/secret/v1'])
      .catch(String);
    expect(error).not.toContain('13800000000');
    expect(error).not.toContain(Buffer.from('13800000000').toString('base64').slice(0, 10));
    expect(error).not.toContain(standIn.token);
  });

  it('is asked again only where that changes nothing', async () => {
    let left = 2;
    standIn.fault = () => (left-- > 0 ? 'reset' : undefined);
    expect(exportKey(await unwrap())).toEqual(exportKey(key));
    left = 1;
    const before = asked('POST transit/keys/').length;
    await expect(provider.generate([macSpec])).rejects.toThrow(/ECONNRESET/);
    expect(asked('POST transit/keys/')).toHaveLength(before + 1);
  });

  it('takes a renewed token from its file, and no file that others may read', async () => {
    standIn.token = 'renewed';
    await expect(unwrap()).rejects.toThrow(/does not permit/);
    await writeFile(tokenFile, 'renewed');
    expect(exportKey(await unwrap())).toEqual(exportKey(key));
    const open644 = join(tmpdir(), newId());
    await writeFile(open644, 'renewed', { mode: 0o644 });
    tokenFile = open644;
    await expect(open()).rejects.toThrow(/can be read by others/);
    tokenFile = join(tmpdir(), newId());
    await expect(open()).rejects.toThrow(/token file .* is not there/);
  });

  it('follows no redirect', async () => {
    standIn.fault = () => ({ status: 307, body: {} });
    await expect(unwrap()).rejects.toThrow(/answered 307/);
  });
});

describe('R1.3.2a what lies in the transit store', () => {
  it('cannot be exported, and is refused when it was made otherwise', async () => {
    for (const it of standIn.engine.keys.values()) {
      expect([it.exportable, it.plaintextBackup, it.deletionAllowed]).toEqual([
        false,
        false,
        false,
      ]);
    }
    const shown = { exportable: true, allow_plaintext_backup: false, latest_version: 1, keys: {} };
    standIn.fault = ({ method, path }) =>
      method === 'GET' && path.startsWith('transit/keys/')
        ? { status: 200, body: { data: { type: 'hmac', ...shown } } }
        : undefined;
    await expect(provider.generate([macSpec])).rejects.toThrow(/otherwise than it was asked/);
  });

  it('is refused when another key stands under the same name, or none', async () => {
    const name = engineName('aes256-gcm96');
    const own = standIn.engine.keys.get(name);
    if (!own) throw new Error('no key');
    standIn.engine.keys.set(name, { ...own, secret: newKey(32), hmac: newKey(32) });
    await expect(unwrap()).rejects.toMatchObject({ problem: 'not-authentic' });
    await expect(open(1)).rejects.toThrow(/has another key under the name/);
    standIn.engine.keys.delete(name);
    await expect(unwrap()).rejects.toMatchObject({ problem: 'not-authentic' });
    await expect(open(1)).rejects.toThrow(/answered 400 .* key not found/);
  });

  it('R3.1.3 only moves forward: an older, cut, bent or foreign catalogue stops the start', async () => {
    await provider.generate([wrapSpec]);
    const { entries } = standIn.kv;
    const [first = '', second = ''] = [...entries.keys()];
    const kept = entries.get(second) ?? { data: [] };
    entries.delete(second);
    await expect(open(2)).rejects.toThrow(/is older than the one last used \(generation 1, on/);
    entries.set(second, { data: [undefined] });
    await expect(open(2)).rejects.toThrow(/has lost entry 2/);
    entries.set(second, { data: [...kept.data, ...kept.data] });
    await expect(open(2)).rejects.toThrow(/was written over/);
    entries.set(second, kept);
    expect(await (await open(2)).describe()).toHaveLength(4);
    entries.delete(first);
    await expect(open(2)).rejects.toThrow(/is older|has a gap/);
    await expect(open(1)).rejects.toThrow(/has a gap/);
    await expect(open(1, 'other')).rejects.toThrow(/is older/);
  });

  it('is written by one server: the second is refused', async () => {
    const other = await open(1);
    await other.generate([macSpec]);
    await expect(provider.generate([macSpec])).rejects.toThrow(/changed by somebody else/);
    expect((await provider.health()).generation).toBe(1);
  });

  it('knows an own entry whose answer was lost', async () => {
    standIn.fault = ({ method, path }) =>
      method === 'POST' && path.startsWith('secret/') ? 'lose' : undefined;
    await provider.generate([macSpec]);
    standIn.fault = () => undefined;
    expect((await provider.health()).generation).toBe(2);
    await provider.generate([macSpec]);
    expect(await (await open(3)).describe()).toHaveLength(5);
  });

  it('R1.3.2a is destroyed whole, wherever the destruction was cut off', async () => {
    const name = engineName('aes256-gcm96');
    standIn.fault = ({ method }) => (method === 'DELETE' ? { status: 403 } : undefined);
    await expect(provider.destroy('bucket/000#1')).rejects.toThrow(/does not permit/);
    await expect(unwrap()).rejects.toMatchObject({ problem: 'destroyed' });
    await expect(open(2)).rejects.toThrow(/does not permit/);
    expect(standIn.engine.keys.has(name)).toBe(true);
    standIn.fault = () => undefined;
    provider = await open(2);
    expect(standIn.engine.keys.has(name)).toBe(false);
    expect((await provider.describe()).find(({ id }) => id === 'bucket/000#1')?.state).toBe(
      'destroyed',
    );
    // Deleted, and the machine stopped before that was noted.
    await provider.generate([wrapSpec]);
    let isDeleted = false;
    standIn.fault = ({ method }) => {
      if (isDeleted) return 'reset';
      isDeleted = method === 'DELETE';
      return undefined;
    };
    await expect(provider.destroy('bucket/000#2')).rejects.toThrow(/ECONNRESET/);
    standIn.fault = () => undefined;
    const states = (await (await open(4)).describe()).map(({ id, state }) => `${id} ${state}`);
    expect(states).toContain('bucket/000#2 destroyed');
  });
});

describe('R1.3.2a an institution whose keys lie in a transit store (a stand-in)', () => {
  it('seals in SM4, opens, shreds, and opens again after a restart', async () => {
    const database = await testDatabase();
    const { db } = database.server;
    const start = async () => {
      const options = { address: standIn.address, tokenFile, mount: 'transit', kvMount: 'kv' };
      const openProvider = (mark?: number) =>
        openTransit({ ...options, tenant: 'demo', clock, mark });
      const keys = await createKeys({ db, tenant: 'demo', suite: 2, clock, openProvider });
      return { ...keys, ...createVault(keys.keyring) };
    };
    const first = await start();
    const fields = [newId(), newId()].map((subject) => ({
      subject,
      class: 'A10',
      table: 'customers.value',
      column: 'NP01',
      record: subject,
      version: 1,
      value: `值${subject}`,
    }));
    const sealed = await first.sealer.sealMany(db, fields);
    const [gone, stays] = fields.map((it, at) => ({
      ...it,
      envelope: sealed[at] ?? Buffer.alloc(0),
    }));
    if (!gone || !stays) throw new Error('nothing was sealed');
    expect(stays.envelope[2]).toBe(2);
    await first.shred([gone]);
    const second = await start();
    const [opened] = await second.opener.openMany(db, [stays]);
    expect(opened?.reveal().toString()).toBe(stays.value);
    await expect(second.opener.openMany(db, [gone])).rejects.toMatchObject({
      problem: 'destroyed',
    });
  });
});
