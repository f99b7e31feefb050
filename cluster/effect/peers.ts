// What the engine knows of the nodes: which there are, and whether they are alive.

import * as PgClient from "@effect/sql-pg/PgClient";
import * as Context from "effect/Context";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import type * as RunnerAddress from "effect/cluster/RunnerAddress";
import * as RunnerHealth from "effect/cluster/RunnerHealth";
import * as Runners from "effect/cluster/Runners";
import * as RunnerStorage from "effect/cluster/RunnerStorage";
import type { Engine, EngineHandlers, Member } from "../engine.ts";
import { type NodeName, nodeNames } from "../names.ts";

/** Where each node was last. */
export type Addresses = Map<NodeName, RunnerAddress.RunnerAddress>;
export type PeerServices = Runners.Runners | RunnerStorage.RunnerStorage | PgClient.PgClient;

const pingMs = 1_000;
const queryMs = 2_000;

/** The name of the engine's sessions in Postgres. */
export function sessionName(node: NodeName): string {
  return `trio engine ${node}`;
}

/** `addresses` is kept up to date. */
export function createPeers(
  context: Context.Context<PeerServices>,
  addresses: Addresses,
): Pick<Engine, "ping" | "members" | "hasSession" | "declareDead"> {
  const runners = Context.get(context, Runners.Runners);
  const storage = Context.get(context, RunnerStorage.RunnerStorage);
  const sql = Context.get(context, PgClient.PgClient);
  const query = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.runPromise(Effect.timeout(effect, queryMs));
  return {
    async ping(node) {
      const address = addresses.get(node);
      if (!address) return false;
      return await Effect.runPromise(answers(runners, address));
    },
    async members() {
      const listed = await query(storage.getRunners);
      return listed.flatMap(([{ groups, address }, isHealthy]): Member[] => {
        const node = nodeNames.find((name) => groups.includes(name));
        if (node === undefined) return [];
        addresses.set(node, address);
        return [{ node, isHealthy }];
      });
    },
    async hasSession(node) {
      const sessions = await query(sql`select 1 from pg_stat_activity
        where datname = current_database() and application_name = ${sessionName(node)} limit 1`);
      return sessions.length > 0;
    },
    async declareDead(node) {
      const address = addresses.get(node);
      if (address) await query(storage.setRunnerHealth(address, false));
    },
  };
}

/** The engine asks the watchdog who is alive: a node that it cannot reach itself may be well. */
export function healthLayer(handlers: EngineHandlers, addresses: Addresses) {
  const isAlive = (address: RunnerAddress.RunnerAddress, isAnswered: boolean) => {
    const found = [...addresses].find(([, known]) => known.toString() === address.toString());
    return found ? handlers.isAlive(found[0], isAnswered) : isAnswered;
  };
  return Layer.effect(RunnerHealth.RunnerHealth)(
    Effect.gen(function* () {
      const runners = yield* Runners.Runners;
      return RunnerHealth.RunnerHealth.of({
        isAlive: (address) =>
          answers(runners, address).pipe(
            Effect.map((isAnswered) => isAlive(address, isAnswered)),
          ),
      });
    }),
  ).pipe(Layer.provide(Runners.layerRpc));
}

function answers(
  runners: Runners.Runners["Service"],
  address: RunnerAddress.RunnerAddress,
): Effect.Effect<boolean> {
  return runners.ping(address).pipe(Effect.timeout(pingMs), Effect.isSuccess);
}
