// Which node holds which slice, as Effect Cluster 4.1.0 decides it: slices hash to shards, and
// shards go to the nearest point of a ring on which each node has 128, up to an even share.

const pointsOfNode = 128;

export class Ring {
  readonly #nodes = new Set<string>();
  #hashes: readonly number[] = [];
  #owners: readonly string[] = [];

  constructor(nodes: Iterable<string>) {
    this.change(nodes, []);
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** Nodes come and go at once. */
  change(added: Iterable<string>, removed: Iterable<string>): void {
    const points = this.#hashes.map((hash, at) => ({ hash, node: this.#owners[at] ?? "" }));
    for (const node of added) {
      if (this.#nodes.has(node)) continue;
      this.#nodes.add(node);
      for (let point = pointsOfNode; point > 0; point--) {
        points.push({ hash: hashOf(`${node}:${point}`), node });
      }
    }
    for (const node of removed) this.#nodes.delete(node);
    const left = points.filter(({ node }) => this.#nodes.has(node))
      .sort((a, b) => a.hash - b.hash || (a.node < b.node ? -1 : a.node > b.node ? 1 : 0));
    this.#hashes = left.map(({ hash }) => hash);
    this.#owners = left.map(({ node }) => node);
  }

  /** The owner of each shard; empty while there is no node. */
  shards(count: number): string[] {
    if (this.#nodes.size === 0) return [];
    const most = Math.max(1, Math.floor(count / this.#nodes.size));
    const owners: string[] = new Array(count);
    const shares = new Map<string, number>();
    const full = new Set<string>();
    const give = (shard: number, node: string) => {
      owners[shard] = node;
      const share = (shares.get(node) ?? 0) + 1;
      shares.set(node, share);
      if (share >= most) full.add(node);
    };
    const nearest = Array.from({ length: count }, (_, shard) => {
      const hash = hashOf(`shard-${shard}`);
      const at = this.#nearest(hash);
      return { shard, node: this.#owners[at] ?? "", distance: Math.abs(this.#hashAt(at) - hash) };
    });
    for (const { shard, node } of nearest.toSorted((a, b) => a.distance - b.distance)) {
      if (!full.has(node)) give(shard, node);
    }
    for (let shard = 0; shard < count; shard++) {
      if (owners[shard] !== undefined) continue;
      const isFull = full.size === this.#nodes.size;
      const at = this.#nearestNotFull(hashOf(`shard-${shard}`), isFull ? new Set() : full);
      if (isFull) owners[shard] = this.#owners[at] ?? "";
      else give(shard, this.#owners[at] ?? "");
    }
    return owners;
  }

  #hashAt(at: number): number {
    return this.#hashes[at] ?? NaN;
  }

  /** The first point whose hash is not below; as many as there are points: none. */
  #from(hash: number): number {
    let [low, high] = [0, this.#hashes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#hashAt(middle) >= hash) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #nearest(hash: number): number {
    const from = this.#from(hash);
    const above = Math.min(from, this.#hashes.length - 1);
    const below = from - 1;
    if (below < 0) return above;
    const isAboveNearer = Math.abs(this.#hashAt(above) - hash) <=
      Math.abs(this.#hashAt(below) - hash);
    return isAboveNearer ? above : below;
  }

  /** By the number of points between, not by the distance. */
  #nearestNotFull(hash: number, full: ReadonlySet<string>): number {
    if (full.size === 0) return this.#nearest(hash);
    const from = this.#from(hash);
    const isFree = (at: number) =>
      at >= 0 && at < this.#owners.length && !full.has(this.#owners[at] ?? "");
    const first = Math.min(from, this.#owners.length - 1);
    if (isFree(first)) return first;
    for (let step = 1; step <= this.#owners.length; step++) {
      if (isFree(from - step)) return from - step;
      if (isFree(from + step)) return from + step;
    }
    return first;
  }
}

export interface Shape {
  readonly nodes: number;
  readonly slices: number;
  /** As many as slices: each slice has one of its own, by a name that hashes to it. */
  readonly shards: number;
}

/** The owner of each slice; where a shard may hold several they are named s0, s1 and so on. */
export function ownersOf(ring: Ring, { slices, shards }: Shape): string[] {
  const owners = ring.shards(shards);
  if (slices === shards) return owners;
  return Array.from(
    { length: slices },
    (_, slice) => owners[Math.abs(hashOf(`s${slice}`) % shards)] ?? "",
  );
}

/** The engine's own hash of a text: to move no slice, it may not change. */
function hashOf(text: string): number {
  let hash = 5381;
  for (let at = text.length - 1; at >= 0; at--) hash = (hash * 33) ^ text.charCodeAt(at);
  return (hash & 0xbfffffff) | ((hash >>> 1) & 0x40000000);
}
