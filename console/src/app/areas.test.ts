// The navigation: one order for everybody, a post sees its part, and every key leads to one place.
import { mayPost, permissions, posts, type Permission } from '@shouxin/contract';
import { expect, test } from 'vitest';
import { areas, areasFor } from './areas.ts';

const order =
  '工作台 客户 采集 告知与同意 使用与流转 保管 恢复 到期与销毁 权利请求 事件 审计 治理 系统';

test('areas stand in the order of the life of information', () => {
  expect(areas.map((it) => it.words.zh).join(' ')).toBe(order);
});

test.each(posts)(
  'what %s sees keeps that order and opens with the permissions of the post',
  (post) => {
    const seen = areasFor((permission) => mayPost(post, permission));
    const names = seen.map((it) => it.name);
    expect(names).toEqual(areas.map((it) => it.name).filter((name) => names.includes(name)));
    expect(names[0]).toBe('desk');
    const needs = seen.flatMap((area) => area.places).flatMap((place) => [place.needs]);
    expect(needs.every((any) => any.length === 0 || any.some((it) => mayPost(post, it)))).toBe(
      true,
    );
  },
);

test.each(['sysadmin', 'security', 'auditor', 'ops'] as const)(
  '%s has no way to a customer',
  (post) => {
    const places = areasFor((permission) => mayPost(post, permission)).flatMap((it) => it.places);
    expect(places.map((it) => it.to)).not.toContain('/customers');
  },
);

test('every permission named exists, every address and key is used once', () => {
  const places = areas.flatMap((it) => it.places);
  const known = Object.keys(permissions) as Permission[];
  expect(places.flatMap((it) => it.needs).every((it) => known.includes(it))).toBe(true);
  for (const values of [
    places.map((it) => it.to),
    places.flatMap((it) => (it.key ? [it.key] : [])),
  ]) {
    expect(new Set(values).size).toBe(values.length);
  }
});
