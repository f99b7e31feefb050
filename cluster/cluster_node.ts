// A node of a cluster: places what a world is made of over all nodes. Commands go to the owners of
// their actors, frames to where users are connected.

import type { GroupAnswer, GroupCommand } from "../actors/group/command.ts";
import type { MatchmakerAnswer, MatchmakerCommand } from "../actors/matchmaker/command.ts";
import type { Parts, Placed } from "../actors/runtime/in_process.ts";
import type { Placement } from "../actors/runtime/placement.ts";
import type { Report } from "../logging/events.ts";
import type { Clock } from "../protocol/clock.ts";
import type { GroupId } from "../protocol/domain.ts";
import { CommandQueue, type CommandQueueDeps } from "./command_queue.ts";
import type { Engine, StartEngine } from "./engine.ts";
import type { Facts, Item } from "./link.ts";
import { type EntityName, type NodeName, sliceOf } from "./names.ts";
import { LocalParts, type Makers, type SliceCommand } from "./parts.ts";
import { Users } from "./users.ts";
import { Watchdog } from "./watchdog.ts";

export interface NodeDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  /** Runs later, in another turn of the event loop. */
  readonly defer: (run: () => void) => void;
  readonly report: Report;
}

/** A node that has not heard of all others in this time begins without. */
const hearMs = 5_000;
const hearCheckMs = 50;
/** Postgres has ended the sessions of a node that was unplugged within this time. */
const silentMs = 25_000;
const silentCheckMs = 500;
/** The others get for so long what is left to say when this node stops. */
const partingMs = 1_000;

/** Commands that change nothing when they are obeyed a second time. */
const repeatable: ReadonlySet<(GroupCommand | MatchmakerCommand)["type"]> = new Set([
  ...["send", "edit", "erase", "react", "read", "delete_member"] as const,
  ...[
    "group_changed",
    "view_changed",
    "wake",
    "look",
    "show_ticket",
    "parted",
    "review",
    "kept_out",
  ] as const,
  ...["withdraw", "end_partnership", "close_seat"] as const,
  ...["block", "unblock", "set_rematch_wish"] as const,
]);

/** Commands that nobody waits for: a node that stops has another one give them. */
const facts: ReadonlySet<(GroupCommand | MatchmakerCommand)["type"]> = new Set([
  ...["group_changed", "view_changed", "wake", "parted", "kept_out"] as const,
]);

/** Starts the engine. `place` is to be used then, and `join` after it. */
export async function startNode(deps: NodeDeps, startEngine: StartEngine): Promise<ClusterNode> {
  const makers = Promise.withResolvers<Makers>();
  const parts = new LocalParts(makers.promise, deps);
  const later: { node: ClusterNode | null } = { node: null };
  const engine = await startEngine({
    start: (entity) => parts.start(entity),
    received(batch) {
      if (later.node === null) throw new Error("This node has only begun to start");
      return later.node.received(batch);
    },
    isAlive: (node, answers) => later.node?.isAlive(node, answers) ?? true,
  });
  return later.node = new ClusterNode({ ...deps, engine, parts, makers });
}

interface Inner extends NodeDeps {
  readonly engine: Engine;
  readonly parts: LocalParts;
  readonly makers: PromiseWithResolvers<Makers>;
}

export class ClusterNode {
  readonly #inner: Inner;
  readonly #watchdog: Watchdog;
  readonly #slices = new Map<EntityName, CommandQueue<SliceCommand, GroupAnswer>>();
  readonly #once: CommandQueue<MatchmakerCommand, MatchmakerAnswer>;
  #users: Users | null = null;
  #makersOfWorld: Makers | null = null;
  /** From then on commands are refused, and the facts of others go to another node. */
  #hasPassedOn = false;

  constructor(inner: Inner) {
    this.#inner = inner;
    this.#watchdog = new Watchdog({
      ...inner,
      onUp: (node) => {
        inner.report("node_joined", { node });
        this.#users?.addNode(node);
      },
      onGone: (node) => {
        inner.report("node_left", { node });
        this.#users?.removeNode(node);
      },
      tellSuspects: (nodes) => this.#users?.tellAll({ type: "suspects", nodes }),
    });
    this.#once = this.#queue<MatchmakerCommand, MatchmakerAnswer>("once", {
      askHere: (command) => inner.parts.askMatchmaker(command),
      mayRepeat: ({ type }) => repeatable.has(type),
      unavailable: () => ({ type: "refused", code: "unavailable" }),
    });
  }

  /** See Place. */
  readonly place = (parts: Parts): Placed => {
    const users = this.#users = this.#newUsers(parts);
    const placement: Placement = {
      askGroup: (group, command) => this.#askGroup(group, command),
      askGroupThen: (group, command, answered) =>
        void this.#askGroup(group, command).then(answered),
      askMatchmaker: (command) => this.#once.ask(command),
      deliver: (to, frame, text) => users.deliver(to, frame, text),
      isOnline: (user) => users.isOnline(user),
      isConnected: (user) => users.isConnected(user),
      refresh: (of) => users.refresh(of),
      attached: (user) => users.attached(user),
      endSession: (user, session) => users.endSession(user, session),
      endSessions: (user, end) => users.endSessions(user, end),
      shareSpending: (kind, charge) => users.shareSpending(kind, charge),
      wakeJobs: () => {
        this.#inner.parts.wakeJobs();
        users.tellAll({ type: "jobs" });
      },
    };
    this.#makersOfWorld = {
      newDirectory: () => parts.newDirectory(placement),
      newSingletons: () => parts.newSingletons(placement),
    };
    return {
      placement,
      mayLoseFrames: true,
      presenceChanged: (user) => users.presenceChanged(user),
      socketsChanged: (user) => users.socketsChanged(user),
      groupActors: () => this.#inner.parts.groupActors,
      waiting: () => this.#inner.parts.waiting,
      stop: (settle) => this.#stop(users, settle),
    };
  };

  /** How many nodes this one knows, itself among them. */
  get nodes(): number {
    return this.#watchdog.up.length + 1;
  }

  /**
   * Resolves when this node does its part, or `signal` gives it up. Throws a sentence when other
   * nodes are there and none of them answers. Rejects when Postgres cannot be asked.
   */
  async join(signal?: AbortSignal): Promise<void> {
    const { clock, makers, report } = this.#inner;
    if (!this.#makersOfWorld) throw new Error("Nothing has been placed on this node");
    this.#watchdog.start();
    await this.#watchdog.look();
    await this.#findOthers(signal);
    const until = clock.now() + hearMs;
    const isHeard = () => this.#watchdog.up.every((node) => this.#users?.knows(node));
    while (!signal?.aborted && !isHeard() && clock.now() < until) {
      await new Promise<void>((resolve) => clock.after(hearCheckMs, resolve));
    }
    // What has been given up begins nothing.
    if (signal?.aborted) return;
    if (!isHeard()) report("node_unheard");
    makers.resolve(this.#makersOfWorld);
  }

  /** A node that would be alone beside others takes what is theirs, and reaches nobody. */
  async #findOthers(signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#inner;
    const until = clock.now() + silentMs;
    for (let silent = await this.#silent(); silent !== null; silent = await this.#silent()) {
      if (clock.now() >= until) {
        throw new Error(
          `Node ${silent} is there and does not answer: see that CLUSTER_SECRET is the same on ` +
            "every node, and that nodes reach each other at CLUSTER_ADDRESS",
        );
      }
      if (signal?.aborted) return;
      await new Promise<void>((resolve) => clock.after(silentCheckMs, resolve));
    }
  }

  /** A node that is there, while none answers; null: one answers, or this one is alone. */
  async #silent(): Promise<NodeName | null> {
    const { engine } = this.#inner;
    if (this.#watchdog.up.length > 0) return null;
    for (const { node } of await engine.members()) {
      if (node !== engine.node && await engine.hasSession(node)) return node;
    }
    return null;
  }

  received(batch: string): string {
    if (this.#users === null) throw new Error("This node has only begun to start");
    return this.#users.received(batch);
  }

  /** See EngineHandlers.isAlive. */
  isAlive(node: NodeName, answers: boolean): boolean {
    return this.#watchdog.isAlive(node, answers);
  }

  #newUsers(parts: Parts): Users {
    return new Users({
      ...parts,
      ...this.#inner,
      isAtWork: () => this.#inner.parts.isAtWork,
      onItem: (from, item) => this.#take(from, item),
    });
  }

  #take(from: NodeName, item: Item): void {
    if (item.type === "jobs") this.#inner.parts.wakeJobs();
    if (item.type === "suspects") this.#watchdog.heard(from, item.nodes);
    if (item.type === "bye") this.#watchdog.left(from);
    if (item.type === "facts") this.#takeOver(from, item);
  }

  #takeOver(from: NodeName, { groups, once }: Facts): void {
    if (this.#hasPassedOn) return this.#tellFacts({ groups, once }, from);
    for (const [group, command] of groups) void this.#askGroup(group, command);
    for (const command of once) void this.#once.ask(command);
  }

  /** Has another node give the commands of this one that were not obeyed yet. */
  #passOn(): void {
    const groups = [...this.#slices.values()].flatMap((queue) => queue.stop())
      .filter(([, { type }]) => facts.has(type));
    const once = this.#once.stop().filter(({ type }) => facts.has(type));
    this.#hasPassedOn = true;
    if (groups.length + once.length > 0) this.#tellFacts({ groups, once }, null);
  }

  /** To a node that has not said that it stops. */
  #tellFacts(told: Facts, except: NodeName | null): void {
    const other = this.#watchdog.up.find((node) => node !== except);
    if (other) this.#users?.tell(other, { type: "facts", ...told });
  }

  #askGroup(group: GroupId, command: GroupCommand): Promise<GroupAnswer> {
    const slice = sliceOf(group);
    let queue = this.#slices.get(slice);
    if (!queue) {
      queue = this.#queue<SliceCommand, GroupAnswer>(slice, {
        askHere: (asked) => this.#inner.parts.askGroup(slice, asked),
        mayRepeat: ([, { type }]) => repeatable.has(type),
        unavailable: (detail) => ({ type: "refused", code: "unavailable", detail }),
      });
      this.#slices.set(slice, queue);
      if (this.#hasPassedOn) queue.stop();
    }
    return queue.ask([group, command]);
  }

  #queue<Command, Answer>(
    entity: EntityName,
    how: Pick<CommandQueueDeps<Command, Answer>, "askHere" | "mayRepeat" | "unavailable">,
  ): CommandQueue<Command, Answer> {
    const { engine, parts, clock, defer } = this.#inner;
    return new CommandQueue({
      ...how,
      ...{ clock, defer },
      isHere: () => engine.owns(entity) && parts.has(entity),
      ask: (batch) => engine.ask(entity, batch),
    });
  }

  async #stop(users: Users, settle: () => Promise<void>): Promise<void> {
    const { engine, parts, clock } = this.#inner;
    await parts.stop();
    await settle();
    this.#passOn();
    users.tellAll({ type: "bye" });
    const parted = Promise.withResolvers<void>();
    const cancel = clock.after(partingMs, parted.resolve);
    await Promise.race([users.emptied(), parted.promise]);
    cancel();
    this.#watchdog.stop();
    users.stop();
    await engine.stop();
  }
}
