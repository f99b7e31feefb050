// What moves when nodes come, go and die: which share of the slices changes its owner, how even the
// shares are, and for how long a group waits.

import { Random } from "../random.ts";
import { ownersOf, Ring, type Shape } from "./ring.ts";

/** Addresses as nodes have them: what the ring hashes. */
export function addressesOf(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => {
    const node = from + at;
    return `10.0.${node >> 8}.${node & 255}:8100`;
  });
}

export interface Balance {
  /** The largest share of slices beside an even one. */
  readonly busiest: number;
  /** Nodes without any slice. */
  readonly idle: number;
}

export function balanceOf(owners: readonly string[], nodes: number): Balance {
  const shares = new Map<string, number>();
  for (const owner of owners) shares.set(owner, (shares.get(owner) ?? 0) + 1);
  return {
    busiest: Math.max(...shares.values()) * nodes / owners.length,
    idle: nodes - shares.size,
  };
}

export interface Moves {
  /** Of all slices: those that have another owner. */
  readonly moved: number;
  /** Of all slices: those that moved though their owner stays. */
  readonly needless: number;
}

export function movesBetween(
  before: readonly string[],
  after: readonly string[],
  isGone: (node: string) => boolean,
): Moves {
  let [moved, needless] = [0, 0];
  before.forEach((owner, slice) => {
    if (after[slice] === owner) return;
    moved++;
    if (!isGone(owner)) needless++;
  });
  return { moved: moved / before.length, needless: needless / before.length };
}

/** Times that a change is made, with another node each. */
const changes = 10;

/** What one node that goes, and one that comes, moves: the mean of some. */
export function movesOf(shape: Shape, kind: "goes" | "comes", seed: number): Moves {
  const { nodes } = shape;
  const random = new Random(seed);
  const addresses = addressesOf(nodes);
  const before = ownersOf(new Ring(addresses), shape);
  let [moved, needless] = [0, 0];
  for (let change = 0; change < changes; change++) {
    const node = kind === "goes"
      ? random.pick(addresses) ?? ""
      : addressesOf(1, nodes + change)[0] ?? "";
    const ring = new Ring(addresses);
    ring.change(kind === "comes" ? [node] : [], kind === "goes" ? [node] : []);
    const moves = movesBetween(
      before,
      ownersOf(ring, shape),
      (one) => kind === "goes" && one === node,
    );
    moved += moves.moved / changes;
    needless += moves.needless / changes;
  }
  return { moved, needless };
}

/** Every node stops and comes back, one after the other: moves of each slice, in the mean. */
export function movesOfRollingRestart(shape: Shape): number {
  const addresses = addressesOf(shape.nodes);
  const ring = new Ring(addresses);
  let [owners, moves] = [ownersOf(ring, shape), 0];
  for (const node of addresses) {
    for (const [added, removed] of [[[], [node]], [[node], []]] as const) {
      ring.change(added, removed);
      const next = ownersOf(ring, shape);
      moves += movesBetween(owners, next, () => false).moved;
      owners = next;
    }
  }
  return moves;
}
