// A working day at full speed against a real server that is going to be killed: two tellers register, reviewers approve,
// a teller reveals, an operations clerk imports. What was answered is written down; what was under way when the line broke is
// sent again afterwards with its own key, as a careful client does.
import { createClient, RefusedCall, withCookies, type Client } from '@shouxin/client';
import { operations, type Operation, type OutputOf, type SentTo } from '@shouxin/contract';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import { password, totpSecret } from '../harness.ts';
import { image, nextExport, shownInput } from '../harness-steps.ts';
import { personOf, submissionOf } from '../journeys/people.ts';

const { identity, collection, approvals, customers, imports } = operations;

/** Something the server said it had done: its entry, and what it must have changed. */
export interface Acked {
  readonly kind: 'reveal' | 'submit' | 'approve';
  readonly entry: string;
  readonly proposal?: string;
}

export type Load = Awaited<ReturnType<typeof openLoad>>;

/** What a broken line, a dead PostgreSQL or a log that cannot be written answer; anything else is a finding. */
const outages: readonly string[] = ['fault.unavailable', 'audit.unavailable'];
const isOutage = (error: unknown) => error instanceof RefusedCall && outages.includes(error.code);

export async function openLoad(base: string) {
  const [teller, reviewer, ops, owner, auditor] = [
    await signIn(base, 'teller'),
    await signIn(base, 'reviewer'),
    await signIn(base, 'ops'),
    await signIn(base, 'owner'),
    await signIn(base, 'auditor'),
  ];
  const acked: Acked[] = [];
  const waiting: string[] = [];
  const registered: string[] = [];
  const unfinished: (() => Promise<void>)[] = [];
  const findings: string[] = [];
  let isStopping = false;
  let batch: string | undefined;

  /** A write under its own key; broken off, it is kept to be sent again. */
  async function write<T extends Operation>(
    it: { who: Client; operation: T; input: SentTo<T>; file?: Blob },
    done: (output: OutputOf<T>) => void = () => {},
  ): Promise<OutputOf<T>> {
    const idempotencyKey = crypto.randomUUID();
    const send = async () => {
      const how = { idempotencyKey, ...(it.file && { file: it.file }) };
      const output = (await it.who.call(it.operation, it.input, how)) as OutputOf<T>;
      done(output);
      return output;
    };
    return send().catch((error: unknown) => {
      if (isOutage(error)) unfinished.push(async () => void (await send()));
      throw error;
    });
  }

  async function register(): Promise<void> {
    if (waiting.length > 40) return void (await sleep(20));
    const input = { list: 'CS-01', purpose: { code: 'P-ACCT' } };
    const begun = await write({ who: teller, operation: collection.begin, input });
    await write({ who: teller, operation: collection.showNotice, input: shownInput(begun) });
    const front = { intake: begun.intake, side: 'front' as const };
    await write({ who: teller, operation: collection.addImage, input: front, file: image() });
    const submission = submissionOf(begun, personOf());
    await write(
      { who: teller, operation: collection.submit, input: submission },
      ({ proposal, receipt }) => {
        acked.push({ kind: 'submit', entry: receipt.entry, proposal });
        waiting.push(proposal);
      },
    );
  }

  async function approve(): Promise<void> {
    const proposal = waiting.shift();
    if (proposal === undefined) return void (await sleep(10));
    const input = { proposal };
    await write({ who: reviewer, operation: approvals.approve, input }, ({ card, receipt }) => {
      acked.push({ kind: 'approve', entry: receipt.entry, proposal });
      if (card.subject.id) registered.push(card.subject.id);
    });
  }

  async function reveal(): Promise<void> {
    const customer = registered.at(-1);
    if (customer === undefined) return void (await sleep(10));
    const purpose = { code: 'P-ACCT', reference: 'YW-2026-000123' };
    const input = { customer, items: ['NP01', 'NP08'], purpose };
    const { receipt } = await teller.call(customers.reveal, input);
    acked.push({ kind: 'reveal', entry: receipt.entry });
  }

  /** One step of a batch on its way from the file to customers; the duties between are the server's. */
  async function bring(): Promise<void> {
    await sleep(20);
    if (batch === undefined) {
      const { input, file } = nextExport(600);
      const done = (it: { batch: string }) => (batch = it.batch);
      return void (await write({ who: ops, operation: imports.upload, input, file }, done));
    }
    const it = await ops.call(imports.batch, { batch });
    if (it.state === 'uploaded' || it.state === 'mapped') {
      await write({ who: ops, operation: imports.check, input: { batch } });
    } else if (it.state === 'checked') {
      await write({ who: ops, operation: imports.propose, input: { batch } });
    } else if (it.state === 'proposed' && it.proposal) {
      const input = { proposal: it.proposal };
      await write({ who: owner, operation: approvals.approve, input });
    } else if (it.state === 'applied') batch = undefined;
    else if (it.failure) findings.push(`a batch failed: ${it.failure.en}`);
  }

  async function steadily(step: () => Promise<void>): Promise<void> {
    while (!isStopping) {
      try {
        await step();
      } catch (error) {
        if (!isOutage(error)) findings.push((error as Error).message);
        return;
      }
    }
  }

  return {
    acked,
    findings,
    unfinished,
    /** Everybody works until the line breaks or they are told to stop. */
    begin(): { stop(): Promise<void> } {
      isStopping = false;
      const steps = [register, register, approve, approve, reveal, reveal, bring];
      const working = Promise.all(steps.map(steadily));
      return {
        async stop() {
          isStopping = true;
          await working;
        },
      };
    },
    /** Sends again what was broken off; each must now be answered. */
    async finish(): Promise<number> {
      const again = unfinished.splice(0);
      for (const one of again) await one();
      return again.length;
    },
    /** Until the batch that is under way has become customers. */
    async finishImport(): Promise<void> {
      for (let tries = 0; batch !== undefined && tries < 800; tries += 1) await bring();
      if (batch === undefined) return;
      const { state, progress } = await ops.call(imports.batch, { batch });
      findings.push(`a batch never ended: ${state} ${JSON.stringify(progress)}`);
    },
    check: () => auditor.call(operations.audit.check, {}),
  };
}

export async function signIn(base: string, account: string): Promise<Client> {
  const held: { csrf?: string } = {};
  const client = createClient({
    base,
    fetch: withCookies(base),
    csrf: () => held.csrf,
  });
  const totp = TOTP.generate({ secret: totpSecret, timestamp: Date.now() });
  held.csrf = (await client.call(identity.signIn, { account, password, totp })).csrf;
  return client;
}
