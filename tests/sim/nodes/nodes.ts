// The nodes of a simulated cluster, the network between them, and what Postgres knows of them.

import { type NodeName, nodeNames } from "../../../cluster/names.ts";
import type { FaultTools, ServerFault, ServerFaults } from "../world/fault_injector.ts";
import type { NetworkDeps } from "../world/network.ts";
import type { ProgramDeps } from "../world/program.ts";
import { Servers } from "../world/servers.ts";
import { EngineTables } from "./engine_tables.ts";
import { SimulatedNode } from "./node.ts";
import { NodeNetwork, type Place, poorFates, soundFates } from "./node_network.ts";

export interface NodesDeps extends ProgramDeps, NetworkDeps {
  readonly count: number;
}

const restartMs = { least: 300, most: 2_000 };

export class Nodes extends Servers {
  readonly names: readonly NodeName[];
  readonly network: NodeNetwork;
  readonly tables: EngineTables;
  readonly #deps: NodesDeps;
  readonly #drainMs: number;
  readonly #nodes = new Map<NodeName, SimulatedNode>();
  /** Nodes that are not to run now. */
  readonly #away = new Set<NodeName>();
  /** A node that never comes back. */
  #lost: NodeName | null = null;
  #histories = 0;
  #history = "";
  #isHeld = false;

  constructor(deps: NodesDeps) {
    super(deps);
    const { time, random, trace, count } = deps;
    this.#deps = deps;
    this.names = nodeNames.slice(0, count);
    this.network = new NodeNetwork({ time, random: random.fork(), trace });
    this.tables = new EngineTables(time, random.pick([3_000, 6_000, 15_000]));
    this.#drainMs = random.pick([0, 300, 2_000]);
    for (const name of this.names) time.after(random.whole(0, 200), () => this.start(name));
  }

  /** The process that runs under a name now. */
  node(name: NodeName): SimulatedNode | undefined {
    return this.#nodes.get(name);
  }

  get running(): SimulatedNode[] {
    return [...this.#nodes.values()].filter(({ hasEnded }) => !hasEnded);
  }

  start(name: NodeName): void {
    this.#away.delete(name);
    if (this.#isHeld || name === this.#lost) return;
    if (this.#nodes.get(name)?.hasEnded === false) return;
    const { store, random, faultProfile } = this.#deps;
    if (this.running.length === 0) {
      this.#history = `history ${++this.#histories}`;
      void store.beginHistory(this.#history);
    }
    const node = new SimulatedNode(name, {
      ...this.#deps,
      random: random.fork(),
      tables: this.tables,
      nodeNetwork: this.network,
      engineOf: (other) => this.#nodes.get(other)?.engine,
      history: this.#history,
      drainMs: this.#drainMs,
      faultProfile: () => {
        const profile = faultProfile();
        const isCut = this.network.isCut(name, "postgres");
        const isDeaf = this.network.isCut("postgres", name);
        return { ...profile, isAway: profile.isAway || isCut, isDeaf };
      },
      onEnd: () => this.#startAgain(name),
    });
    this.#nodes.set(name, node);
  }

  /** The node does not come back before `start`. */
  keepAway(name: NodeName): void {
    this.#away.add(name);
  }

  /** False: too many would be gone. */
  lose(name: NodeName): boolean {
    if (this.names.length < 3 || this.#lost !== null) return false;
    this.#lost = name;
    this.keepAway(name);
    this.node(name)?.kill();
    return true;
  }

  heal(): void {
    this.network.heal();
    this.lostRequests = 0;
    for (const node of this.running) if (node.isFrozen) node.thaw();
    for (const name of this.names) this.start(name);
  }

  hold(): void {
    this.#isHeld = true;
    for (const node of this.running) node.kill();
  }

  release(): void {
    this.#isHeld = false;
    for (const name of this.names) this.start(name);
  }

  protected get up(): SimulatedNode[] {
    return [...this.#nodes.values()].filter(({ isUp }) => isUp);
  }

  /** As a supervisor does. */
  #startAgain(name: NodeName): void {
    const { time, random } = this.#deps;
    const { least, most } = restartMs;
    time.after(random.whole(least, most), () => this.#away.has(name) || this.start(name));
  }
}

/** What befalls a cluster. All but a lost node comes right by itself after a while. */
export function faultsOfNodes(nodes: Nodes): ServerFaults {
  const withNode =
    (act: (node: SimulatedNode, tools: FaultTools) => void): ServerFault["inject"] => (tools) => {
      const node = tools.random.pick(nodes.running.filter(({ isFrozen }) => !isFrozen));
      if (node === undefined) return false;
      act(node, tools);
      return true;
    };
  const cutFor = (ways: readonly (readonly [Place, Place])[], { random, later }: FaultTools) => {
    for (const [from, to] of ways) nodes.network.cut(from, to);
    later(random.whole(500, 12_000), () => {
      for (const [from, to] of ways) nodes.network.mend(from, to);
    });
  };
  const waysOf = (one: Place, other: Place, { random }: FaultTools) => {
    const both = [[one, other], [other, one]] as const;
    return random.chance(0.5) ? both : [random.pick(both)];
  };
  return {
    kill: { weight: 2, inject: withNode((node) => node.kill()) },
    "lose node": { weight: 1, inject: withNode(({ name }) => nodes.lose(name)) },
    leave: {
      weight: 1,
      inject: withNode((node, { random, later }) => {
        nodes.keepAway(node.name);
        node.stop();
        later(random.whole(1_000, 10_000), () => nodes.start(node.name));
      }),
    },
    freeze: {
      weight: 2,
      inject: withNode((node, { random, later }) => {
        node.freeze();
        later(random.whole(100, 18_000), () => node.thaw());
      }),
    },
    "cut nodes": {
      weight: 2,
      inject: withNode((node, tools) => {
        const other = tools.random.pick(nodes.names.filter((name) => name !== node.name));
        if (other !== undefined) cutFor(waysOf(node.name, other, tools), tools);
      }),
    },
    isolate: {
      weight: 1,
      inject: withNode((node, tools) =>
        cutFor(
          nodes.names.filter((name) => name !== node.name)
            .flatMap((other) => waysOf(node.name, other, tools)),
          tools,
        )
      ),
    },
    "cut Postgres": {
      weight: 1.5,
      inject: withNode((node, tools) => cutFor(waysOf(node.name, "postgres", tools), tools)),
    },
    "two owners": {
      weight: 2,
      inject: withNode((node) => nodes.tables.dropLocksOf(node.name)),
    },
    poor: {
      weight: 2,
      inject: ({ random, later }) => {
        nodes.network.fates = poorFates;
        later(random.whole(1_000, 8_000), () => nodes.network.fates = soundFates);
        return true;
      },
    },
  };
}
