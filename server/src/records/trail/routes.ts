// Operations of the trail. Reading the trail is itself traced; nothing here changes the log.
import {
  exportFileName,
  operations,
  refuse,
  type FileAnswer,
  type InputOf,
} from '@shouxin/contract';
import { leafHash, type TrailFilters } from '../../controls/audit/index.ts';
import type { Call } from '../../kernel/call.ts';
import { businessDate } from '../../kernel/clock.ts';
import { bandOf } from '../../kernel/page.ts';
import { routesOf, type RoutesOf } from '../../kernel/serve.ts';
import { showEntries, type TrailParts } from './show.ts';

type Filters = InputOf<typeof operations.audit.search>['filters'];

type Acts = Partial<RoutesOf<typeof operations.audit>>;

export function createTrail(parts: TrailParts) {
  return {
    routes: routesOf(operations.audit, {
      ...readingActs(parts),
      ...checkingActs(parts),
      ...filingActs(parts),
    }),
  };
}

function readingActs(parts: TrailParts): Acts {
  const { audit } = parts;
  return {
    search: async (call, { filters, cursor, limit }) => {
      const found = await audit.read(await filtersOf(parts, call, filters), {
        limit,
        ...(cursor && { cursor }),
      });
      const items = await showEntries(parts, call, found.entries);
      call.append({ decision: 'allow', count: items.length });
      return { items, band: bandOf(found.counted), ...(found.next && { next: found.next }) };
    },
    entry: async (call, { entry }) => {
      const found = (await audit.findByReceipt(entry)) ?? refuse('not-found');
      const [shown] = await showEntries(parts, call, [found]);
      call.append({ decision: 'allow', facts: { entry } });
      const proven = found.seq === null ? undefined : await audit.proveInclusion(entry);
      return { entry: shown ?? refuse('not-found'), ...proofOf(proven) };
    },
  };
}

/** Who asks while a check runs is answered from it: reading the whole log twice at once would prove nothing more. */
function createSharedCheck({ audit }: TrailParts) {
  let running: ReturnType<typeof audit.checkIntegrity> | undefined;
  return async () => {
    const joined = running !== undefined;
    running ??= audit.checkIntegrity({ full: true }).finally(() => (running = undefined));
    return { report: await running, joined };
  };
}

function checkingActs(parts: TrailParts): Acts {
  const { audit } = parts;
  const checkWhole = createSharedCheck(parts);
  return {
    check: async (call) => {
      const { report, joined } = await checkWhole();
      call.append({
        decision: 'allow',
        result: report.intact ? 'done' : 'failed',
        count: report.entries,
        ...(joined && { facts: { joined } }),
      });
      return {
        ...report,
        checkedAt: report.checkedAt.toISOString(),
        verificationKey: audit.verifierKey,
        findings: report.findings.map(({ code, seq, words }) => ({ code, seq, words })),
      };
    },
    state: async (call) => {
      call.append({ decision: 'allow' });
      const [last, witnessed, waiting, sm3] = await Promise.all([
        audit.checkpoint(),
        audit.witnessed(),
        audit.waiting(),
        audit.sm3Checkpoint(),
      ]);
      return {
        treeSize: last?.size ?? 0,
        root: last ? hexOf(last.root) : '',
        checkpointAt: last?.at.toISOString() ?? null,
        waiting,
        witnessSize: witnessed?.size ?? null,
        verificationKey: audit.verifierKey,
        sm2VerificationKey: audit.sm2VerifierKey ?? null,
        sm3: sm3 ? { treeSize: sm3.size, root: hexOf(sm3.root) } : null,
      };
    },
  };
}

function filingActs(parts: TrailParts): Acts {
  const { audit } = parts;
  return {
    evidence: async (call, { entry }) => {
      const file = await evidenceFile(parts, entry);
      call.append({ decision: 'allow', facts: { entry } });
      return file;
    },
    export: async (call, { from, to }) => {
      if (from >= to)
        refuse('input.invalid', {
          detail: { zh: '结束时间须晚于开始时间', en: 'The end must be later than the start' },
        });
      call.append({ decision: 'allow', facts: { from: from.slice(0, 10), to: to.slice(0, 10) } });
      const content = await audit.exportPeriod({ from: new Date(from), to: new Date(to) });
      return {
        fileName: exportFileName(daysOf({ from, to })),
        contentType: 'application/jsonl',
        content,
      };
    },
    receipt: async (call, { entry }) => {
      const found = await audit.findByReceipt(entry);
      if (!found || found.entry.actor.id !== call.actor.id) refuse('not-found');
      const file = await evidenceFile(parts, entry);
      call.append({ decision: 'allow', facts: { entry } });
      return file;
    },
  };
}

/** `to` is the first instant that is left out, so the last day is that of the instant before. */
function daysOf({ from, to }: { readonly from: string; readonly to: string }) {
  const last = new Date(Date.parse(to) - 1);
  return { from: businessDate(new Date(from)), to: businessDate(last) };
}

async function evidenceFile({ audit }: TrailParts, entry: string): Promise<FileAnswer> {
  if (!(await audit.findByReceipt(entry))) refuse('not-found');
  const text = await audit.evidence(entry);
  return {
    fileName: `shouxin-evidence-${entry}.json`,
    contentType: 'application/json',
    content: new TextEncoder().encode(text),
  };
}

async function filtersOf(parts: TrailParts, call: Call, filters: Filters): Promise<TrailFilters> {
  const { customerNumber, account, trail, act, purpose, decision, from, to } = filters;
  const subject = customerNumber
    ? ((await parts.names.trailOf(call, customerNumber)) ?? refuse('not-found'))
    : trail;
  const who = account
    ? ((await parts.names.accountId(call, account)) ?? refuse('not-found'))
    : undefined;
  const given = {
    trail: subject,
    account: who,
    act,
    purpose,
    decision,
    from: instantOf(from),
    to: instantOf(to),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const instantOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

type Proven = Awaited<ReturnType<TrailParts['audit']['proveInclusion']>>;

function proofOf(proven: Proven | undefined) {
  if (!proven) return { leafHash: '', proof: null };
  const { checkpoint, hashes, body } = proven;
  return {
    leafHash: hexOf(leafHash(body)),
    proof: {
      treeSize: checkpoint.size,
      root: hexOf(checkpoint.root),
      pathLength: hashes.length,
      checkpoint: checkpoint.note,
    },
  };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
