// Chance from a seed, for the simulators, the benches and the tests: the same seed gives the same
// choices on every machine. The generator is pure-rand's "xoroshiro128+".

import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** Of `seed` the low 32 bits count. */
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    // Without it the first numbers of neighbouring seeds are neighbours, too.
    this.#generator.jump();
  }

  /** From 0 up to, and without, 1. */
  readonly float = (): number => uniformFloat64(this.#generator);

  /** A whole number from 0 up to, and without, `count`, which is at least 1. */
  below(count: number): number {
    return uniformInt(this.#generator, 0, count - 1);
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return uniformInt(this.#generator, least, most);
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** One of a list; undefined of an empty one. */
  pick<Item>(list: readonly [Item, ...Item[]]): Item;
  pick<Item>(list: readonly Item[]): Item | undefined;
  pick<Item>(list: readonly Item[]): Item | undefined {
    return list.length === 0 ? undefined : list[this.below(list.length)];
  }

  /** A name by its weight. Throws when no weight is above 0. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    let left = this.float() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    throw new Error("Expected at least one weight above 0");
  }

  /** A UUID in lower case. */
  readonly id = (): string => {
    const [a, b, c, d] = [this.#hex(), this.#hex(), this.#hex(), this.#hex()];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
  };

  /** A second source of chance, which does not depend on how often this one is asked later. */
  fork(): Random {
    return new Random(this.#generator.next());
  }

  #hex(): string {
    return (this.#generator.next() >>> 0).toString(16).padStart(8, "0");
  }
}
