// A full check of the log reads all of it: who asks while one runs joins it, so that asking often costs no more (threat 31).
import { expect, it } from 'vitest';
import { operations } from '@shouxin/contract';
import { openHarness } from '../../../test/harness.ts';

const harness = await openHarness({ customers: 3 });
const [auditor, security] = [await harness.as('auditor'), await harness.as('security')];
const { audit } = operations;

async function joinedEntries(): Promise<number> {
  const { entries } = await harness.app.audit.read({ act: audit.check.id }, { limit: 50 });
  return entries.filter(({ entry }) => entry.facts?.['joined'] === true).length;
}

it('threat 31: checks asked for at once are one check, with an entry for each who asked', async () => {
  const all = await Promise.all(
    [auditor, security, auditor, security, auditor].map((who) => who.call(audit.check, {})),
  );
  expect(all.every((it) => it.intact)).toBe(true);
  const runs = new Set(all.map((it) => `${it.checkedAt} ${it.tookMs} ${it.treeSize}`));
  expect(runs.size).toBe(1);
  expect(await joinedEntries()).toBe(4);
});

it('a check that is asked for after one has ended is another', async () => {
  const first = await auditor.call(audit.check, {});
  harness.clock.advance({ seconds: 1 });
  await harness.app.audit.integrateAll();
  const second = await security.call(audit.check, {});
  expect(second.checkedAt > first.checkedAt).toBe(true);
  expect(second.treeSize).toBeGreaterThan(first.treeSize);
});
