// Brings live connections up to date from the store, where frames from other processes may have
// been lost. What a client is told is what it would find out by connecting anew, in frames that it
// takes at any time, and no socket ends for it.

import type { StoredGroup } from "../../db/store/groups.ts";
import { type Clock, dayOf, instantOf } from "../../protocol/clock.ts";
import type { UserId } from "../../protocol/domain.ts";
import type { Report } from "../runtime/mailbox.ts";
import type { Connection } from "./connection.ts";
import { groupView } from "./presenters.ts";
import { type ResumeDeps, sendMissed } from "./resume.ts";

export interface ResyncDeps extends Omit<ResumeDeps, "hellos"> {
  readonly clock: Clock;
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
  #isStopped = false;

  constructor(deps: ResyncDeps) {
    this.#deps = deps;
  }

  /** Something may be missing on this connection. */
  request(connection: Connection): void {
    this.#waiting.add(connection);
    this.#begin();
  }

  requestAll(connections: readonly Connection[]): void {
    for (const connection of connections) this.request(connection);
  }

  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
  }

  #begin(): void {
    for (const connection of this.#waiting) {
      if (this.#isStopped || this.#running.size >= mostAtOnce) return;
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
    if (!connection.settled) return this.#later(connection);
    try {
      await bringUpToDate(connection, this.#deps);
      connection.goLive();
      // With what the matchmaker alone knows, as after hello.
      const { user } = connection.session;
      void this.#deps.placement.askMatchmaker({ type: "show_ticket", user });
    } catch (error) {
      this.#deps.report("A client could not be brought up to date, and is tried again", error);
      this.#later(connection);
    }
  }

  #later(connection: Connection): void {
    this.#deps.clock.after(retryMs, () => this.request(connection));
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
  const { clock, placement } = deps;
  const now = {
    day: dayOf(clock.now()),
    isOnline: (user: UserId) => placement.isOnline(user),
  };
  const view = groupView(group, now);
  const has = connection.seqOf(group.id);
  // A message of a group that the client does not know would mean nothing to it.
  if (has === null) connection.answer({ type: "group", group: view });
  connection.has(group.id, has ?? group.firstSeq - 1);
  await sendMissed(connection, view, has ?? group.firstSeq - 1, deps);
  if (has !== null) connection.answer({ type: "group", group: view });
}
