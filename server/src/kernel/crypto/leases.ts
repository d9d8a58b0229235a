// What is leased at the moment, bounded in time and number. Ended leases leave the memory also when nobody asks for them
// again, and the oldest go first: leases are not renewed by use.

export interface LeaseLimits {
  /** At most 60,000. */
  readonly forMs: number;
  readonly countMax: number;
}

interface Ending {
  readonly endsAt: number;
}

export class Leases<T extends Ending> {
  readonly #limits: LeaseLimits;
  readonly #held = new Map<string, T>();
  #sweeping: NodeJS.Timeout | undefined;

  constructor(limits: LeaseLimits) {
    this.#limits = { ...limits, forMs: Math.min(limits.forMs, 60_000) };
  }

  /** When a lease taken now ends. */
  end(): number {
    return performance.now() + this.#limits.forMs;
  }

  /** A lease with at least a tenth of its time left, so that whoever gets it can finish what it began. */
  get(name: string): T | undefined {
    const held = this.#held.get(name);
    const left = this.#limits.forMs / 10;
    if (held === undefined || performance.now() + left < held.endsAt) return held;
    this.#held.delete(name);
    return undefined;
  }

  put(name: string, lease: T): void {
    this.#held.delete(name);
    this.#held.set(name, lease);
    if (this.#held.size > this.#limits.countMax) this.#dropOldest();
    if (this.#sweeping === undefined) this.#sweepLater();
  }

  drop(name: string): void {
    this.#held.delete(name);
  }

  get size(): number {
    return this.#held.size;
  }

  #dropOldest(): void {
    for (const name of this.#held.keys()) {
      this.#held.delete(name);
      return;
    }
  }

  /** Ended leases leave the memory also when nobody asks for them again. */
  #sweep(): void {
    this.#sweeping = undefined;
    const now = performance.now();
    for (const [name, { endsAt }] of this.#held) {
      if (endsAt > now) break;
      this.#held.delete(name);
    }
    if (this.#held.size > 0) this.#sweepLater();
  }

  #sweepLater(): void {
    this.#sweeping = setTimeout(() => this.#sweep(), this.#limits.forMs).unref();
  }
}
