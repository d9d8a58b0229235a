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
    .flatMap((it) => [notRegistered(it), ...(it.isOnDeviceOfPrimary ? [onDevice(it)] : [])]);
}

function isOf({ role, locator }: Destination, asset: Placement): boolean {
  return asset.roles.includes(role) && asset.locator !== null && plain(asset.locator) === plain(locator); // prettier-ignore
}

const plain = (locator: string): string => locator.replace(/\/+$/, '').replace(/\/\?/, '?');

const aboutMax = 120;

const onDevice = ({ role, locator }: Destination): CopyViolation =>
  copyOnDevice(
    locator.slice(0, aboutMax),
    role === 'copy' ? 'SHOUXIN_BACKUP' : 'SHOUXIN_KEY_BACKUP',
  );

function notRegistered({ role, locator }: Destination): CopyViolation {
  const isKeys = role === 'key-copy';
  return {
    fault: 'not-registered',
    about: locator.slice(0, aboutMax),
    words: isKeys
      ? { zh: '密钥备份位置没有登记', en: 'The place of the key backups is not registered' }
      : { zh: '数据备份位置没有登记', en: 'The place of the data backups is not registered' },
    remedy: {
      zh: `请安全管理员在「存储登记」中登记该位置（「系统中的位置」选这一项）并填写地点，再绑定「${isKeys ? '密钥库备份' : '备份副本'}」`,
      en: `Security registers it as storage (choose it as the place in the running system), with its site, and binds "${isKeys ? 'Backup of the key store' : 'Backup copies'}" to it`,
    },
    to: '/storage',
  };
}
