// How a browser gets a session: a row, a cookie, and the end of the session that it had before.

import type { Context } from "hono";
import type { Sight } from "../../db/store/devices.ts";
import type { NewSession } from "../../db/store/sessions.ts";
import { instantOf } from "../../protocol/clock.ts";
import type { SessionId, UserId } from "../../protocol/domain.ts";
import { closeCode } from "../../protocol/frames.ts";
import { endSearch } from "../api/end_search.ts";
import { endIfOnOneDevice } from "../api/shared_device.ts";
import type { Deps } from "../deps.ts";
import type { PeerOf } from "../limits/client_address.ts";
import { agentOf } from "./agent.ts";
import { sightOf } from "./device.ts";
import { liveSessions, sessionCookie } from "./session.ts";

/** A session that is not stored yet. */
export interface Entry {
  readonly session: Omit<NewSession, "user">;
  /** Where it is opened. */
  readonly sight: Sight;
  readonly cookies: readonly string[];
}

export interface EntryDeps extends Deps {
  readonly peerOf: PeerOf;
}

/** What can fail of a session's cookie does so here, before anything is stored. */
export async function newEntry(c: Context, deps: EntryDeps): Promise<Entry> {
  const { clock, newId, tokens, settings } = deps;
  const id = newId() as SessionId;
  const now = clock.now();
  const session = {
    id,
    createdAt: instantOf(now),
    expiresAt: instantOf(now + settings.sessionMs),
    agent: agentOf(c.req.header("user-agent")),
  };
  const { sight, deviceCookie } = sightOf(c, deps);
  const cookies = [sessionCookie(c, await tokens.sign(id), settings), deviceCookie];
  return { session, sight, cookies };
}

/**
 * Once the user's session is stored: its cookie replaces the browser's former one, whose session
 * ends, and whoever has logged in where their partner did has none any more.
 */
export async function enter(
  c: Context,
  { session, cookies }: Entry,
  user: UserId,
  deps: Deps,
): Promise<void> {
  deps.report("session_opened", { user });
  await endIfOnOneDevice(user, deps);
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
  try {
    for await (const { session: former } of liveSessions(c, deps)) {
      if (former.id !== session.id) await endSession(former, deps);
    }
  } catch (error) {
    // The new session stands all the same.
    deps.report("former_session_not_ended", { error });
  }
}

/** After every other session of the user was ended in the store: ends their sockets. */
export function endOtherSockets(
  { id: except, user }: Pick<NewSession, "id" | "user">,
  { placement }: Deps,
): void {
  placement.endSessions(user, {
    code: closeCode.sessionOver,
    reason: "The session is over",
    except,
  });
}

/** Ends a session, its sockets, and with the user's last session their search. */
export async function endSession(
  { id, user }: Pick<NewSession, "id" | "user">,
  deps: Deps,
): Promise<void> {
  await deps.store.endSession(id);
  deps.placement.endSession(user, id);
  await endSearch(user, deps);
}
