// Threat 31: how fast one machine may knock, with and without a session.
import { Refusal } from '@shouxin/contract';
import { describe, expect, it } from 'vitest';
import { createTurnstile } from './turnstile.ts';

const perMachine = { 'door.per_address_per_second': 4, 'door.unknown_per_address_per_minute': 3 };
const rules = { number: (key: string) => perMachine[key as keyof typeof perMachine] };

function open() {
  const clock = { now: 0 };
  const turnstile = createTurnstile({ rules, now: () => clock.now });
  const codeOf = (work: () => Refusal | undefined | void) => {
    try {
      return work()?.code ? 'entry' : 'in';
    } catch (error) {
      return error instanceof Refusal ? error.code : 'fault';
    }
  };
  const unknown = (address: string) => codeOf(() => turnstile.enterUnknown(address));
  return { clock, unknown, any: (address: string) => codeOf(() => turnstile.enter(address)) };
}

describe('threat 31: the turnstile', () => {
  it('turns strangers away beyond the rule; the first of a minute is to leave an entry', () => {
    const { clock, unknown } = open();
    const seen = Array.from({ length: 6 }, () => unknown('192.0.2.1'));
    expect(seen).toEqual(['in', 'in', 'in', 'entry', 'rate.exceeded', 'rate.exceeded']);
    expect(unknown('192.0.2.2')).toBe('in');
    clock.now = 59_999;
    expect(unknown('192.0.2.1')).toBe('rate.exceeded');
    clock.now = 60_000;
    expect(unknown('192.0.2.1')).toBe('in');
  });

  it('takes a /64 of IPv6, and an IPv4 however it is written, for one machine', () => {
    const { unknown } = open();
    for (const host of ['1', '2', 'a:b:c:d'])
      unknown(`2001:db8:1:2:${host.length > 1 ? '' : ':'}${host}`);
    expect(unknown('2001:db8:1:2::9')).toBe('entry');
    expect(unknown('2001:db8:1:3::9')).toBe('in');
    for (let times = 0; times < 3; times += 1) unknown('192.0.2.7');
    expect(unknown('::ffff:192.0.2.7')).toBe('entry');
  });

  it('bounds everybody by the second', () => {
    const { clock, any } = open();
    expect(Array.from({ length: 5 }, () => any('192.0.2.1')).at(-1)).toBe('rate.exceeded');
    clock.now = 1000;
    expect(any('192.0.2.1')).toBe('in');
  });
});
