// A rotation of every bucket key of an institution with some thousand customers, from the approval to its end, by the real server with its
// entries; against the floor in the same run: the same keys unwrapped and wrapped by bare node:crypto, five hundred at a time, behind the
// same UPDATE on a table of the same form.
import { createCipheriv, createDecipheriv, randomBytes, type CipherGCMTypes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { operations, type Rotation } from '@shouxin/contract';
import { TOTP } from 'otpauth';
import { openHouse, type House, type Running } from './house.ts';
import { imported } from './imports.ts';
import { given, signIn, totpSecret, type Person } from './people.ts';
import { floorName, makeTwins } from './replay.ts';
import type { Result, Row } from './report.ts';

const { approvals, identity, keys } = operations;
const count = Number(process.env.BENCH_ROTATED ?? 5_000);
const atOnce = 500;
const table = 'keys.customer_key';
const floorNote = 'floor: bare node:crypto, the same UPDATE';

export async function rotate(): Promise<Result> {
  const house = await openHouse();
  try {
    const ours = await house.start({ file: 'serve.ts', given });
    const people = { ops: await signIn(ours, 'ops'), owner: await signIn(ours, 'owner') };
    await imported({ house, ours, people }, { from: 0, count, kind: 'csv' });
    await ours.ask('settle');
    const done = await rotated(ours);
    const customers = await countOf(house, 'customers.customer');
    const floor = await floorSeconds(house);
    const timed = { seconds: done.seconds, floor };
    const note = `${(done.keys / customers).toFixed(2)} keys each`;
    return {
      name: 'rotate',
      title: `Rotation of the bucket keys, ${customers.toLocaleString('en')} customers`,
      rows: [
        rowOf('customers rewrapped/s', customers, { ...timed, note }),
        rowOf('customer keys wrapped again/s', done.keys, { ...timed, note: floorNote }),
      ],
    };
  } finally {
    await house.close();
  }
}

interface Timed {
  readonly seconds: number;
  readonly floor: number;
  readonly note: string;
}

function rowOf(what: string, many: number, { seconds, floor, note }: Timed): Row {
  const [ours, bare] = [many / seconds, many / floor];
  return { what, ours, floor: bare, unit: '/s', ratio: ours / bare, note };
}

/** Proposed, approved, and waited for; from the approval on it counts. */
async function rotated(ours: Running): Promise<{ keys: number; seconds: number }> {
  const security = await signIn(ours, 'security');
  const dpo = await signIn(ours, 'dpo');
  // This step's code was used to sign in; the next one is within the window.
  const totp = TOTP.generate({ secret: totpSecret, timestamp: Date.now() + 30_000 });
  await security.call(identity.stepUp, { totp });
  const { proposal } = await security.call(keys.rotate, { kind: 'bucket', ground: 'bench' });
  const startedAt = performance.now();
  await dpo.call(approvals.approve, { proposal });
  const { done } = await ended(security);
  return { keys: done, seconds: (performance.now() - startedAt) / 1000 };
}

async function ended(security: Person): Promise<Rotation> {
  for (;;) {
    const [newest] = (await security.call(keys.rotations, { limit: 1 })).items;
    if (newest?.state === 'ended') return newest;
    await delay(100);
  }
}

async function countOf({ sql }: House, name: string): Promise<number> {
  const { rows } = await sql.query<{ count: string }>(`SELECT count(*) FROM ${name}`);
  return Number(rows[0]?.count);
}

interface FloorKey {
  readonly subject: string;
  readonly class: string;
  readonly kid: Buffer;
  readonly wrapped: Buffer;
}

const gcm = 'sm4-gcm' as CipherGCMTypes;
const [older, newer] = [randomBytes(16), randomBytes(16)];
const options = { authTagLength: 16 };

function wrap(by: Buffer, text: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(gcm, by, nonce, options);
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function unwrap(by: Buffer, wrapped: Buffer): Buffer {
  const decipher = createDecipheriv(gcm, by, wrapped.subarray(0, 12), options);
  decipher.setAuthTag(wrapped.subarray(-16));
  return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
}

/** As many keys, under a key of the floor's own. */
async function floorSeconds(house: House): Promise<number> {
  const { sql } = house;
  await makeTwins(house, [table]);
  const twin = floorName(table);
  await sql.query(
    `INSERT INTO ${twin} (subject, class, kid, state, suite, bucket, epoch, wrapped)
     SELECT subject, class, kid, state, suite, bucket, 1, $1 FROM ${table} WHERE state <> 'destroyed'`,
    [wrap(older, randomBytes(32))],
  );
  await sql.query(`ANALYZE ${twin}`);
  const startedAt = performance.now();
  for (let isLeft = true; isLeft;) isLeft = await floorStep(house, twin);
  return (performance.now() - startedAt) / 1000;
}

async function floorStep({ sql }: House, twin: string): Promise<boolean> {
  await sql.query('BEGIN');
  const { rows } = await sql.query<FloorKey>(
    `SELECT subject, class, kid, wrapped FROM ${twin} WHERE epoch < 2 LIMIT ${atOnce} FOR UPDATE`,
  );
  const wrapped = rows.map((row) => wrap(newer, unwrap(older, row.wrapped)));
  await sql.query(
    `UPDATE ${twin} k SET epoch = 2, wrapped = n.wrapped, changed_at = clock_timestamp()
     FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[]) AS n (subject, class, kid, wrapped)
     WHERE k.subject = n.subject AND k.class = n.class AND k.kid = n.kid`,
    [rows.map((it) => it.subject), rows.map((it) => it.class), rows.map((it) => it.kid), wrapped],
  );
  await sql.query('COMMIT');
  return rows.length === atOnce;
}
