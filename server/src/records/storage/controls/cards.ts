// Two-column control cards (R3.0 技术与管理并重): what is measured now beside who answers for it, by which procedure, until when.
import {
  refuse,
  type ControlCard,
  type InputOf,
  type OutputOf,
  type storageOperations,
  type Words,
} from '@shouxin/contract';
import type { Call } from '../../../kernel/call.ts';
import { businessDate } from '../../../kernel/clock.ts';
import { newId } from '../../../kernel/crypto/index.ts';
import type { StorageParts } from '../parts.ts';
import type { StorageProbes } from './probes.ts';
import { insertControlRecord, newestRecords, type ControlRecord } from './store.ts';

type Operations = typeof storageOperations;
type Control = ControlCard['control'];

const cards: Record<Control, { clause: string; title: Words; probe: keyof StorageProbes }> = {
  medium: {
    clause: 'R3.1.1',
    title: { zh: '存储介质与系统合规', en: 'Media and systems that meet the standard' },
    probe: 'storage-medium',
  },
  assessment: {
    clause: 'R3.1.2',
    title: { zh: '存储安全评估', en: 'Security assessment of storage' },
    probe: 'storage-assessment',
  },
  encryption: {
    clause: 'R3.1.3',
    title: { zh: '加密存储', en: 'Encryption at rest' },
    probe: 'storage-coverage',
  },
  unreadable: {
    clause: 'R3.1.4',
    title: { zh: '泄露后不可解读', en: 'Unreadable when leaked' },
    probe: 'storage-apart',
  },
};

export function createControls(parts: StorageParts, probes: StorageProbes) {
  return {
    show: async (call: Call): Promise<OutputOf<Operations['controls']>> => {
      const records = await newestRecords(call.tx);
      const items: ControlCard[] = [];
      for (const control of Object.keys(cards) as Control[]) {
        const { clause, title, probe } = cards[control];
        const { state, words, measured } = await probes[probe]();
        const checkedAt = call.at.toISOString();
        const technical = { state, words, measured: [...measured], checkedAt };
        const kept = records.get(control);
        const management = kept ? await managementOf(parts, call, kept) : null;
        items.push({ control, clause, title, technical, management });
      }
      call.append({ count: items.length });
      return { items };
    },
    record: async (
      call: Call,
      it: InputOf<Operations['recordControl']>,
    ): Promise<OutputOf<Operations['recordControl']>> => {
      if (!(await parts.hasUnit(call.tx, it.unit))) refuse('not-found');
      requireDates(call, it);
      const who = { account: call.actor.id, accountName: call.actor.displayName, at: call.at };
      await insertControlRecord(call.tx, { record: newId(call.at), ...it, ...who });
      const entry = call.append({ facts: { control: it.control, unit: it.unit } });
      return { receipt: { entry, at: call.at.toISOString() } };
    },
  };
}

async function managementOf({ unitName }: StorageParts, call: Call, it: ControlRecord) {
  return {
    unit: { id: it.unit, name: await unitName(call.tx, it.unit) },
    procedure: it.procedure,
    reviewedOn: it.reviewedOn,
    nextReviewOn: it.nextReviewOn,
    isOverdue: it.nextReviewOn < businessDate(call.at),
    by: it.accountName,
    at: it.at.toISOString(),
  };
}

function requireDates(call: Call, it: InputOf<Operations['recordControl']>): void {
  const today = businessDate(call.at);
  if (it.reviewedOn > today) {
    refuseDate('reviewedOn', {
      zh: '检查日期不能晚于今天',
      en: 'It cannot be reviewed later than today',
    });
  }
  if (it.nextReviewOn <= it.reviewedOn || it.nextReviewOn < today) {
    refuseDate('nextReviewOn', {
      zh: '下次检查日期须晚于本次检查，且不早于今天',
      en: 'The next review comes after this one and not before today',
    });
  }
}

function refuseDate(item: string, message: Words): never {
  refuse('input.invalid', { reasons: [{ item, code: 'date', message }] });
}
