// The engine of a simulated node. As the real one it reads now and then which nodes are well, takes
// the locks of what falls to it by their names, and hands over what falls to another; it answers
// requests for what it holds, and carries those for the rest to where it believes the owner.

import type { Engine, EngineHandlers, EntityPart, Member } from "../../../cluster/engine.ts";
import { type EntityName, type NodeName, sliceCount } from "../../../cluster/names.ts";
import type { Random } from "../../../tools/random.ts";
import type { Trace } from "../run/trace.ts";
import type { Scope } from "../world/scope.ts";
import type { EngineSession, EngineTables } from "./engine_tables.ts";
import type { NodeNetwork } from "./node_network.ts";

export interface EngineDeps {
  readonly node: NodeName;
  readonly scope: Scope;
  readonly random: Random;
  readonly trace: Trace;
  readonly tables: EngineTables;
  readonly network: NodeNetwork;
  /** The engine that runs at a node now. */
  readonly engineOf: (node: NodeName) => SimulatedEngine | undefined;
}

/** As the real engine has them. */
const askMs = 4_000;
const pushMs = 2_000;
const pingMs = 1_000;
const queryMs = 2_000;
const refreshMs = 500;
const healthMs = 1_000;
const retryMs = 100;
/** A stop takes no longer. */
const stopMostMs = 5_000;
/** A node that cannot reach Postgres for so long owns nothing. */
const aloneMs = 2_500;
const entities: readonly EntityName[] = [
  "once",
  ...Array.from({ length: sliceCount }, (_, at): EntityName => `s${at}`),
];

type Message =
  | { readonly type: "ask"; readonly entity: EntityName; readonly batch: string }
  | { readonly type: "push"; readonly batch: string }
  | { readonly type: "ping" };

/** The node does not hold what it was asked for. */
class NotHere extends Error {}
class NoAnswer extends Error {}

export class SimulatedEngine implements Engine {
  readonly node: NodeName;
  readonly session: EngineSession;
  readonly #deps: EngineDeps;
  readonly #handlers: EngineHandlers;
  #members: readonly Member[] = [];
  /** What it takes itself for the owner of. */
  readonly #held = new Set<EntityName>();
  readonly #releasing = new Set<EntityName>();
  readonly #parts = new Map<EntityName, EntityPart>();
  /** The owner of each entity by the nodes that were well at the last look. */
  #owners: ReadonlyMap<EntityName, NodeName> = new Map();
  /** What breaks off the answers that the part of an entity has not given yet. */
  readonly #breakOffs = new Map<EntityName, Set<(error: Error) => void>>();
  #reachedAt: number;
  #isStopped = false;

  /** Rejects when Postgres cannot be reached. */
  static async start(deps: EngineDeps, handlers: EngineHandlers): Promise<SimulatedEngine> {
    const engine = new SimulatedEngine(deps, handlers);
    await engine.#query(() => deps.tables.register(engine.session));
    engine.#begin();
    return engine;
  }

  private constructor(deps: EngineDeps, handlers: EngineHandlers) {
    this.node = deps.node;
    this.session = { node: deps.node };
    this.#deps = deps;
    this.#handlers = handlers;
    this.#reachedAt = deps.scope.now();
  }

  owns(entity: EntityName): boolean {
    return this.#held.has(entity) && this.#parts.has(entity);
  }

  ask(entity: EntityName, batch: string): Promise<string> {
    return this.#within(askMs, (isOver) => this.#askOwner({ type: "ask", entity, batch }, isOver));
  }

  push(node: NodeName, batch: string): Promise<string> {
    return this.#within(pushMs, (isOver) => this.#insist(node, { type: "push", batch }, isOver));
  }

  ping(node: NodeName): Promise<boolean> {
    return this.#within(pingMs, () => this.#request(node, { type: "ping" }))
      .then(() => true, () => false);
  }

  members(): Promise<readonly Member[]> {
    return this.#query(() => this.#deps.tables.members());
  }

  hasSession(node: NodeName): Promise<boolean> {
    return this.#query(() => this.#deps.tables.hasSession(node));
  }

  declareDead(node: NodeName): Promise<void> {
    this.#deps.trace.count("declared dead");
    return this.#query(() => this.#deps.tables.setHealthy(node, false));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.race([
      Promise.all([...this.#held].map((entity) => this.#release(entity))),
      new Promise<void>((resolve) => this.#deps.scope.after(stopMostMs, resolve)),
    ]);
    await this.#query(() => this.#deps.tables.unregister(this.session)).catch(() => {});
  }

  /** What a message from another node is answered with. */
  #serve(message: Message): Promise<string> {
    if (message.type === "ping") return Promise.resolve("");
    // Its inbox, too, is held by a lock.
    if (this.#isAlone) return Promise.reject(new NotHere());
    if (message.type === "ask") return this.#obey(message.entity, message.batch);
    return (async () => await this.#handlers.received(message.batch))();
  }

  get #isAlone(): boolean {
    return this.#deps.scope.now() - this.#reachedAt > aloneMs;
  }

  #obey(entity: EntityName, batch: string): Promise<string> {
    if (!this.#held.has(entity)) return Promise.reject(new NotHere());
    const breakOffs = this.#breakOffs.get(entity) ?? new Set();
    this.#breakOffs.set(entity, breakOffs);
    return new Promise((resolve, reject) => {
      breakOffs.add(reject);
      this.#part(entity).obey(batch).then(resolve, reject).finally(() => breakOffs.delete(reject));
    });
  }

  #part(entity: EntityName): EntityPart {
    const known = this.#parts.get(entity);
    if (known) return known;
    const part = this.#handlers.start(entity);
    this.#parts.set(entity, part);
    this.#deps.trace.tell(`${this.node} starts ${entity}`);
    return part;
  }

  #begin(): void {
    const { scope, random } = this.#deps;
    const loop = (everyMs: number, run: () => Promise<void>) => {
      const go = () => {
        if (this.#isStopped) return;
        void run().catch(() => {}).then(() => scope.after(everyMs, go));
      };
      scope.after(random.whole(0, everyMs), go);
    };
    loop(refreshMs, () => this.#refresh());
    loop(healthMs, () => this.#lookAtHealth());
    // Not with a query, which may take long.
    scope.every(refreshMs, () => this.#isAlone && this.#loseAll());
  }

  /** Reads who is well, takes what falls to this node, and lets go of what does not. */
  async #refresh(): Promise<void> {
    const { tables, scope } = this.#deps;
    const refreshed = new Set(this.#held);
    const [members, kept] = await this.#query(() =>
      [tables.members(), tables.renew(this.session)] as const
    );
    this.#reachedAt = scope.now();
    this.#learn(members);
    if (this.#isStopped) return;
    for (const entity of refreshed) {
      const isMine = this.#owners.get(entity) === this.node;
      if (!kept.has(entity) || !isMine) void this.#release(entity);
    }
    const wanted = entities.filter((entity) =>
      this.#owners.get(entity) === this.node && !this.#held.has(entity) &&
      !this.#releasing.has(entity)
    );
    if (wanted.length === 0) return;
    const got = await this.#query(() =>
      wanted.filter((entity) => tables.acquire(this.session, entity))
    );
    for (const entity of got) this.#held.add(entity);
    // What there is once runs though nobody asks for it.
    if (this.#held.has("once")) this.#part("once");
  }

  /** The first of those that are well looks after the others. */
  async #lookAtHealth(): Promise<void> {
    const { tables } = this.#deps;
    const [first] = healthyOf(this.#members);
    if (first !== this.node) return;
    for (const { node, isHealthy } of this.#members) {
      if (node === this.node) continue;
      const isAlive = this.#handlers.isAlive(node, await this.ping(node));
      if (isAlive !== isHealthy) await this.#query(() => tables.setHealthy(node, isAlive));
    }
  }

  #learn(members: readonly Member[]): void {
    const [before, now] = [this.#members, members].map(healthyOf);
    this.#members = members;
    if (now && String(before) !== String(now)) this.#owners = ownersAmong(now);
  }

  async #release(entity: EntityName): Promise<void> {
    if (!this.#held.delete(entity)) return;
    const { tables, trace, random } = this.#deps;
    const part = this.#parts.get(entity);
    this.#parts.delete(entity);
    // By chance its answers come all the same.
    if (random.chance(0.5)) {
      for (const breakOff of this.#breakOffs.get(entity) ?? []) breakOff(new NoAnswer());
    }
    this.#releasing.add(entity);
    if (part) {
      trace.tell(`${this.node} hands over ${entity}`);
      trace.count("handed over");
      await part.stop().catch(() => {});
    }
    const release = () => this.#query(() => tables.release(this.session, entity)).then(() => true);
    while (!await release().catch(() => false)) await this.#pause();
    this.#releasing.delete(entity);
  }

  #loseAll(): void {
    for (const entity of this.#held) void this.#release(entity);
  }

  async #askOwner(message: Message & { type: "ask" }, isOver: () => boolean): Promise<string> {
    while (!isOver()) {
      const owner = this.#owners.get(message.entity);
      try {
        if (owner === this.node) return await this.#obey(message.entity, message.batch);
        if (owner !== undefined) return await this.#request(owner, message);
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
      }
      await this.#pause();
    }
    throw new NoAnswer();
  }

  async #insist(node: NodeName, message: Message, isOver: () => boolean): Promise<string> {
    while (!isOver()) {
      try {
        return await this.#request(node, message);
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
      }
      await this.#pause();
    }
    throw new NoAnswer();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#deps.scope.after(retryMs, resolve));
  }

  /** Rejects when there is nobody. Settles never when a message is lost. */
  #request(to: NodeName, message: Message): Promise<string> {
    const { network, scope, engineOf } = this.#deps;
    return new Promise((resolve, reject) => {
      const answer = (give: () => void) => network.carry(to, this.node, () => scope.enter(give));
      network.carry(this.node, to, () => {
        const other = engineOf(to);
        // Nothing listens there.
        if (!other) return scope.enter(() => reject(new NotHere()));
        other.#deps.scope.enter(() => {
          other.#serve(message).then(
            (text) => answer(() => resolve(text)),
            (error) => answer(() => reject(error)),
          );
        });
      });
    });
  }

  #within<Answer>(
    ms: number,
    run: (isOver: () => boolean) => Promise<Answer>,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const cancel = this.#deps.scope.after(ms, () => {
        isOver = true;
        reject(new NoAnswer());
      });
      run(() => isOver).finally(cancel).then(resolve, reject);
    });
  }

  /** Rejects when Postgres does not answer in time. */
  #query<Answer>(run: () => Answer): Promise<Answer> {
    const { network, scope } = this.#deps;
    return this.#within(queryMs, () =>
      new Promise<Answer>((resolve) => {
        network.carry(this.node, "postgres", () => {
          if (scope.hasEnded) return;
          const answer = run();
          network.carry("postgres", this.node, () => scope.enter(() => resolve(answer)));
        });
      }));
  }
}

function healthyOf(members: readonly Member[]): readonly NodeName[] {
  return members.filter(({ isHealthy }) => isHealthy).map(({ node }) => node).sort();
}

/** By the names alone: all who know the same nodes know the same owners. */
function ownersAmong(nodes: readonly NodeName[]): ReadonlyMap<EntityName, NodeName> {
  const owners = new Map<EntityName, NodeName>();
  for (const entity of entities) {
    const weights = new Map(nodes.map((node) => [node, hashOf(`${entity} ${node}`)]));
    const [best] = nodes.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0));
    if (best !== undefined) owners.set(entity, best);
  }
  return owners;
}

/** FNV-1a, mixed once more: names that differ in their end alone spread. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
