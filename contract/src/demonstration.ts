// What the door says to anybody, before sign-in: whether this is a demonstration institution with fictitious people. Not an
// operation: nobody acts, so nothing is recorded, and it says nothing else.
import { z } from 'zod';

export const demonstrationPath = '/demonstration';
export const demonstrationAnswer = z.object({ demonstration: z.boolean() });
export type DemonstrationAnswer = z.infer<typeof demonstrationAnswer>;
