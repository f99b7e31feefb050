// One node of a simulated cluster: a process that can be killed, frozen or stopped in good order at
// any instant, and started again as another one with the same name.

import type { Session, Socket } from "../../../actors/connections/connection.ts";
import { startNode } from "../../../cluster/cluster_node.ts";
import type { NodeName } from "../../../cluster/names.ts";
import type { Peer } from "../../../routes/sockets/dialogue.ts";
import type { Line } from "../world/network.ts";
import { Program, type ProgramDeps } from "../world/program.ts";
import type { Reply, Request } from "../world/reply.ts";
import { Scope } from "../world/scope.ts";
import type { Server } from "../world/servers.ts";
import type { EngineTables } from "./engine_tables.ts";
import type { NodeNetwork } from "./node_network.ts";
import { SimulatedEngine } from "./simulated_engine.ts";

export interface NodeDeps extends ProgramDeps {
  readonly tables: EngineTables;
  readonly nodeNetwork: NodeNetwork;
  readonly engineOf: (node: NodeName) => SimulatedEngine | undefined;
  readonly history: string;
  readonly drainMs: number;
  /** The node has ended: by itself, or since it could not start. */
  readonly onEnd: (node: SimulatedNode) => void;
}

/** A balancer sends nobody more to a node that has not answered for so long. */
const noticedMs = 2_000;
/** Postgres finds within this time that the process at the other end is gone. */
const sessionEndMs = 300;

export class SimulatedNode implements Server {
  readonly name: NodeName;
  readonly #deps: NodeDeps;
  readonly #scope: Scope;
  #engine: SimulatedEngine | null = null;
  #program: Program | null = null;
  #hasJoined = false;
  #isStopping = false;
  #frozenAt = 0;

  constructor(name: NodeName, deps: NodeDeps) {
    this.name = name;
    this.#deps = deps;
    this.#scope = new Scope(deps.time);
    void this.#start().catch((error) => {
      deps.trace.tell(`${name} cannot start: ${error}`);
      if (!this.hasEnded) this.kill();
    });
  }

  get hasEnded(): boolean {
    return this.#scope.hasEnded;
  }

  /** Whether it takes new lines and requests. */
  get isUp(): boolean {
    const isSilent = this.isFrozen && this.#deps.time.now() - this.#frozenAt > noticedMs;
    return this.#hasJoined && !this.#isStopping && !this.hasEnded && !isSilent;
  }

  get isFrozen(): boolean {
    return this.#scope.isFrozen;
  }

  /** What the others reach; absent while nothing listens. */
  get engine(): SimulatedEngine | undefined {
    return this.hasEnded ? undefined : this.#engine ?? undefined;
  }

  accept(line: Line, session: Session, socket: Socket): Peer | null {
    return this.#program?.accept(line, session, socket) ?? null;
  }

  serve(request: Request): Promise<Reply> {
    return this.#program?.serve(request) ?? new Promise(() => {});
  }

  freeze(): void {
    this.#frozenAt = this.#deps.time.now();
    this.#scope.freeze();
  }

  thaw(): void {
    this.#scope.thaw();
  }

  kill(): void {
    const { time, random, tables } = this.#deps;
    const session = this.#engine?.session;
    this.#scope.end();
    this.#program?.kill();
    if (session) time.after(random.whole(0, sessionEndMs), () => tables.endSession(session));
    this.#deps.onEnd(this);
  }

  /** Stops in good order, as on SIGTERM. */
  stop(): void {
    if (this.#isStopping || this.#program === null) return;
    this.#isStopping = true;
    void this.#program.stop().then(() => this.#deps.onEnd(this));
  }

  async #start(): Promise<void> {
    const { time, random, trace, nodeNetwork, history, drainMs } = this.#deps;
    const scope = this.#scope;
    const node = await startNode({
      clock: scope,
      newId: random.id,
      defer: (run) => void scope.after(0, run),
      report: (event) => {
        trace.tell(`${this.name}: ${event}`);
        trace.count("notice");
      },
    }, async (handlers) => {
      const engine = await SimulatedEngine.start({
        ...this.#deps,
        ...{ node: this.name, scope, network: nodeNetwork },
      }, handlers);
      return this.#engine = engine;
    });
    this.#program = new Program(this.name, this.#deps, {
      ...{ scope, history, drainMs, place: node.place },
    });
    await node.join();
    this.#hasJoined = true;
    trace.tell(`${this.name} has joined at ${time.now()}`);
  }
}
