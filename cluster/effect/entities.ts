// The engine's entities. Each takes a batch as a text and answers with one, so that the engine
// knows nothing of commands: its schemas would cost more than what they check.

import * as Effect from "effect/Effect";
import * as Schema from "effect/Schema";
import * as ClusterSchema from "effect/cluster/ClusterSchema";
import * as Entity from "effect/cluster/Entity";
import * as Rpc from "effect/rpc/Rpc";
import type { EngineHandlers, EntityPart } from "../engine.ts";
import type { EntityName, NodeName } from "../names.ts";
import { entityOf } from "./shard_names.ts";

const Obey = Rpc.make("Obey", { payload: { batch: Schema.String }, success: Schema.String });

/** What has one owner: a slice of the groups, or what there is once. */
export const Owned = Entity.make("Owned", [Obey])
  .annotate(ClusterSchema.ClientTracingEnabled, false);

/** Commands wait in the actors, and not in the engine. */
const options = {
  concurrency: "unbounded",
  maxIdleTime: "36500 days",
  mailboxCapacity: "unbounded",
  disableFatalDefects: true,
} as const;

export interface Owning {
  readonly node: NodeName;
  readonly handlers: EngineHandlers;
  /** Has the entities that this node has started, while it owns them. */
  readonly running: Map<EntityName, EntityPart>;
}

/**
 * Starts the part of each entity that this node comes to own, and stops it with the entity. Obey
 * answers with the name of the owner, a space, and the answer.
 */
export function ownedLayer({ node, handlers, running }: Owning) {
  return Owned.toLayer(
    Effect.gen(function* () {
      const { entityId } = yield* Entity.CurrentAddress;
      const name = entityOf(String(entityId));
      const part = handlers.start(name);
      running.set(name, part);
      yield* Effect.addFinalizer(() =>
        Effect.promise(() => {
          if (running.get(name) === part) running.delete(name);
          return part.stop();
        })
      );
      return Owned.of({
        Obey: ({ payload }) =>
          Effect.promise(async () => `${node} ${await part.obey(payload.batch)}`),
      });
    }),
    options,
  );
}
