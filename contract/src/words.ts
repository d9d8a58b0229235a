// Every text a person reads exists in both languages, side by side, so that neither can be forgotten.
import { z } from 'zod';

export const words = z.object({ zh: z.string().max(4000), en: z.string().max(8000) });

/** A sentence or label in Chinese (first) and English. */
export type Words = z.infer<typeof words>;

export type Language = keyof Words;
