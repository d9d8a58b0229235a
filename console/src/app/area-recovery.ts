// The part of the navigation that is about coming back: copies, drills, plans, media.
import type { Area } from './area.ts';

export const recoveryArea: Area = {
  name: 'recovery',
  words: { zh: '恢复', en: 'Recovery' },
  places: [
    {
      to: '/backup',
      words: { zh: '备份与恢复', en: 'Backup and recovery' },
      needs: ['backup.read'],
      key: 'q',
    },
    {
      to: '/backup/drills',
      words: { zh: '恢复演练', en: 'Recovery drills' },
      needs: ['backup.read'],
      key: 'z',
    },
    {
      to: '/plans',
      words: { zh: '恢复预案', en: 'Recovery plans' },
      needs: ['plans.read'],
      key: 'f',
    },
    {
      to: '/custody',
      words: { zh: '介质台账', en: 'Media register' },
      needs: ['custody.read'],
      key: 'j',
    },
    {
      to: '/custody/copies',
      words: { zh: '副本分布', en: 'Map of copies' },
      needs: ['custody.read'],
    },
    {
      to: '/custody/stock-takes',
      words: { zh: '介质盘点', en: 'Stock-takes' },
      needs: ['custody.read'],
    },
  ],
};
