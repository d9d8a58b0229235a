// An invariant is a sentence about our own code that must hold. When it does not, that is a bug:
// the request dies with 500 and the process lives (ARCHITECTURE section 7). Refusals and faults
// have their own types. Messages are constants: they may be logged, so they never hold a value.

export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new BrokenInvariant(sentence);
}

/** For the branch that the types say cannot be reached. */
export function unreachable(_value: never, sentence: string): never {
  throw new BrokenInvariant(sentence);
}
