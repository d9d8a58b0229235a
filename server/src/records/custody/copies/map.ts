// Where copies lie, beside the primary, and what is wrong with it: pure. A copy in the same room burns with what it is a copy of, one on
// the same disk dies with it, and a copy of the keys beside a copy of the data opens it (R3.2.2, SECURITY 4.4).
import {
  mediumHoldingWords,
  mediumKindWords,
  type CopyFault,
  type CopyPlace,
  type CopyRole,
  type CopyViolation,
  type Words,
} from '@shouxin/contract';
import { provinceOf, siteKey } from '../medium.ts';
import type { Placement } from '../parts.ts';
import type { SiteCount } from '../store.ts';

export interface Lying {
  readonly role: CopyRole;
  readonly name: string;
  readonly kind: Words;
  readonly isEncrypted: boolean;
  readonly isOnDevice: boolean;
  readonly count: number;
  readonly to: string;
  readonly province: string;
  readonly site: string;
}

export function lyingOf(
  assets: readonly Placement[],
  media: readonly SiteCount[],
): readonly Lying[] {
  const ofAssets = assets.flatMap((it) =>
    it.roles.map((role) => ({
      role,
      name: it.name,
      kind: it.kind,
      isEncrypted: it.isEncrypted,
      isOnDevice: it.isOnDeviceOfPrimary,
      count: 1,
      to: `/storage/${it.asset}`,
      province: it.province,
      site: it.site,
    })),
  );
  return [...ofAssets, ...media.map(ofMedia)];
}

function ofMedia(it: SiteCount): Lying {
  const isKeys = it.holds === 'key-backup';
  return {
    role: isKeys ? 'key-copy' : 'copy',
    name: it.count === 1 ? it.label : `${it.label} … ${it.lastLabel}`,
    kind: kindOf(it),
    isEncrypted: it.isEncrypted,
    isOnDevice: false,
    count: it.count,
    to: it.count === 1 ? `/custody/${it.medium}` : `/custody?holds=${it.holds}`,
    province: it.province,
    site: it.site,
  };
}

function kindOf({ kind, holds }: SiteCount): Words {
  const [medium, held] = [mediumKindWords[kind], mediumHoldingWords[holds]];
  return { zh: `${medium.zh} · ${held.zh}`, en: `${medium.en} · ${held.en}` };
}

/** Places with the primary first, then in the order of their province and name. */
export function placesOf(lying: readonly Lying[]): CopyPlace[] {
  const bySite = [...Map.groupBy(lying, siteKey).values()];
  const places = bySite.map((items) => placeOf(items));
  return places
    .toSorted(
      (a, b) =>
        Number(b.isPrimary) - Number(a.isPrimary) ||
        `${a.provinceCode}${a.site}`.localeCompare(`${b.provinceCode}${b.site}`),
    )
    .slice(0, 100);
}

function placeOf(items: readonly Lying[]): CopyPlace {
  const [first] = items;
  const order: readonly CopyRole[] = ['primary', 'keys', 'copy', 'key-copy'];
  return {
    province: provinceOf(first?.province ?? ''),
    provinceCode: first?.province ?? '',
    site: first?.site ?? '',
    isPrimary: items.some((it) => it.role === 'primary'),
    items: items
      .toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
      .slice(0, 200)
      .map(({ role, name, kind, isEncrypted, count, to }) => {
        return { role, name, kind, isEncrypted, count, to };
      }),
  };
}

/** What a copy that is registered can do wrong. */
type Fault = Exclude<CopyFault, 'no-copy-elsewhere' | 'not-registered'>;

const isCopy = ({ role }: Lying) => role === 'copy' || role === 'key-copy';

export function violationsIn(lying: readonly Lying[]): CopyViolation[] {
  const at = (role: CopyRole) => new Set(lying.filter((it) => it.role === role).map(siteKey));
  const [primary, data] = [at('primary'), at('copy')];
  const found = lying.filter(isCopy).flatMap((it) => {
    const site = siteKey(it);
    const isKeys = it.role === 'key-copy';
    const faults: (Fault | false)[] = [
      primary.has(site) && (isKeys ? 'key-copy-at-primary' : 'copy-at-primary'),
      it.isOnDevice && 'copy-on-device',
      isKeys && data.has(site) && 'keys-with-data',
      !it.isEncrypted && 'not-encrypted',
    ];
    return faults.filter((fault) => fault !== false).map((fault) => violation(fault, it));
  });
  const isElsewhere = [...data].some((site) => !primary.has(site));
  const isAlone = primary.size > 0 && !isElsewhere;
  return [...(isAlone ? [alone] : []), ...unique(found)].slice(0, 50);
}

/** One medium may be named by several of its faults, and never twice by one. */
function unique(found: readonly CopyViolation[]): CopyViolation[] {
  return [...new Map(found.map((it) => [`${it.fault}/${it.about}/${it.to}`, it])).values()];
}

function violation(fault: Fault, it: Lying): CopyViolation {
  return { fault, about: it.name, ...said[fault], to: it.to };
}

const said: Record<Fault, { words: Words; remedy: Words }> = {
  'copy-at-primary': {
    words: { zh: '副本与主存储在同一地点', en: 'The copy lies where the primary is' },
    remedy: {
      zh: '将副本移至其他机房或保管库，并在登记册变更地点或办理出库、入库',
      en: 'Take it to another site, and change its place in the register or hand it out and in',
    },
  },
  'copy-on-device': {
    words: { zh: '副本与主数据库在同一磁盘设备上', en: 'The copy is on the disk of the database' },
    remedy: {
      zh: '将备份目标改到其他主机或对象存储；同一磁盘损坏时两者会同时丢失',
      en: 'Point the backup to another host or object store: one broken disk would take both',
    },
  },
  'key-copy-at-primary': {
    words: {
      zh: '密钥库副本与主存储在同一地点',
      en: 'The copy of the keys lies where the primary is',
    },
    remedy: {
      zh: '将密钥库副本移至其他保管库；机房失效时须能从别处取得',
      en: 'Take it to another vault: when the site is lost it must be had from elsewhere',
    },
  },
  'keys-with-data': {
    words: { zh: '密钥库副本与数据副本在同一地点', en: 'Copies of keys and of data lie together' },
    remedy: {
      zh: '两者分处保管：取得一处的人不得同时取得数据与密钥',
      en: 'Keep them apart: who gets into one place must not have both',
    },
  },
  'not-encrypted': {
    words: { zh: '副本未加密', en: 'The copy is not encrypted' },
    remedy: {
      zh: '重新写为加密的备份集，原介质双人销毁',
      en: 'Write it again as a sealed set, and destroy the old medium by two persons',
    },
  },
};

export const copyOnDevice = (locator: string, setting: string): CopyViolation => ({
  fault: 'copy-on-device',
  about: locator,
  words: said['copy-on-device'].words,
  remedy: {
    zh: `请系统管理员将 ${setting} 改到其他主机或对象存储后重启服务；同一磁盘损坏时两者会同时丢失`,
    en: `Point ${setting} to another host or an object store and start the server again: one broken disk would take both`,
  },
  to: '/backup',
});

const alone: CopyViolation = {
  fault: 'no-copy-elsewhere',
  about: '—',
  words: {
    zh: '没有与主存储分离的数据副本',
    en: 'No copy of the data lies apart from the primary',
  },
  remedy: {
    zh: '在其他地点登记备份存储或入库备份介质',
    en: 'Register backup storage, or take a backup medium into store, at another site',
  },
  to: '/storage',
};
