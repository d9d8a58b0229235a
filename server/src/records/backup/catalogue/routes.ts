// Operation to function, for the doors. Whoever reads here sees counts and places, never a row.
import { backupOperations, refuse, type BackupCard } from '@shouxin/contract';
import { businessMonth } from '../../../kernel/clock.ts';
import { bandOf, beforeOf, pageFrom } from '../../../kernel/page.ts';
import { routesOf, type Route } from '../../../kernel/serve.ts';
import { begin, type BackupParts } from './begin.ts';
import { kinds, standingOf } from './schedule.ts';
import { countSets, findStored, setDays, setsPage, type StoredSet } from './store.ts';

export function createRoutes(parts: BackupParts): [string, Route][] {
  return routesOf(backupOperations, {
    take: async (call, { kind, mode }) => {
      const set = await begin(parts, call, { kind, mode, askedBy: call.actor.displayName });
      const entry = call.append({ facts: { set, kind, mode } });
      return { set, receipt: { entry, at: call.at.toISOString() } };
    },
    verify: async (call, { set }) => {
      const it = (await findStored(call.tx, set)) ?? refuse('not-found');
      if (it.manifest === null || it.removedAt !== null) refuse('backup.not-whole');
      if (!parts.places[it.kind]) refuse('backup.no-target');
      await parts.enqueue(call.tx, 'backup.verify', { set });
      const entry = call.append({ facts: { set, kind: it.kind } });
      return { set, receipt: { entry, at: call.at.toISOString() } };
    },
    list: async (call, { cursor, limit }) => {
      const rows = await setsPage(call.tx, { before: beforeOf(cursor), max: limit + 1 });
      const band = bandOf(await countSets(call.tx));
      const { items, ...page } = pageFrom(rows, { limit, band, cursorOf: (it) => it.set });
      call.append({ count: items.length });
      return { ...page, items: items.map(cardOf) };
    },
    standing: async (call) => {
      const standings = [];
      for (const kind of kinds) standings.push(await standingOf(parts, { ...call, kind }));
      call.append({ count: standings.length });
      return { kinds: standings };
    },
    days: async (call, { month }) => {
      const items = await setDays(call.tx, businessMonth(month));
      call.append({ count: items.length });
      return { items };
    },
  });
}

function stateOf(it: StoredSet): BackupCard['state'] {
  if (it.removedAt !== null) return 'removed';
  if (it.failure !== null) return 'failed';
  return it.endedAt === null ? 'taking' : 'whole';
}

function cardOf(it: StoredSet): BackupCard {
  return {
    set: it.set,
    kind: it.kind,
    mode: it.mode,
    label: it.label,
    state: stateOf(it),
    place: it.place,
    askedBy: it.askedBy,
    askedAt: it.askedAt.toISOString(),
    endedAt: it.endedAt?.toISOString() ?? null,
    tables: it.tables,
    tablesDone: it.tablesDone,
    rows: it.rows,
    bytes: it.bytes,
    stored: it.stored,
    logSize: it.logSize,
    failure: it.failure,
    verifiedAt: it.verifiedAt?.toISOString() ?? null,
    verifyFailure: it.verifyFailure,
  };
}
