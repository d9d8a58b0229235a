// Numbers by tags, apart from the heap of objects: what is remembered of two hundred thousand records costs some megabytes
// and no work for the collector. Tags are compared in all their 128 bits, so that two records never pass for one.

const tagBytes = 16;
/** Four words of the tag, then the number; a number of 0 marks a free slot. */
const wordsEach = 5;

export class TagTable {
  #slots = 1_024;
  #used = 0;
  #words = new Uint32Array(this.#slots * wordsEach);

  /** The number kept under a tag: 0 where there is none. */
  get(tag: Uint8Array): number {
    return this.#words[this.#find(wordsOf(tag)) + 4] ?? 0;
  }

  /** `number` is 1 or more. */
  set(tag: Uint8Array, number: number): void {
    if (!Number.isInteger(number) || number < 1) throw new RangeError('Numbers count from 1');
    if (this.#used * 4 >= this.#slots * 3) this.#grow();
    this.#put(wordsOf(tag), number);
  }

  #put(tag: Uint32Array, number: number): void {
    const at = this.#find(tag);
    if (this.#words[at + 4] === 0) this.#used += 1;
    this.#words.set(tag, at);
    this.#words[at + 4] = number;
  }

  /** Where the tag stands, or the free slot where it would. */
  #find(tag: Uint32Array): number {
    const words = this.#words;
    // Tags are hashes, so any of their bits spread them evenly.
    for (let slot = tag[0] ?? 0; ; slot += 1) {
      const at = (slot & (this.#slots - 1)) * wordsEach;
      if (words[at + 4] === 0 || isAt(words, at, tag)) return at;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#slots *= 2;
    this.#used = 0;
    this.#words = new Uint32Array(this.#slots * wordsEach);
    for (let at = 0; at < before.length; at += wordsEach) {
      const number = before[at + 4] ?? 0;
      if (number > 0) this.#put(before.subarray(at, at + 4), number);
    }
  }
}

function wordsOf(tag: Uint8Array): Uint32Array {
  return new Uint32Array(new Uint8Array(tag.subarray(0, tagBytes)).buffer, 0, 4);
}

function isAt(words: Uint32Array, at: number, tag: Uint32Array): boolean {
  return (
    words[at] === tag[0] &&
    words[at + 1] === tag[1] &&
    words[at + 2] === tag[2] &&
    words[at + 3] === tag[3]
  );
}
