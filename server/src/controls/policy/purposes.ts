// The published purposes: why anyone may ask at all (R4.1.1). A purpose that is not on the list does not exist.
import { purposeCard, type PurposeCard } from '@shouxin/contract';
import { z } from 'zod';

const published = z.strictObject({
  edition: z.string().min(1).max(20),
  purposes: z.array(purposeCard.strict()).min(1).max(100),
});

export interface Purposes {
  readonly edition: string;
  readonly all: readonly PurposeCard[];
  find(code: string): PurposeCard | undefined;
  /** Whether a post may state or be given this purpose. */
  isOffered(code: string, post: string): boolean;
  /** Whether the purpose needs this item beyond its mask. */
  covers(code: string, item: string): boolean;
}

export function readPurposes(data: unknown): Purposes {
  const { edition, purposes } = published.parse(data);
  const byCode = new Map(purposes.map((it) => [it.code, it]));
  if (byCode.size !== purposes.length) throw new Error('a purpose is published twice');
  return {
    edition,
    all: purposes,
    find: (code) => byCode.get(code),
    isOffered: (code, post) => byCode.get(code)?.posts.includes(post) ?? false,
    covers: (code, item) => {
      const items = byCode.get(code)?.items ?? [];
      return items === 'all' || items.includes(item);
    },
  };
}
