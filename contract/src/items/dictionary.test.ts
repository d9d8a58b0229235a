// Walks the data: what the dictionary, the tables, the rules and the shipped lists must always hold together.
import { describe, expect, it } from 'vitest';
import {
  admit,
  basisOf,
  codeTables,
  collectionLists,
  dictionary,
  findItem,
  findingCodes,
  finding,
  isForbiddenOn,
  isUnconfirmed,
  labelKey,
  lookupCode,
  neverStored,
  partOf,
  rule,
  ruleList,
  rules,
  splitTarget,
} from './index.ts';

const list = collectionLists[0] as (typeof collectionLists)[number];

const at = (age: number, ...flags: string[]) =>
  ({ channel: 'counter', facts: { age, flags: new Set(flags) } }) as const;

describe('R2.2.3 the data dictionary (REQUIREMENTS 4)', () => {
  it('names every item once, with words in both languages', () => {
    expect(new Set(dictionary.items.map((row) => row.id)).size).toBe(dictionary.items.length);
    for (const row of dictionary.items) {
      for (const name of [row.name, row.article, ...(row.parts ?? []).map((part) => part.name)]) {
        expect(name.zh.trim(), row.id).not.toBe('');
        expect(name.en.trim(), row.id).not.toBe('');
      }
    }
  });

  it('gives every item that may be kept a class, a basis and a known retention', () => {
    const retentions = new Set(dictionary.retentions.map((row) => row.code));
    for (const row of dictionary.items) {
      expect(retentions.has(row.retention), row.id).toBe(true);
      if (neverStored(row.id)) continue;
      expect(row.class, row.id).not.toBe('none');
      expect(row.basis.length, row.id).toBeGreaterThan(0);
      for (const code of row.basis) expect(basisOf(code), row.id).toBeDefined();
    }
  });

  it('hides everything that may never be stored, and every C3 item (JR/T 0171)', () => {
    for (const row of dictionary.items) {
      if (row.class !== 'C3' && !neverStored(row.id)) continue;
      expect(row.mask.kind, row.id).toBe('none');
      expect(row.revealTier, row.id).toBe('never');
    }
  });

  it.each(['NP26', 'RK15', 'CT11'])('forbids %s anywhere', (id) =>
    expect(neverStored(id)).toBe('forbidden'),
  );
  it.each(['AU01', 'AU02', 'AU04', 'AU06', 'AU10'])('never persists %s', (id) =>
    expect(neverStored(id)).toBe('never-persist'),
  );

  it('points at code tables and rules that exist', () => {
    const tables = dictionary.items.flatMap((row) => [
      row.table,
      ...(row.parts ?? []).map((part) => part.table),
    ]);
    const known = new Set(codeTables.map((table) => table.id));
    expect(tables.filter((table) => table !== undefined && !known.has(table))).toEqual([]);
    const keys = new Set(rules.map((row) => row.key));
    expect(dictionary.retentions.filter((row) => row.rule !== null && !keys.has(row.rule))).toEqual(
      [],
    );
  });

  it('lets no heading mean two things', () => {
    const seen = new Map<string, string>();
    const claim = (heading: string, target: string): void => {
      const key = labelKey(heading);
      expect(key, heading).not.toBe('');
      expect(seen.get(key) ?? target, heading).toBe(target);
      seen.set(key, target);
    };
    for (const row of dictionary.otherHeadings)
      for (const heading of row.headings) claim(heading, row.target);
    for (const row of dictionary.items) {
      for (const heading of row.headings) claim(heading, row.id);
      for (const part of row.parts ?? [])
        for (const heading of part.headings) claim(heading, `${row.id}.${part.id}`);
    }
    expect(seen.size).toBeGreaterThan(1500);
  });
});

describe('R2.2.3 code tables (REQUIREMENTS 4.9)', () => {
  it.each(codeTables.map((table) => [table.id, table] as const))(
    '%s: no label stands for two codes',
    (id, table) => {
      for (const row of table.rows) {
        for (const label of [row.code, row.label.zh, row.label.en, ...row.synonyms]) {
          expect(lookupCode(id, label)?.code, label).toBe(row.code);
        }
      }
    },
  );

  it('knows the labels of the branch export', () => {
    expect(lookupCode('occupation', '农、林、牧、渔业生产及辅助人员')?.code).toBe('5');
    expect(lookupCode('document-kind', '会员卡')).toBeUndefined();
    expect(lookupCode('country', '中国')?.code).toBe('CHN');
    expect(lookupCode('sex', '男', '1999-01-01')).toBeUndefined();
  });
});

describe('R1.1.2 rules (REQUIREMENTS 3)', () => {
  it('names every rule once and marks what is unconfirmed', () => {
    expect(new Set(rules.map((row) => row.key)).size).toBe(rules.length);
    expect(rules.filter(isUnconfirmed).length).toBeGreaterThan(10);
    expect(rule('minor.age')).toBe(14);
    expect(rule('retention.aml.identity')).toBe(10);
    expect(ruleList('document.expiry.notice_days')).toEqual([90, 30, 0]);
  });

  it('refuses a rule that is not there or of another kind', () => {
    expect(() => rule('no.such')).toThrow('no rule');
    expect(() => rule('document.expiry.notice_days')).toThrow('a list');
    expect(() => ruleList('minor.age')).toThrow('one number');
  });
});

describe('list CS-01 (REQUIREMENTS 5.1)', () => {
  it('asks only for items of the dictionary, and forbids none that it asks for', () => {
    for (const row of list.items) {
      expect(findItem(row.item), row.item).toBeDefined();
      expect(isForbiddenOn(list, row.item), row.item).toBe(false);
    }
    for (const row of list.forbidden) {
      const { item, part } = splitTarget(row.item);
      expect(part === undefined ? findItem(item) : partOf(item, part), row.item).toBeDefined();
    }
  });

  it('has dual check on NP01 NP08 NP09 NP10 NP11 and both channels (REQUIREMENTS 0.4)', () => {
    expect(list.dualCheck.toSorted()).toEqual(['NP01', 'NP08', 'NP09', 'NP10', 'NP11']);
    expect(list.channels.map((row) => row.id)).toEqual(['counter', 'bulk-import']);
  });

  it('forbids religion, affiliation, income detail, family and social accounts, but not guardian and agent', () => {
    for (const target of [
      'NP26',
      'NP27',
      'RK15',
      'CT11',
      'NP21',
      'CT03',
      'FN01.amount',
      'AU02',
      'AU04',
    ]) {
      expect(isForbiddenOn(list, target), target).toBe(true);
    }
    for (const target of ['NP22', 'NP23', 'FN01.band', 'FN01'])
      expect(isForbiddenOn(list, target), target).toBe(false);
  });

  it('asks for a guardian below 14, for an agent only when one comes, and never for an image in an import', () => {
    expect(admit(list, [], at(13)).missing).toContain('NP22');
    expect(admit(list, [], at(14)).missing).not.toContain('NP22');
    expect(admit(list, [], at(40, 'agent')).missing).toContain('NP23');
    expect(admit(list, [], at(40)).missing).toContain('NP13');
    expect(admit(list, [], { ...at(40), channel: 'bulk-import' }).missing).not.toContain('NP13');
  });

  it('R1.2.3 refuses what is not listed', () => {
    expect(admit(list, ['NP15', 'ZZ01', 'CT06'], at(40)).unlisted).toEqual([
      'NP15',
      'ZZ01',
      'CT06',
    ]);
    expect(admit(list, ['NP26', 'CT03'], at(40))).toMatchObject({
      forbidden: ['NP26', 'CT03'],
      unlisted: [],
    });
  });
});

describe('findings', () => {
  it('say in both languages how to fix, and are filled in', () => {
    for (const code of findingCodes) {
      const { message } = finding('NP10', code, '7');
      expect(message.zh + message.en, code).not.toMatch(/[{}]/u);
      expect(message.zh.length, code).toBeGreaterThan(5);
    }
    expect(finding('NP10', 'ID_CHECK_DIGIT', '7').message.zh).toBe(
      '证件号码第18位校验码应为 7，请核对证件',
    );
    expect(finding('NP11.to', 'MISSING')).toMatchObject({
      item: 'NP11',
      part: 'to',
      severity: 'reject',
    });
  });
});
