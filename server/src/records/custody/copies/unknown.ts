// Places that the settings send copies to and no register knows: nobody could say in which room they lie, so nobody can say that they lie
// apart. What the operating system knows, whether it is the disk of the database, is said all the same (R3.2.2).
import type { CopyViolation } from '@shouxin/contract';
import type { Destination, Placement } from '../parts.ts';
import { copyOnDevice } from './map.ts';

export function unknownIn(
  destinations: readonly Destination[],
  assets: readonly Placement[],
): CopyViolation[] {
  return destinations
    .filter((it) => !assets.some((asset) => isOf(it, asset)))
    .flatMap((it) => [notRegistered(it), ...(it.isOnDeviceOfPrimary ? [copyOnDevice(it)] : [])]);
}

function isOf({ role, locator }: Destination, asset: Placement): boolean {
  return asset.roles.includes(role) && asset.locator !== null && plain(asset.locator) === plain(locator); // prettier-ignore
}

const plain = (locator: string): string => locator.replace(/\/+$/, '').replace(/\/\?/, '?');

const aboutMax = 120;

function notRegistered({ role, locator }: Destination): CopyViolation {
  const isKeys = role === 'key-copy';
  return {
    fault: 'not-registered',
    about: locator.slice(0, aboutMax),
    words: isKeys
      ? { zh: '密钥备份位置没有登记', en: 'The place of the key backups is not registered' }
      : { zh: '数据备份位置没有登记', en: 'The place of the data backups is not registered' },
    remedy: {
      zh: '在存储登记中登记该位置：填写同样的路径或地址、所在地点，并绑定相应的备份数据集',
      en: 'Register it as storage: the same path or address, its site, and bound to the backup data it holds',
    },
    to: '/storage',
  };
}
