// The engine: Effect Cluster over Postgres. It places what has one owner by shards, holds a shard
// by an advisory lock, hands it over, and carries requests between nodes.
// docs/decisions/0005-effect-cluster-for-several-processes.md says why, and why in this shape.

import * as PgClient from "@effect/sql-pg/PgClient";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as ManagedRuntime from "effect/ManagedRuntime";
import * as Option from "effect/Option";
import * as Redacted from "effect/Redacted";
import * as References from "effect/References";
import * as MessageStorage from "effect/cluster/MessageStorage";
import * as RunnerAddress from "effect/cluster/RunnerAddress";
import * as Sharding from "effect/cluster/Sharding";
import * as ShardingConfig from "effect/cluster/ShardingConfig";
import * as SocketRunner from "effect/cluster/SocketRunner";
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage";
import * as RpcSerialization from "effect/rpc/RpcSerialization";
import type { Engine, EngineHandlers, EntityPart, StartEngine } from "../engine.ts";
import { type EntityName, type NodeName, nodeNames } from "../names.ts";
import type { Address } from "../net/open_socket.ts";
import type { RequestHandler } from "../net/request_server.ts";
import { askMs, ShortWay } from "../net/short_way.ts";
import { Owned, ownedLayer } from "./entities.ts";
import {
  type Addresses,
  createPeers,
  healthLayer,
  type PeerServices,
  sessionName,
} from "./peers.ts";
import { shardCount, shardNames } from "./shard_names.ts";
import { callerLayer, listenerLayer } from "./sockets.ts";

export interface EffectEngineOptions {
  readonly node: NodeName;
  /** Where the other nodes reach this one. */
  readonly address: Address;
  /** Where it listens. */
  readonly listen: Address;
  /** Whether it may listen at an IP address. */
  readonly mayListenAt: (address: string) => boolean;
  readonly secret: string;
  readonly databaseUrl: string;
}

/** Time between two looks whether this node has become the owner of what there is once. */
const wakeMs = 250;

const wakeUp = JSON.stringify({ type: "obey", after: null, commands: [] });

/**
 * A node that ends is found by the watchdog, at once. The lease is for one that is frozen or
 * unplugged, and so long that loading the matchmaker never costs an owner its own.
 */
const leaseMs = 15_000;
const timing = {
  shardLockExpiration: leaseMs,
  shardLockRefreshInterval: 5_000,
  refreshAssignmentsInterval: 500,
  runnerHealthCheckInterval: 1_000,
  runnerJoinDebounce: 1_000,
  entityMessagePollInterval: 1_000,
  entityTerminationTimeout: 2_000,
} as const;

/** Connections of the engine to Postgres, beside those of the program's own pool. */
const connections = 4;

/** Starts the engine of a node. Rejects when it cannot listen or Postgres cannot be used. */
export function effectEngine(options: EffectEngineOptions): StartEngine {
  return async (handlers) => {
    const running = new Map<EntityName, EntityPart>();
    const addresses: Addresses = new Map();
    // Until this node knows what it owns it obeys nothing.
    const ownership: Ownership = { owns: () => false };
    const requests = requestHandler({ options, handlers, running, ownership });
    const runtime = ManagedRuntime.make(
      layerOf({ options, handlers, running, addresses, requests }),
    );
    try {
      const context = await runtime.context();
      return await createEngine({
        ...{ options, running, addresses, ownership, context },
        stop: () => runtime.dispose(),
      });
    } catch (error) {
      await runtime.dispose();
      throw error;
    }
  };
}

interface Ownership {
  /** See Engine.owns. */
  owns: (entity: EntityName) => boolean;
}

interface Started {
  readonly options: EffectEngineOptions;
  readonly running: ReadonlyMap<EntityName, EntityPart>;
  readonly addresses: Addresses;
  readonly ownership: Ownership;
  readonly context: Context.Context<Services>;
  readonly stop: () => Promise<void>;
}

type Services = Sharding.Sharding | PeerServices;

async function createEngine(started: Started): Promise<Engine> {
  const { options, running, addresses, ownership, context, stop } = started;
  const { node } = options;
  const run = Effect.runPromiseWith(context);
  const sharding = Context.get(context, Sharding.Sharding);
  const ownedBy = await run(Owned.client);
  const shardOf = (name: string) => sharding.getShardId(name as never, "default");
  const names = shardNames((name) => shardOf(name).id);
  const nameOf = (entity: EntityName) => names.get(entity) ?? entity;
  const holdsShard = (entity: EntityName) => sharding.hasShardId(shardOf(nameOf(entity)));
  ownership.owns = (entity) => running.has(entity) && holdsShard(entity);
  const askEngine = async (entity: EntityName, batch: string) => {
    const given = await run(Effect.timeout(ownedBy(nameOf(entity)).Obey({ batch }), askMs));
    const space = given.indexOf(" ");
    return [given.slice(0, space) as NodeName, given.slice(space + 1)] as const;
  };
  const shortWay = new ShortWay({ node, secret: options.secret, addresses, askEngine });
  // What there is once must run though nobody asks for it.
  let isWaking = false;
  const waking = setInterval(async () => {
    if (isWaking || running.has("once") || !holdsShard("once")) return;
    isWaking = true;
    await askEngine("once", wakeUp).catch(() => {});
    isWaking = false;
  }, wakeMs);
  return {
    node,
    owns: ownership.owns,
    ask: (entity, batch) => shortWay.ask(entity, batch),
    push: (to, batch) => shortWay.push(to, batch),
    ...createPeers(context, addresses),
    async stop() {
      clearInterval(waking);
      await stop();
      shortWay.close();
    },
  };
}

interface Making {
  readonly options: EffectEngineOptions;
  readonly handlers: EngineHandlers;
  readonly running: Map<EntityName, EntityPart>;
  readonly addresses: Addresses;
  readonly requests: RequestHandler;
}

/** What other nodes ask of this one past the engine. */
function requestHandler(
  { options, handlers, running, ownership }: Omit<Making, "addresses" | "requests"> & {
    readonly ownership: Ownership;
  },
): RequestHandler {
  return {
    async ask(entity, batch) {
      const part = running.get(entity as EntityName);
      return part && ownership.owns(entity as EntityName) ? await part.obey(batch) : null;
    },
    async push(node, batch) {
      return node === options.node ? await handlers.received(batch) : null;
    },
  };
}

function layerOf({ options, handlers, running, addresses, requests }: Making) {
  const { node, secret, databaseUrl } = options;
  const postgres = PgClient.layer({
    url: Redacted.make(databaseUrl),
    maxConnections: connections,
    applicationName: sessionName(node),
  });
  const cluster = SocketRunner.layer.pipe(
    Layer.provide([listenerLayer({ ...options, requests }), callerLayer(secret)]),
    Layer.provide(healthLayer(handlers, addresses).pipe(Layer.provide(callerLayer(secret)))),
    Layer.provideMerge(MessageStorage.layerNoop),
    Layer.provideMerge(Layer.orDie(SqlRunnerStorage.layer)),
    Layer.provide(configLayer(options)),
    Layer.provide(RpcSerialization.layerSchemaBinary()),
    Layer.provideMerge(postgres),
  );
  return ownedLayer({ node, handlers, running }).pipe(
    Layer.provideMerge(cluster),
    Layer.provide(Layer.succeed(References.MinimumLogLevel, "None")),
  );
}

function configLayer({ node, address, listen }: EffectEngineOptions) {
  return ShardingConfig.layer({
    ...timing,
    runnerAddress: Option.some(RunnerAddress.make(address.host, address.port)),
    runnerListenAddress: Option.some(RunnerAddress.make(listen.host, listen.port)),
    shardsPerGroup: shardCount,
    // A node's own group has nothing in it: the others know a node's name by it.
    availableShardGroups: ["default", ...nodeNames],
    assignedShardGroups: ["default", node],
    simulateRemoteSerialization: false,
    maxResidentEntities: "unbounded",
    entityMailboxCapacity: "unbounded",
  });
}
