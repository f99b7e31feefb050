// What goes wrong, from a seed: processes that are killed, stopped and frozen, clocks that are
// wrong, and ways that are cut. Each fault ends whole: what was taken away is back.

import type { Random } from "../../tools/random.ts";
import { postgres, type Way } from "./stage/network.ts";
import type { Stage } from "./stage/stage.ts";
import type { StageNode } from "./stage/stage_node.ts";

export interface FaultDeps {
  readonly stage: Stage;
  readonly random: Random;
  /** Called when it has begun. */
  readonly begun: () => void;
  /** Called when the process that was told to stop has ended. */
  readonly gone: () => void;
  /** Resolves when every group was served since, or after a while. */
  readonly served: (mostMs: number) => Promise<void>;
}

export interface Fault {
  readonly kind: string;
  /** Resolves when all is there again. Rejects when something does not come back. */
  readonly strike: (deps: FaultDeps) => Promise<void>;
}

/** As long as a machine may stand still. */
const frozenMs = 15_000;
/** Longer than the watchdog of the nodes takes: a takeover is measured to its end. */
const takeoverMs = 20_000;

const kill: Fault = {
  kind: "SIGKILL of a node",
  async strike({ stage, random, begun, served }) {
    const node = pick(stage.nodes, random);
    const ending = node.end("SIGKILL");
    begun();
    await ending;
    // Where there is no other node, only this one's return serves.
    await served(stage.nodes.length > 1 ? takeoverMs : 500);
    await node.start();
  },
};

const stop: Fault = {
  kind: "SIGTERM of a node",
  async strike({ stage, random, begun, gone }) {
    const node = pick(stage.nodes, random);
    const ending = endWell(node);
    begun();
    await ending;
    gone();
    await node.start();
  },
};

const freeze: Fault = {
  kind: "SIGSTOP of a node for 15 s",
  async strike({ stage, random, begun }) {
    const node = pick(stage.nodes, random);
    node.freeze();
    begun();
    await pause(frozenMs);
    node.thaw();
  },
};

const skew: Fault = {
  kind: "a wrong clock of a node",
  async strike({ stage, random, begun, gone }) {
    const node = pick(stage.nodes, random);
    const skewSeconds = random.whole(2, 90) * (random.chance(0.5) ? 1 : -1);
    const ending = endWell(node);
    begun();
    await ending;
    gone();
    // Until its next start.
    await node.start({ skewSeconds });
  },
};

const oneWay: Fault = {
  kind: "one way between two nodes cut",
  strike: (deps) => cut(deps, [pairOf(deps)], [4_000, 10_000]),
};

const bothWays: Fault = {
  kind: "both ways between two nodes cut",
  strike: (deps) => cut(deps, bothOf(pairOf(deps)), [4_000, 10_000]),
};

const alone: Fault = {
  kind: "a node cut off from the others",
  strike: (deps) => {
    const { name } = pick(deps.stage.nodes, deps.random);
    return cut(deps, others(deps.stage, name).flatMap((other) => bothOf([name, other])), [
      4_000,
      12_000,
    ]);
  },
};

const unplugged: Fault = {
  kind: "a node cut off from the others and from Postgres",
  strike: (deps) => {
    const { name } = pick(deps.stage.nodes, deps.random);
    const peers = [...others(deps.stage, name), postgres];
    return cut(deps, peers.flatMap((other) => bothOf([name, other])), [frozenMs, frozenMs]);
  },
};

const withoutPostgres: Fault = {
  kind: "a node cut off from Postgres",
  strike: (deps) => {
    const { name } = pick(deps.stage.nodes, deps.random);
    return cut(deps, bothOf([name, postgres]), [4_000, 10_000]);
  },
};

const unheardByPostgres: Fault = {
  kind: "one way between a node and Postgres cut",
  strike: (deps) => {
    const { name } = pick(deps.stage.nodes, deps.random);
    const way: Way = deps.random.chance(0.5) ? [name, postgres] : [postgres, name];
    return cut(deps, [way], [4_000, 10_000]);
  },
};

const restartPostgres: Fault = {
  kind: "a restart of Postgres",
  async strike({ stage: { outage }, begun }) {
    await outage.stop();
    begun();
    await outage.restart();
  },
};

const killPostgres: Fault = {
  kind: "SIGKILL of Postgres",
  async strike({ stage: { outage }, begun }) {
    await outage.kill();
    begun();
    await outage.restart();
  },
};

const freezePostgres: Fault = {
  kind: "SIGSTOP of Postgres",
  async strike({ stage: { outage }, random, begun }) {
    await outage.freeze();
    begun();
    await pause(random.whole(3_000, 7_000));
    await outage.thaw();
  },
};

/**
 * Every fault once, in an order of chance; with `only` those alone that have it in their name.
 * `canSkew`: clocks can be made wrong.
 */
export function allFaults(
  { nodes, canSkew, random, only }: {
    readonly nodes: number;
    readonly only: string | null;
    readonly canSkew: boolean;
    readonly random: Random;
  },
): Fault[] {
  const ofNodes = nodes > 1 ? [oneWay, bothWays, alone, unplugged] : [];
  const ofClocks = canSkew ? [skew] : [];
  const ofPostgres = [withoutPostgres, unheardByPostgres, restartPostgres, killPostgres];
  const faults = [kill, stop, freeze, freezePostgres, ...ofPostgres, ...ofNodes, ...ofClocks];
  return faults.filter(({ kind }) => kind.includes(only ?? ""))
    .map((fault) => ({ fault, at: random.float() })).toSorted((a, b) => a.at - b.at)
    .map(({ fault }) => fault);
}

async function cut(
  { stage: { network }, random, begun }: FaultDeps,
  ways: readonly Way[],
  [least, most]: readonly [number, number],
): Promise<void> {
  network.cut(ways);
  begun();
  await pause(random.whole(least, most));
  network.heal();
}

function pairOf({ stage: { nodes }, random }: FaultDeps): Way {
  const { name: from } = pick(nodes, random);
  const { name: to } = pick(nodes.filter(({ name }) => name !== from), random);
  return [from, to];
}

function bothOf([from, to]: Way): Way[] {
  return [[from, to], [to, from]];
}

function others({ nodes }: Stage, name: string): string[] {
  return nodes.map((node) => node.name).filter((other) => other !== name);
}

function pick<Item>(list: readonly Item[], random: Random): Item {
  const picked = random.pick(list);
  if (picked === undefined) throw new Error("There is nothing to pick");
  return picked;
}

/** Throws when a node that was told to stop did not end by itself. */
async function endWell(node: StageNode): Promise<void> {
  const { code, signal, output } = await node.end("SIGTERM");
  if (code === 0) return;
  throw new Error(`${node.name} ended with ${signal ?? code}:\n${output.slice(-2_000)}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
