// What is wrong with where copies lie: each fault found, and nothing found where there is none.
import { describe, expect, it } from 'vitest';
import type { Placement } from '../parts.ts';
import type { SiteCount } from '../store.ts';
import { unknownIn } from './unknown.ts';
import { lyingOf, placesOf, violationsIn } from './map.ts';

const asset = (more: Partial<Placement>): Placement => ({
  asset: crypto.randomUUID(),
  name: '资产',
  kind: { zh: '数据库', en: 'Database' },
  roles: ['primary'],
  province: '31',
  site: '主机房',
  isEncrypted: true,
  isOnDeviceOfPrimary: false,
  locator: null,
  ...more,
});
const media = (more: Partial<SiteCount>): SiteCount => ({
  province: '32',
  site: '保管库',
  kind: 'tape',
  holds: 'data-backup',
  isEncrypted: true,
  count: 1,
  label: 'SX-1',
  lastLabel: 'SX-9',
  medium: crypto.randomUUID(),
  ...more,
});
const faultsOf = (assets: readonly Placement[], tapes: readonly SiteCount[]) =>
  violationsIn(lyingOf(assets, tapes)).map((it) => it.fault);
const primary = asset({});

describe('R3.2.2 copies apart from the primary', () => {
  it('a copy in another place, and the keys in a third: nothing is wrong', () => {
    const keys = media({ holds: 'key-backup', province: '33', site: '密钥库' });
    expect(faultsOf([primary], [media({}), keys])).toEqual([]);
  });

  it.each([
    [[primary], [], ['no-copy-elsewhere']],
    [
      [primary],
      [media({ province: '31', site: '主机房' })],
      ['no-copy-elsewhere', 'copy-at-primary'],
    ],
    [[primary], [media({ province: '31', site: ' 主 机房' }), media({})], ['copy-at-primary']],
    [
      [primary, asset({ roles: ['copy'], site: '乙', isOnDeviceOfPrimary: true })],
      [],
      ['copy-on-device'],
    ],
    [[primary, asset({ roles: ['key-copy'] })], [media({})], ['key-copy-at-primary']],
    [[primary], [media({}), media({ holds: 'key-backup' })], ['keys-with-data']],
    [[primary, asset({ roles: ['copy', 'key-copy'], site: '乙' })], [], ['keys-with-data']],
    [[primary], [media({ isEncrypted: false })], ['not-encrypted']],
    [[], [], []],
  ] as [Placement[], SiteCount[], string[]][])(
    '%# each fault by its name',
    (assets, tapes, found) => {
      expect(faultsOf(assets, tapes)).toEqual(found);
    },
  );

  it('a place of the settings that no register knows is found, and one that is known is not', () => {
    const [folder, bucket] = ['/mnt/sets', 's3://bank/sets?endpoint=https://store.bank.example'];
    const sent = [
      { role: 'copy', locator: folder, isOnDeviceOfPrimary: true },
      { role: 'key-copy', locator: bucket, isOnDeviceOfPrimary: false },
    ] as const;
    const found = (...assets: Placement[]) => unknownIn(sent, assets).map((it) => it.fault);
    expect(found(primary)).toEqual(['not-registered', 'copy-on-device', 'not-registered']);
    const known = asset({ roles: ['copy'], locator: `${folder}/` });
    expect(found(known)).toEqual(['not-registered']);
    expect(found(known, asset({ roles: ['copy'], locator: bucket }))).toEqual(['not-registered']);
    expect(found(known, asset({ roles: ['key-copy'], locator: bucket }))).toEqual([]);
  });

  it('each violation says what to do, and where', () => {
    const all = violationsIn(
      lyingOf(
        [
          primary,
          asset({ roles: ['copy', 'key-copy'], isOnDeviceOfPrimary: true, isEncrypted: false }),
        ],
        [],
      ),
    );
    expect(new Set(all.map((it) => it.fault)).size).toBe(6);
    for (const it of all) {
      expect(it.remedy.zh).toMatch(/\p{Script=Han}/u);
      expect(it.to).toMatch(/^\/(storage|custody)/);
    }
  });

  it('the map has the primary first and one line for media of one kind', () => {
    const places = placesOf(lyingOf([asset({ roles: ['copy'], province: '11' }), primary], [media({ count: 12 })])); // prettier-ignore
    expect(places.map((it) => [it.provinceCode, it.isPrimary])).toEqual([
      ['31', true],
      ['11', false],
      ['32', false],
    ]);
    expect(places[2]?.items).toMatchObject([
      { count: 12, name: 'SX-1 … SX-9', to: '/custody?holds=data-backup' },
    ]);
  });
});
