// Every text a person reads exists in both languages, side by side, so that neither can be forgotten.
import { z } from 'zod';

export const words = z.object({ zh: z.string().max(4000), en: z.string().max(8000) });

/** A sentence or label in Chinese (first) and English. */
export type Words = z.infer<typeof words>;

/** A value as it is read: what a customer wrote has no other language; a word of ours or of a code table has both. */
export const valueText = z.union([z.string().max(1000), words]);
export type ValueText = z.infer<typeof valueText>;

export type Language = keyof Words;
