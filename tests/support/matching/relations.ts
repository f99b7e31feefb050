// The relations of a scenario's cast as they truly are: blocks, groups in common, who met, rematch
// wishes. And what a ticket that is placed or loaded knows of them.

import type { UserId } from "../../../protocol/domain.ts";
import type { Relations } from "./reference_model.ts";

type Pairs = readonly (readonly [UserId, UserId])[];

export class CastRelations implements Relations {
  /** From one user to another, as in the store. */
  readonly #blocks = new Set<string>();
  readonly #rematchWishes = new Set<string>();
  /** Each pair in both directions. */
  readonly #together = new Set<string>();
  readonly #met = new Set<string>();

  constructor(blocks: Pairs, met: Pairs, again: Pairs) {
    for (const [one, other] of blocks) if (one !== other) this.#blocks.add(`${one} ${other}`);
    for (const [one, other] of again) if (one !== other) this.#rematchWishes.add(`${one} ${other}`);
    for (const [one, other] of met) if (one !== other) this.#meet(one, other);
  }

  areApart(one: UserId, other: UserId): boolean {
    return this.#together.has(`${one} ${other}`) || this.#blocks.has(`${one} ${other}`) ||
      this.#blocks.has(`${other} ${one}`);
  }

  areTogether(one: UserId, other: UserId): boolean {
    return this.#together.has(`${one} ${other}`);
  }

  haveMet(one: UserId, other: UserId): boolean {
    return this.#met.has(`${one} ${other}`);
  }

  wantRematch(one: UserId, other: UserId): boolean {
    return this.#rematchWishes.has(`${one} ${other}`) && this.#rematchWishes.has(`${other} ${one}`);
  }

  asksAgain(one: UserId, other: UserId): boolean {
    return this.#rematchWishes.has(`${one} ${other}`);
  }

  block(one: UserId, other: UserId): void {
    this.#blocks.add(`${one} ${other}`);
  }

  /** Lifts the blocks between two, in both directions. */
  unblock(one: UserId, other: UserId): void {
    for (const pair of [`${one} ${other}`, `${other} ${one}`]) this.#blocks.delete(pair);
  }

  turnAgain(one: UserId, other: UserId): void {
    const pair = `${one} ${other}`;
    if (!this.#rematchWishes.delete(pair)) this.#rematchWishes.add(pair);
  }

  join(users: readonly UserId[]): void {
    for (const one of users) {
      for (const other of users) if (one !== other) this.#together.add(`${one} ${other}`);
    }
  }

  part(one: UserId, other: UserId, haveMet: boolean): void {
    for (const pair of [`${one} ${other}`, `${other} ${one}`]) this.#together.delete(pair);
    if (haveMet) this.#meet(one, other);
  }

  /**
   * What a user's ticket knows. Of a block only the blocker's: the other ticket may have been
   * placed before the block.
   */
  toldOf(user: UserId): Record<"apart" | "met" | "rematchWishes", Set<UserId>> {
    return {
      apart: new Set([...namedBy(this.#blocks, user), ...namedBy(this.#together, user)]),
      met: namedBy(this.#met, user),
      rematchWishes: namedBy(this.#rematchWishes, user),
    };
  }

  #meet(one: UserId, other: UserId): void {
    this.#met.add(`${one} ${other}`).add(`${other} ${one}`);
  }
}

function namedBy(pairs: ReadonlySet<string>, user: UserId): Set<UserId> {
  const begin = `${user} `;
  return new Set(
    [...pairs].filter((pair) => pair.startsWith(begin))
      .map((pair) => pair.slice(begin.length) as UserId),
  );
}
