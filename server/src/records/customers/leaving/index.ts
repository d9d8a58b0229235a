// How customers, or a part of what is kept of them, leave: with the import that brought them, or by an order to destroy.
import type { Call } from '../../../kernel/call.ts';
import type { CustomersParts } from '../customer.ts';
import { sealWithout, type ToErase } from './erase.ts';
import { countUsed, undoBatch, undoSome } from './undo.ts';

export function createLeaving(parts: CustomersParts) {
  const erasing = (call: Call, it: ToErase) => sealWithout(parts, call, it);
  return { countUsed, undoBatch, undoSome, sealWithout: erasing };
}
