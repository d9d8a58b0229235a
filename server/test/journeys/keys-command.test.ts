// Journey at a terminal: the security administrator looks at the keys, proposes a rotation, follows it to its end and marks a version as
// compromised, by `shouxin keys` (R1.3.2a). A second person decides in the console as always.
import { operations } from '@shouxin/contract';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compromise, rotate, rotations, versions } from '../../../client/src/cli/keys/command.ts';
import { watchRotations } from '../../../client/src/cli/keys/watch.ts';
import { runMain } from '../../../client/src/cli/main.ts';
import { codeOf, movableClock, openHarness, password, totpSecret } from '../harness.ts';

const harness = await openHarness({ customers: 30, clock: movableClock(new Date().toISOString()) });
const dpo = await harness.as('dpo');
const { approvals, keys } = operations;
let url = '';

beforeAll(async () => {
  url = await harness.app.http.listen({ port: 0, host: '127.0.0.1' });
});
const asKeeper = async () => {
  const security = await harness.enter('security');
  return { client: security, stepUp: security.stepUp };
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** As typed at a prompt; the security administrator's other session is ended. */
async function typed(...args: string[]) {
  vi.stubEnv('SHOUXIN_URL', url);
  vi.stubEnv('SHOUXIN_ACCOUNT', 'security');
  vi.stubEnv('SHOUXIN_PASSWORD', password);
  vi.stubEnv('SHOUXIN_TOTP_SECRET', totpSecret.base32);
  const said: string[] = [];
  const keep = (text: unknown) => said.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  const notes: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => notes.push(String(text)) > 0);
  const status = await runMain(['keys', ...args, '--end-other']);
  return { status, said: said.join(''), notes: notes.join('') };
}

describe('R1.3.2a keys at a terminal', () => {
  test('the inventory names every kind, its state and what it protects, in both languages', async () => {
    const { status, said, notes } = await typed('inventory');
    expect(status, notes).toBe(0);
    expect(said).toContain('Bucket keys / 桶密钥');
    expect(said).toContain('Active / 使用中');
    expect(said).toMatch(/^\d+ customer keys, SM4-GCM \+ HMAC-SM3 \/ 客户密钥 \d+ 把/);
  }, 90_000);

  test('all versions are listed, page by page', async () => {
    const lines: string[] = [];
    const security = await asKeeper();
    await versions(security, { kind: 'bucket' }, (line) => lines.push(line));
    expect(lines).toHaveLength(257);
    expect(lines[1]).toMatch(/^bucket\/000#1 +Active \/ 使用中 +\d+ /);
  });

  test('a rotation is proposed, decided by another, and followed with what is done and left until it ends', async () => {
    const security = await asKeeper();
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    await rotate(security, { kind: 'bucket', ground: '年度轮换' }, say);
    const [proposal = ''] = said[0]?.split('\n') ?? [];
    expect(said[0]).toMatch(/proposed; waits for: .+ \/ 已提交，等待.+复核/);
    await watchRotations(security.client, { say, pauseMs: 10 });
    expect(said.at(-1)).toBe('no rotation is under way / 没有进行中的轮换');
    await dpo.call(approvals.approve, { proposal });
    const seen: string[] = [];
    await watchRotations(security.client, { say: (line) => seen.push(line), pauseMs: 10 });
    const { items } = await security.client.call(keys.rotations, {});
    const total = items[0]?.total ?? 0;
    expect(total).toBeGreaterThan(30);
    expect(seen.at(-1)).toBe(
      `Rotate the bucket keys / 轮换桶密钥: ${total}/${total}, ended / 完成`,
    );
    const listed: string[] = [];
    await rotations(security, {}, (line) => listed.push(line));
    expect(listed[1]).toContain(`${total}/${total}`);
  });

  test('a version is marked as compromised; a key that is none is refused in words', async () => {
    const security = await asKeeper();
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const active: string[] = [];
    await versions(security, { kind: 'bucket', state: 'active' }, (line) => active.push(line));
    // One that wraps nothing: what another wraps is sealed again afterwards, once no lease can be in use.
    const [, key = ''] = /^(bucket\/\d+#2) .* 0 /m.exec(active.join('\n')) ?? [];
    await compromise(security, { key, ground: '备份遗失' }, say);
    const [proposal = ''] = said[0]?.split('\n') ?? [];
    await dpo.call(approvals.approve, { proposal });
    await watchRotations(security.client, { say, pauseMs: 10 });
    const lines: string[] = [];
    await versions(security, { state: 'compromised' }, (line) => lines.push(line));
    expect(lines[1]).toMatch(new RegExp(`^${key} +Compromised / 已泄露 +0 `));
    const none = compromise(security, { key: 'bucket/999#1', ground: '没有' }, say);
    expect(await codeOf(none)).toBe('not-found');
  });
});
