// Where a call came from: for the log as a network and not a host, which is enough to find a branch and not enough to follow
// a person; for limits, in memory only, as one machine.
import { isIPv4, isIPv6 } from 'node:net';

/** 203.0.113.7 -> 203.0.113.0/24; 2001:db8:1:2::3 -> 2001:db8:1::/48; anything else is undefined. */
export function networkOf(address: string): string | undefined {
  const plain = plainOf(address);
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return undefined;
  const groups = expanded(plain).slice(0, 3);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/48`;
}

/** A machine has one address of IPv4 and a whole /64 of IPv6 to choose from. */
export function machineOf(address: string): string {
  const plain = plainOf(address);
  return isIPv6(plain) ? expanded(plain).slice(0, 4).join(':') : plain;
}

function plainOf(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function expanded(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...middle, ...right];
}
