// Looks now and then whether the sessions behind open sockets still have a row. One that is deleted
// by hand, by another process, or by a commit that was reported as failed, ends its sockets within
// seconds. An open socket is a use of its session.

import type { ModerationStore } from "../../db/store/moderation.ts";
import type { SessionStore } from "../../db/store/sessions.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import { type Hub, suspendedEnd } from "./hub.ts";
import type { Session } from "./connection.ts";
import type { SessionUses } from "./session_uses.ts";

export interface SessionWatchDeps {
  readonly store: Pick<SessionStore, "endedSessions"> & Pick<ModerationStore, "standing">;
  readonly clock: Clock;
  readonly hub: Hub;
  readonly sessionUses: SessionUses;
}

/** Time between the end of a look at all sockets and the next. */
const pauseMs = 2_000;
/** Sessions that are looked for at a time: requests get their turn in between. */
const chunkSize = 500;

export class SessionWatch {
  readonly #deps: SessionWatchDeps;
  #cancel: Cancel = () => {};
  #isStopped = false;

  constructor(deps: SessionWatchDeps) {
    this.#deps = deps;
    this.#lookLater();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #lookLater(): void {
    if (this.#isStopped) return;
    this.#cancel = this.#deps.clock.after(pauseMs, () => {
      void this.#look().finally(() => this.#lookLater());
    });
  }

  /** Never rejects. */
  async #look(): Promise<void> {
    const { hub, sessionUses } = this.#deps;
    const sessions = hub.sessions();
    for (const { id } of sessions) sessionUses.note(id);
    for (let at = 0; at < sessions.length && !this.#isStopped; at += chunkSize) {
      const chunk = sessions.slice(at, at + chunkSize);
      for (const session of await this.#ended(chunk)) await this.#end(session);
    }
  }

  async #end({ user, id }: Session): Promise<void> {
    const { store, hub, clock } = this.#deps;
    const standing = await store.standing(user, instantOf(clock.now())).catch(() => null);
    if (standing?.suspension) hub.endSessions(user, suspendedEnd(standing.suspension));
    else hub.endSession(user, id);
  }

  /** None when the store fails: a session that cannot be looked for goes on. */
  async #ended(sessions: readonly Session[]): Promise<readonly Session[]> {
    const { store, clock } = this.#deps;
    const ids = sessions.map(({ id }) => id);
    try {
      const ended = await store.endedSessions(ids, instantOf(clock.now()));
      return sessions.filter(({ id }) => ended.includes(id));
    } catch {
      return [];
    }
  }
}
