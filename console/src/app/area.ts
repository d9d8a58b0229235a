// What the left navigation is made of.
import type { Permission, Words } from '@shouxin/contract';

export interface Place {
  readonly to: string;
  readonly words: Words;
  /** Any of these opens it; none means every signed-in person. */
  readonly needs: readonly Permission[];
  /** `g` and this letter go there. */
  readonly key?: string;
}

export interface Area {
  readonly name: string;
  readonly words: Words;
  readonly places: readonly Place[];
}
