// A session is 256 random bits in a cookie and their SHA-256 in a row (SECURITY threat 14): who holds the table holds no
// session. Recognising reads one row on every request and trusts no memory, so an ended session is refused at once.
import {
  mayPost,
  permissions,
  refuse,
  type Me,
  type Permission,
  type Refusal,
} from '@shouxin/contract';
import type { Actor, Call } from '../../kernel/call.ts';
import type { Clock } from '../../kernel/clock.ts';
import { coalesce } from '../../kernel/coalesce.ts';
import { isSameSecret, randomToken, sha256, type SecretSealer } from '../../kernel/crypto/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Attempts } from './attempts.ts';
import { overBy, sessionEnds, type Limits } from './limits.ts';
import { createProofs, type Shown } from './sessions/proof.ts';
import { findSession, findSessions, touchSession, type Recognised } from './sessions/store.ts';
import { findEntity } from './store.ts';

/** What the acts of this room work with. */
export interface Room {
  readonly secrets: SecretSealer;
  readonly attempts: Attempts;
  readonly limits: () => Limits;
}

const text = new TextEncoder();

export function newToken() {
  const token = randomToken();
  return { token, tokenHash: hashOf(token), csrf: csrfOf(token) };
}

function hashOf(token: string): Uint8Array {
  return sha256(text.encode(token));
}

function csrfOf(token: string): string {
  return Buffer.from(sha256(text.encode(`shouxin/csrf/v1\n${token}`))).toString('base64url');
}

/** Whether the header of a POST belongs to the session of its cookie; needs no look-up. */
export function csrfFits(token: string, csrf: string): boolean {
  return isSameSecret(csrfOf(token), csrf);
}

export interface Presented {
  readonly token: string;
  readonly terminal: string;
  readonly address: string;
  /** What proves that it comes from who signed in. */
  readonly shown?: Shown | undefined;
  /** A request nobody pressed a key for, such as polling a queue: it must not keep a session alive. */
  readonly isBackground?: boolean;
}

export interface RecogniseParts {
  readonly db: Tx;
  readonly clock: Clock;
  readonly secrets: SecretSealer;
  readonly limits: () => Limits;
  readonly onFault: (error: unknown) => void;
}

export interface Caller {
  /** Whose session it is. */
  readonly actor: Actor;
  /** It does not come from who signed in: nothing is answered, and the entry names whose session was used. */
  readonly unproven?: Refusal | undefined;
}

const touchEveryMs = 60_000;
const tokenForm = /^[A-Za-z0-9_-]{43}$/;

export function createRecognise({ db, clock, secrets, limits, onFault }: RecogniseParts) {
  const judge = createProofs({ secrets, clock, seconds: () => limits().proofSeconds });
  const touching = new Set<Promise<void>>();
  const nameOf = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
  const findOpen = coalesce(async (hashes: readonly Uint8Array[]) => {
    const found = await findSessions(db, hashes);
    return new Map(found.map((it) => [nameOf(it.token_hash), it]));
  }, nameOf);
  const touch = (session: Recognised, now: Date) => {
    const touched = touchSession(db, session.token_hash, now)
      .catch(onFault)
      .finally(() => touching.delete(touched));
    touching.add(touched);
  };
  return {
    async recognise(from: Presented): Promise<Caller | undefined> {
      if (!tokenForm.test(from.token)) return undefined;
      const found = await findOpen(hashOf(from.token));
      const now = clock.now();
      if (!found || overBy(found, limits(), now)) return undefined;
      const actor = actorOf(found, from, now);
      const unproven = await judge(found, from.shown);
      if (unproven) return { actor, unproven };
      const isDue = now.getTime() - found.last_seen_at.getTime() >= touchEveryMs;
      if (isDue && !from.isBackground) touch(found, now);
      return { actor };
    },
    /** Waits for what recognising still writes; for a clean stop. */
    settled: async () => void (await Promise.all(touching)),
  };
}

export function actorOf(
  found: Recognised,
  from: Pick<Presented, 'terminal' | 'address'>,
  now: Date,
): Actor {
  return {
    kind: 'staff',
    id: found.account_id,
    account: found.name,
    displayName: found.display_name,
    post: found.post,
    unit: { id: found.unit_id, code: found.unit_code, name: unitName(found) },
    session: Buffer.from(found.token_hash).toString('base64'),
    terminal: from.terminal,
    address: from.address,
    steppedUp: found.stepped_up_until !== null && found.stepped_up_until > now,
  };
}

function unitName(found: Recognised) {
  return { zh: found.unit_name_zh, en: found.unit_name_en };
}

/** The token's hash that an actor's session stands for. */
export function tokenHashOf(actor: Actor): Uint8Array {
  return Buffer.from(actor.session, 'base64');
}

/** Who am I: session, post and what it permits, as the console shows it. */
export async function meOf(room: Room, call: Call, tokenHash: Uint8Array): Promise<Me> {
  const found = await findSession(call.tx, tokenHash);
  if (!found) refuse('identity.sign-in-required');
  const entity = await findEntity(call.tx);
  const { idleEndsAt, absoluteEndsAt } = sessionEnds(found, room.limits());
  const until = found.stepped_up_until;
  const name = unitName(found);
  return {
    account: found.name,
    displayName: found.display_name,
    post: found.post,
    unit: {
      id: found.unit_id,
      parent: found.unit_parent,
      kind: found.unit_kind,
      code: found.unit_code,
      name,
    },
    institution: entity ? { zh: entity.name_zh, en: entity.name_en } : name,
    permissions: (Object.keys(permissions) as Permission[]).filter((it) => mayPost(found.post, it)),
    session: {
      since: found.started_at.toISOString(),
      idleEndsAt: idleEndsAt.toISOString(),
      absoluteEndsAt: absoluteEndsAt.toISOString(),
      steppedUpUntil: until && until > call.at ? until.toISOString() : null,
    },
    csrf: found.csrf,
    demonstration: found.demonstration,
  };
}
