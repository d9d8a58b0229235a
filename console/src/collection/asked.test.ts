// The form is drawn from the list, so it asks neither more nor less than CS-01.
import { checkRecord, listOf } from '@shouxin/contract/items';
import { expect, test } from 'vitest';
import type { Values } from '../items/values.ts';
import { askedOf, groupsOf } from './asked.ts';

const list = listOf('CS-01');
const asked = (values: Values) =>
  askedOf(
    list,
    values,
    checkRecord({ list, inputs: values, channel: 'counter', today: '2026-11-23' }),
  );
const ids = (values: Values, standing: string) =>
  asked(values)
    .filter((it) => it.standing === standing)
    .map((it) => it.row.item)
    .toSorted();

test('R1.2.1 asks for the required items of the list and for nothing forbidden', () => {
  expect(ids({ NP09: '01' }, 'required')).toEqual(
    ['NP01', 'NP03', 'NP04', 'NP05', 'NP08', 'NP09', 'NP10', 'NP11', 'NP24', 'RK16'].toSorted(),
  );
  expect(ids({}, 'one-of')).toEqual(['NP06', 'NP07']);
  const all = asked({}).map((it) => it.row.item);
  for (const item of ['NP26', 'NP27', 'RK15', 'CT11', 'NP21', 'CT03', 'NP14']) {
    expect(all).not.toContain(item);
  }
});

test('a guardian is required of a child and may be left out by an adult', () => {
  const child = { NP09: '01', NP10: '110101201801011234' };
  const known = checkRecord({ list, inputs: child, channel: 'counter', today: '2026-11-23' });
  const digit = known.findings
    .find((it) => it.code === 'ID_CHECK_DIGIT')
    ?.message.en.match(/be (.):/)?.[1];
  const sound = digit ? `11010120180101123${digit}` : child.NP10;
  expect(ids({ ...child, NP10: sound }, 'required')).toContain('NP22');
  expect(ids({ NP09: '01', NP10: '310101194910010025' }, 'optional')).toContain('NP22');
});

test('a passport asks for issuer and name in Latin letters', () => {
  expect(ids({ NP09: '10' }, 'required')).toEqual(expect.arrayContaining(['NP02', 'NP12']));
});

test('the document comes first, and what may be left out stands apart', () => {
  const needed = groupsOf(asked({ NP09: '01' }), 'needed');
  expect(needed[0]?.items.slice(0, 3).map((it) => it.row.item)).toEqual(['NP09', 'NP10', 'NP01']);
  const optional = groupsOf(asked({ NP09: '01' }), 'optional').flatMap((it) => it.items);
  const counted = list.items.filter((it) => it.need === 'optional').map((it) => it.item);
  expect(optional.map((it) => it.row.item).toSorted()).toEqual(counted.toSorted());
});

test('what depends on the case stands apart, and moves to what is needed when the case is there', () => {
  const part = (values: Values, name: 'needed' | 'conditional') =>
    groupsOf(asked(values), name).flatMap((it) => it.items.map(({ row }) => row.item));
  const adult = { NP09: '01', NP10: '310101194910010025' };
  expect(part(adult, 'conditional').toSorted()).toEqual(['NP02', 'NP12', 'NP22', 'NP23']);
  expect(part({ NP09: '10' }, 'needed')).toEqual(expect.arrayContaining(['NP02', 'NP12']));
  expect(part({ NP09: '10' }, 'conditional')).not.toContain('NP12');
  const withAgent = { ...adult, NP23: { name: '王海燕' } };
  expect(part(withAgent, 'conditional')).toContain('NP23');
});
