// Where a call came from, as a network and not a host: enough to find a branch, not enough to follow a person.
import { isIPv4, isIPv6 } from 'node:net';

/** 203.0.113.7 -> 203.0.113.0/24; 2001:db8:1:2::3 -> 2001:db8:1::/48; anything else is undefined. */
export function networkOf(address: string): string | undefined {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return undefined;
  const groups = expanded(plain).slice(0, 3);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/48`;
}

function expanded(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...middle, ...right];
}
