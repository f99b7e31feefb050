// Token buckets: how much may be done at once, and how fast the allowance comes back. One bucket,
// or one for each key.

export interface Allowance {
  /** Tokens that a full bucket holds. */
  readonly capacity: number;
  readonly perSecond: number;
}

/** Full buckets that may be owed. */
const mostOwed = 10;
/** Past this many keys, all that have a full bucket are forgotten. */
const keysRemembered = 10_000;
/** So many of the oldest are looked at with each new key, and forgotten where they are full. */
const lookedAt = 2;

export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #tokens: number;
  #at: number;

  constructor({ capacity, perSecond }: Allowance, now: number) {
    this.#capacity = capacity;
    this.#perMs = perSecond / 1000;
    this.#tokens = capacity;
    this.#at = now;
  }

  /** Takes one token. False: there is none. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Gives back a token, taken for something that must not count. */
  give(): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + 1);
  }

  /** Takes tokens for what was done elsewhere. What is missing is owed, ten buckets at most. */
  charge(count: number, now: number): void {
    this.#fill(now);
    this.#tokens = Math.max(-mostOwed * this.#capacity, this.#tokens - count);
  }

  /** Milliseconds until a token can be taken; 0: one can be now. */
  waitMs(now: number): number {
    this.#fill(now);
    return this.#tokens >= 1 ? 0 : Math.ceil((1 - this.#tokens) / this.#perMs);
  }

  /** Whether all tokens are there: forgetting such a bucket changes nothing. */
  full(now: number): boolean {
    this.#fill(now);
    return this.#tokens >= this.#capacity;
  }

  #fill(now: number): void {
    // A clock that was set back must not take tokens away.
    const elapsed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(this.#capacity, this.#tokens + elapsed * this.#perMs);
    this.#at = now;
  }
}

/** A bucket for each key, all with the same allowance. A key without one has a full bucket. */
export class KeyedBuckets<Key> {
  readonly #allowance: Allowance;
  readonly #buckets = new Map<Key, TokenBucket>();

  constructor(allowance: Allowance) {
    this.#allowance = allowance;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token. False: there is none. */
  take(key: Key, now: number): boolean {
    return this.#bucketOf(key, now).take(now);
  }

  /** Gives back a token, taken for something that must not count. */
  give(key: Key): void {
    this.#buckets.get(key)?.give();
  }

  /** See TokenBucket.charge. */
  charge(key: Key, count: number, now: number): void {
    this.#bucketOf(key, now).charge(count, now);
  }

  /** Milliseconds until a token can be taken; 0: one can be now. */
  waitMs(key: Key, now: number): number {
    return this.#buckets.get(key)?.waitMs(now) ?? 0;
  }

  /** The key has a full bucket again. */
  forget(key: Key): void {
    this.#buckets.delete(key);
  }

  #bucketOf(key: Key, now: number): TokenBucket {
    const known = this.#buckets.get(key);
    if (known) return known;
    this.#forgetOldest(now);
    if (this.#buckets.size >= keysRemembered) this.#forgetFull(now);
    const bucket = new TokenBucket(this.#allowance, now);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Those that are not full are looked at again after all others. */
  #forgetOldest(now: number): void {
    let left = lookedAt;
    for (const [key, bucket] of this.#buckets) {
      if (left-- === 0) return;
      this.#buckets.delete(key);
      if (!bucket.full(now)) this.#buckets.set(key, bucket);
    }
  }

  /** A key that is held back is never forgotten: a flood of other keys must not free it. */
  #forgetFull(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.full(now)) this.#buckets.delete(key);
  }
}
