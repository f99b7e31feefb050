// Brings live connections up to date from the store, where frames of other processes may be lost. A
// client is sent every message that it lacks, however many; its groups, partner, ticket and notice
// as in `ready`. A socket ends for it only where its client reads too slowly.

import type { StoredGroup } from "../../db/store/groups.ts";
import { type Cancel, instantOf } from "../../protocol/clock.ts";
import type { Report } from "../../logging/events.ts";
import type { Placement } from "../runtime/placement.ts";
import type { Connection } from "./connection.ts";
import { groupView, nowOf } from "./presenters.ts";
import { type ResumeDeps, sendMissed } from "./resume.ts";

export interface ResyncDeps
  extends Pick<ResumeDeps, "store" | "clock" | "silentMs" | "limits" | "tickets"> {
  readonly placement: Pick<Placement, "askMatchmaker" | "isOnline">;
  readonly report: Report;
}

/** After a fault of the store, and while hello is being answered, it is tried again. */
const retryMs = 500;
/** Connections that are brought up to date at a time: all of a process may have to be. */
const mostAtOnce = 8;

export class Resync {
  readonly #deps: ResyncDeps;
  readonly #waiting = new Set<Connection>();
  /** A connection that is being brought up to date may lack something anew: it waits, too. */
  readonly #running = new Set<Connection>();
  /** Connections whose hello is being answered. */
  readonly #unsettled = new Set<Connection>();
  #cancelUnsettled: Cancel | null = null;
  /** The store failed last: one connection at a time tries whether it still does. */
  #isStoreAway = false;
  #cancelRetry: Cancel | null = null;
  #isStopped = false;

  constructor(deps: ResyncDeps) {
    this.#deps = deps;
  }

  /** Something may be missing on this connection. */
  request(connection: Connection): void {
    if (this.#isStopped) return;
    this.#waiting.add(connection);
    this.#begin();
  }

  requestAll(connections: readonly Connection[]): void {
    for (const connection of connections) this.request(connection);
  }

  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
    this.#cancelUnsettled?.();
    this.#cancelRetry?.();
  }

  #begin(): void {
    for (const connection of this.#waiting) {
      if (this.#cancelRetry !== null || this.#isStopped) return;
      if (this.#running.size >= (this.#isStoreAway ? 1 : mostAtOnce)) return;
      if (this.#running.has(connection)) continue;
      this.#waiting.delete(connection);
      this.#running.add(connection);
      void this.#run(connection).finally(() => {
        this.#running.delete(connection);
        this.#begin();
      });
    }
  }

  /** Never rejects. */
  async #run(connection: Connection): Promise<void> {
    // What hello will be answered with is not older than this call.
    if (connection.closed || !connection.greeted) return;
    if (!connection.settled) return this.#awaitHello(connection);
    try {
      await bringUpToDate(connection, this.#deps);
      this.#isStoreAway = false;
      connection.goLive();
      // With what the matchmaker alone knows, as after hello.
      const { user } = connection.session;
      void this.#deps.placement.askMatchmaker({ type: "show_ticket", user });
    } catch (error) {
      this.#retryLater(connection, error);
    }
  }

  #awaitHello(connection: Connection): void {
    if (this.#isStopped) return;
    this.#unsettled.add(connection);
    this.#cancelUnsettled ??= this.#deps.clock.after(retryMs, () => {
      const connections = [...this.#unsettled];
      this.#unsettled.clear();
      this.#cancelUnsettled = null;
      this.requestAll(connections);
    });
  }

  /** An outage is reported once, and the connection that tries next is another one. */
  #retryLater(connection: Connection, error: unknown): void {
    if (this.#isStopped) return;
    if (!this.#isStoreAway) {
      this.#deps.report("resync_failed", { user: connection.session.user, error });
    }
    this.#isStoreAway = true;
    this.#waiting.delete(connection);
    this.#waiting.add(connection);
    this.#cancelRetry ??= this.#deps.clock.after(retryMs, () => {
      this.#cancelRetry = null;
      this.#begin();
    });
  }
}

async function bringUpToDate(connection: Connection, deps: ResyncDeps): Promise<void> {
  const { store, tickets, clock } = deps;
  const { user } = connection.session;
  connection.startResuming();
  const [groups, partner, ticket, standing] = await Promise.all([
    store.groups(user),
    store.partner(user),
    tickets.view(user),
    store.standing(user, instantOf(clock.now())),
  ]);
  const left = new Set(connection.groups).difference(new Set(groups.map(({ id }) => id)));
  for (const group of left) {
    connection.forget(group);
    connection.answer({ type: "gone", group });
  }
  for (const group of groups) {
    await showGroup(connection, group, deps);
    if (connection.closed) return;
  }
  connection.answer({ type: "partner", partner });
  connection.answer({ type: "ticket", ticket });
  connection.answer({ type: "notice", notice: standing?.notice ?? null });
}

async function showGroup(
  connection: Connection,
  group: StoredGroup,
  deps: ResyncDeps,
): Promise<void> {
  const view = groupView(group, nowOf(deps));
  const has = connection.seqOf(group.id);
  // A message of a group that the client does not know would mean nothing to it. A group that it
  // knows comes after them: its last message and how many are unread count what the client has.
  if (has === null) connection.answer({ type: "group", group: view });
  connection.has(group.id, has ?? group.firstSeq - 1);
  await sendMissed(connection, view, has ?? group.firstSeq - 1, deps);
  if (has !== null) connection.answer({ type: "group", group: view });
}
