// The whole program on a test database, as `npm start` joins it, with a clock that a test can move. `as(post)` is a typed
// client of the contract, signed in with password and one-time code through the real HTTP door; nothing is stubbed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createClient,
  createSessionProofs,
  withCookies,
  RefusedCall,
  type Client,
} from '@shouxin/client';
import { operations, type Me, type Post, type RefusalCode } from '@shouxin/contract';
import { Secret, TOTP } from 'otpauth';
import { afterAll } from 'vitest';
import { createApp, type App } from '../src/app.ts';
import { seedDemonstration } from '../src/doors/admin/demonstration/index.ts';
import { prepareQueue } from '../src/doors/work/queue.ts';
import type { BackupPlaces } from '../src/kernel/backup-settings.ts';
import type { Clock } from '../src/kernel/clock.ts';
import { startEngine } from '../src/kernel/engine/index.ts';
import type { KeyProviderSettings } from '../src/kernel/key-settings.ts';
import { createLog } from '../src/kernel/log.ts';
import { migrate } from '../src/kernel/migrate.ts';
import { ensureServerRole } from '../src/kernel/server-role.ts';
import { openTestDatabase } from './database.ts';

export const password = 'Guarded-Reeds-27';
export const totpSecret = new Secret({ size: 20 });

/** Runs with the real time from an instant of its own, and jumps when told. */
export interface MovableClock extends Clock {
  advance(duration: Temporal.DurationLike): void;
}

export function movableClock(startsAt = '2026-11-23T02:00:00Z'): MovableClock {
  let offset = Date.parse(startsAt) - Date.now();
  return {
    now: () => new Date(Date.now() + offset),
    advance: (duration) => {
      offset += Temporal.Duration.from(duration).total('milliseconds');
    },
  };
}

export interface Urls {
  readonly ownerUrl: string;
  readonly serverUrl: string;
}

export interface HarnessOptions {
  /** Fictitious customers in the demonstration institution. */
  readonly customers?: number;
  /** Where to run; a clone of the test template when not given. */
  readonly urls?: Urls;
  readonly keysFolder?: string;
  readonly keyProvider?: KeyProviderSettings;
  readonly backups?: BackupPlaces;
  readonly clock?: MovableClock;
  /** Folder with reports of attacks. */
  readonly attackReportsFolder?: string;
  /** What seals new customers; 国密 when not given. */
  readonly suite?: 'gm' | 'intl';
  /** The built console, for browser tests; none when not given. */
  readonly consoleFolder?: string;
}

export type Harness = Awaited<ReturnType<typeof openHarness>>;

/** Opens at the top of a test file; closes by itself after the file. */
export async function openHarness(options: HarnessOptions = {}) {
  const parts = await openParts(options);
  const { app, clock, keysFolder, urls } = parts;
  const sessions = new Map<string, Promise<Session>>();
  const enter = (account: string, address?: string): Promise<Session> => {
    const session = signIn(parts, { account, address });
    sessions.set(account, session);
    return session;
  };
  const as = (post: Post): Promise<Session> => {
    return sessions.get(post) ?? enter(post);
  };
  /** Signed in now, also when the clock has moved or somebody ended the session. */
  const present = async (post: Post): Promise<Session> => {
    const session = await as(post);
    const code = await codeOf(session.call(operations.identity.me, {}));
    return code === 'no refusal' ? session : enter(post);
  };
  return {
    app,
    clock,
    urls,
    keysFolder,
    /** Lines of the operational log, as they were written. */
    lines: parts.lines,
    /** The demonstration account of a post, signed in once. */
    as,
    present,
    /** A new session of an account; ends the one before. */
    enter,
    /** Another person, for the tests that need two of a post or another branch. */
    async hire(person: { account: string; post: Post; branch: string }): Promise<Session> {
      const sysadmin = await present('sysadmin');
      const { items } = await sysadmin.call(operations.identity.listUnits, {});
      const unit = items.find((it) => it.code === person.branch);
      if (!unit) throw new Error(`no branch ${person.branch}`);
      await hire(parts, { ...person, unit: unit.id });
      return enter(person.account);
    },
    /** A one-time code of now; each is taken once. */
    code: () => codeAt(clock.now()),
    /** The door itself, for requests that no client would send. */
    http: app.http,
    close: parts.close,
  };
}

interface Parts {
  readonly app: App;
  readonly clock: MovableClock;
  readonly urls: Urls;
  readonly keysFolder: string;
  readonly lines: string[];
  readonly close: () => Promise<void>;
}

async function openParts(options: HarnessOptions): Promise<Parts> {
  const closing: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  afterAll(close);
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-harness-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const urls = options.urls ?? (await ownDatabase(closing));
  await prepareQueue(urls.ownerUrl);
  const keysFolder = options.keysFolder ?? join(folder, 'keys');
  const clock = options.clock ?? movableClock();
  const lines: string[] = [];
  const { serverUrl } = urls;
  const { consoleFolder, keyProvider, backups, suite, attackReportsFolder } = options;
  const given = { serverUrl, keysFolder, keyProvider, suite, attackReportsFolder };
  const app = await openApp({ ...given, clock, lines, consoleFolder, backups });
  closing.push(() => app.stop());
  await seedDemonstration(app, {
    keysFolder,
    given: { password, totpSecret: totpSecret.base32 },
    say: () => {},
    customers: options.customers ?? 9,
  });
  await app.start();
  return { app, clock, urls, keysFolder, lines, close };
}

async function ownDatabase(closing: (() => Promise<void> | void)[]): Promise<Urls> {
  const database = await openTestDatabase();
  closing.push(() => database.close());
  return database;
}

/** Another process on the same database and keys, for tests of restarts. Not started, not closed by itself. */
export function openApp(it: {
  readonly serverUrl: string;
  readonly keysFolder: string;
  readonly clock: Clock;
  readonly lines: string[];
  readonly consoleFolder?: string | undefined;
  readonly keyProvider?: KeyProviderSettings | undefined;
  readonly backups?: BackupPlaces | undefined;
  readonly production?: boolean;
  readonly suite?: 'gm' | 'intl' | undefined;
  readonly attackReportsFolder?: string | undefined;
  readonly home?: string;
}): Promise<App> {
  return createApp({
    serverUrl: it.serverUrl,
    tenant: 'demo',
    production: it.production ?? false,
    suite: it.suite ?? 'gm',
    keysFolder: it.keysFolder,
    ...(it.keyProvider && { keyProvider: it.keyProvider }),
    clock: it.clock,
    log: createLog('info', { write: (line) => void it.lines.push(line) }),
    behindTlsProxy: false,
    consoleFolder: it.consoleFolder ?? join(it.keysFolder, 'no-console'),
    ...(it.home !== undefined && { home: it.home }),
    ...(it.attackReportsFolder !== undefined && { attackReportsFolder: it.attackReportsFolder }),
    ...(it.backups && { backups: it.backups }),
  });
}

/** A PostgreSQL of its own, with a data folder and a log to look into; migrated, with the server's role. */
export async function openOwnEngine(settings: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'shouxin-own-'));
  const [home, keysFolder] = [join(folder, 'data'), join(folder, 'keys')];
  const engine = await startEngine({ home, keys: keysFolder, settings });
  afterAll(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await migrate(engine.ownerUrl);
  const { url: serverUrl } = await ensureServerRole(engine.ownerUrl, keysFolder);
  return { home, keysFolder, urls: { ownerUrl: engine.ownerUrl, serverUrl }, engine };
}

export interface Session extends Client {
  readonly account: string;
  readonly me: Me;
  /** As a browser would send it; what a thief would steal. */
  readonly cookie: string;
  /** What a request by hand needs to come from this session: cookie, CSRF token, proof. Good for one request. */
  readonly headersFor: (method: 'GET' | 'POST', url: string) => Promise<Record<string, string>>;
  readonly address: string;
  /** Gives a fresh one-time code; moves the clock to the next step, because each code is taken once. */
  readonly stepUp: () => Promise<void>;
}

let sessionsOpened = 0;

async function signIn(
  { app, clock }: Pick<Parts, 'app' | 'clock'>,
  { account, address }: { account: string; address?: string | undefined },
): Promise<Session> {
  sessionsOpened += 1;
  // Each person has a machine of their own: limits by address are tested where they belong.
  const from = address ?? `203.0.113.${1 + (sessionsOpened % 250)}`;
  const held = { csrf: '', cookie: '' };
  const send = fetchOf(app, from, (pair) => (held.cookie = pair));
  const proofs = createSessionProofs({ now: () => clock.now().getTime() });
  const client = createClient({
    fetch: withCookies('http://localhost', send),
    proofs,
    csrf: () => held.csrf,
    headers: { 'Shouxin-Terminal': `T-${sessionsOpened}` },
  });
  const nextStep = () => clock.advance({ seconds: 30 });
  const input = { account, password, endOther: true };
  const me = await client
    .call(operations.identity.signIn, { ...input, totp: codeAt(clock.now()) })
    .catch((error: unknown) => {
      if (!(error instanceof RefusedCall) || error.code !== 'identity.code-used') throw error;
      nextStep();
      return client.call(operations.identity.signIn, { ...input, totp: codeAt(clock.now()) });
    });
  held.csrf = me.csrf;
  const stepUp = async () => {
    nextStep();
    await client.call(operations.identity.stepUp, { totp: codeAt(clock.now()) });
  };
  const headersFor: Session['headersFor'] = async (method, url) => ({
    cookie: held.cookie,
    'x-csrf-token': held.csrf,
    ...(await proofs.headers(method, url)),
  });
  return { ...client, account, me, cookie: held.cookie, headersFor, address: from, stepUp };
}

function codeAt(at: Date): string {
  return TOTP.generate({ secret: totpSecret, timestamp: at.getTime() });
}

/** `fetch` into the HTTP door without a port, with the headers and bytes that would travel. */
function fetchOf(
  app: App,
  remoteAddress: string,
  onCookie: (pair: string) => void,
): typeof globalThis.fetch {
  return async (target, init) => {
    const request = new Request(target instanceof Request ? target : new URL(String(target)), init);
    const body = Buffer.from(await request.arrayBuffer());
    const url = new URL(request.url);
    const headers: Record<string, string> = Object.fromEntries(request.headers);
    const answer = await app.http.inject({
      method: request.method as 'GET' | 'POST',
      url: url.pathname + url.search,
      headers: { ...headers, host: url.host },
      remoteAddress,
      ...(body.length > 0 && { payload: body }),
    });
    const answered = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of [value].flat()) answered.append(name, String(one));
    }
    const [pair] = answered.getSetCookie().map((line) => line.split(';')[0] ?? '');
    if (pair) onCookie(pair);
    return new Response(new Uint8Array(answer.rawPayload), {
      status: answer.statusCode,
      headers: answered,
    });
  };
}

async function hire(
  { app }: Pick<Parts, 'app'>,
  { account, post, unit }: { account: string; post: Post; unit: string },
): Promise<void> {
  await app.runDuty('test.hire', async (call) => {
    await app.identity.createAccount(call.tx, {
      account,
      displayName: account,
      post,
      unit,
      password,
      totpSecret: app.identity.totpSecretFrom(totpSecret.base32),
      demonstration: true,
      by: null,
      at: call.at,
    });
    call.append({ facts: { hired: account } });
  });
}

/** The code of a refusal, or that there was none: for tables of what must be refused. */
export async function codeOf(work: Promise<unknown>): Promise<RefusalCode | 'no refusal'> {
  try {
    await work;
    return 'no refusal';
  } catch (error) {
    if (error instanceof RefusedCall) return error.code;
    throw error;
  }
}
