// Passwords are kept as Argon2id in PHC form (RFC 9106, OWASP parameters); the passphrase of the key store becomes a key in the
// same way. A semaphore with a short queue keeps a login
// flood from taking all threads and memory (SECURITY 5, pitfall 17); old parameters are noticed so that they can be renewed.
import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { refuse } from '@shouxin/contract';
import { takeKey, type SecretKey } from './key.ts';

export interface Cost {
  /** KiB */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet: 46 MiB, one pass, one lane. */
const current: Cost = { memory: 47104, passes: 1, parallelism: 1 };
/** A stored string may not ask for more: it comes from the database. */
const costMax: Cost = { memory: 262144, passes: 10, parallelism: 4 };
/** RFC 9106 section 4, second recommended option: a passphrase that opens every key is tried at leisure by whoever has the file. */
export const passphraseCost: Cost = { memory: 65536, passes: 3, parallelism: 4 };
export const passphraseCostBounds = { least: current, most: costMax };

const saltLength = 16;
const hashLength = 32;
const passwordBytesMax = 1024;
const atOnceMax = 2;
const waitingMax = 64;

let running = 0;
const waiting: (() => void)[] = [];

async function takeTurn(): Promise<void> {
  if (running < atOnceMax) {
    running += 1;
    return;
  }
  if (waiting.length >= waitingMax) refuse('rate.exceeded');
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function giveTurn(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}

function run(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => {
      if (error) reject(new Error('argon2id failed'));
      else resolve(tag);
    });
  });
}

async function stretch(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'));
  if (message.length > passwordBytesMax) refuse('input.too-large');
  await takeTurn();
  try {
    return await run({ message, nonce: salt, tagLength: hashLength, ...cost });
  } finally {
    message.fill(0);
    giveTurn();
  }
}

/** For the unseal key of a key store; salt and cost are kept with the store. */
export async function keyFromPassphrase(
  passphrase: string,
  { salt, cost }: { readonly salt: Buffer; readonly cost: Cost },
): Promise<SecretKey> {
  return takeKey(await stretch(passphrase, salt, cost));
}

const withoutPadding = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** `$argon2id$v=19$m=47104,t=1,p=1$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltLength);
  const tag = await stretch(password, salt, current);
  const { memory, passes, parallelism } = current;
  const cost = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${cost}$${withoutPadding(salt)}$${withoutPadding(tag)}`;
}

const phc =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

function isAffordable(cost: Cost): boolean {
  const { memory, passes, parallelism } = cost;
  const isPositive = memory >= 8 * parallelism && passes > 0 && parallelism > 0;
  const isBounded =
    memory <= costMax.memory && passes <= costMax.passes && parallelism <= costMax.parallelism;
  return isPositive && isBounded;
}

function readStored(stored: string): { cost: Cost; salt: Buffer; tag: Buffer } {
  const [, memory, passes, parallelism, salt = '', tag = ''] = phc.exec(stored) ?? [];
  const cost = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  };
  if (!isAffordable(cost)) throw new Error('stored password hash is not in the expected form');
  return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
}

export interface PasswordCheck {
  readonly matches: boolean;
  /** The parameters have changed since: hash again while the password is at hand. */
  readonly isStale: boolean;
}

export async function checkPassword(password: string, stored: string): Promise<PasswordCheck> {
  const { cost, salt, tag } = readStored(stored);
  const tried = await stretch(password, salt, cost);
  const isStale =
    cost.memory !== current.memory ||
    cost.passes !== current.passes ||
    cost.parallelism !== current.parallelism;
  return { matches: timingSafeEqual(tried, tag), isStale };
}

/** Takes as long as a real check and never matches: for account names that do not exist. */
export async function checkAbsentPassword(password: string): Promise<PasswordCheck> {
  await stretch(password, randomBytes(saltLength), current);
  return { matches: false, isStale: false };
}
