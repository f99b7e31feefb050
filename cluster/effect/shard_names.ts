// The engine places entities by shards, and finds the shard of one by a hash of its name. Names are
// chosen here so that each slice has a shard of its own: by chance some shards would have three,
// and others none, and the nodes with them.

import { type EntityName, sliceCount } from "../names.ts";

/** As many as slices: a shard without a slice would be a lock for nothing. */
export const shardCount = sliceCount;

/** The name of each entity for the engine. `shardOf` gives the shard of a name, from 1 on. */
export function shardNames(shardOf: (name: string) => number): ReadonlyMap<EntityName, string> {
  const names = new Map<EntityName, string>([["once", "once"]]);
  for (let slice = 0; slice < sliceCount; slice++) {
    let attempt = 0;
    while (shardOf(nameOf(`s${slice}`, attempt)) !== slice + 1) attempt++;
    names.set(`s${slice}`, nameOf(`s${slice}`, attempt));
  }
  return names;
}

/** The entity that a name stands for. */
export function entityOf(name: string): EntityName {
  return name.split(".")[0] as EntityName;
}

function nameOf(entity: EntityName, attempt: number): string {
  return `${entity}.${attempt}`;
}
