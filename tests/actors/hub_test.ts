// The hub: who counts as online, how many sockets a user has, when a session closes them.

import assert from "node:assert/strict";
import { Connection } from "../../actors/connections/connection.ts";
import { Hub } from "../../actors/connections/hub.ts";
import type { SessionId, UserId } from "../../protocol/domain.ts";
import { defaultLimits } from "../../protocol/limits.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { newId } from "../support/store/store_cast.ts";

const user = newId<"user">() as UserId;

/** A hub that tells how it was online at each change. */
function open() {
  const clock = new FakeClock();
  const changes: boolean[] = [];
  const hub: Hub = new Hub({
    clock,
    limits: defaultLimits,
    onPresence: (who) => void changes.push(hub.isOnline(who)),
  });
  const codes: number[] = [];
  const connect = (
    expiresAt = "2099-01-01T00:00:00.000Z",
    id = newId<"session">() as SessionId,
  ) => {
    const session = { user, id, expiresAt };
    const socket = {
      send() {},
      queued: () => 0,
      close: (code: number) => void codes.push(code),
    };
    const connection = new Connection(
      session,
      socket,
      defaultLimits,
      { ended: () => hub.detach(connection) },
    );
    hub.attach(connection);
    return connection;
  };
  return { clock, hub, changes, codes, connect };
}

Deno.test("[G9] a user who is back within 10 s was never away, and stays online", () => {
  const { clock, hub, changes, connect } = open();
  connect().lost();
  clock.advance(9_000);
  connect();
  clock.advance(2_000);
  assert(hub.isOnline(user), "The timer of the first loss is cancelled");
  clock.advance(60_000);
  assert.deepEqual(changes, [true]);
  hub.stop({ code: 1001, reason: "done" });
});

Deno.test("[C572] a hub tells each session that has a socket once", () => {
  const { hub, connect } = open();
  const [first, other] = [connect(), connect()];
  connect(undefined, first.session.id);
  connect(undefined, other.session.id);
  const ids = hub.sessions().map(({ id }) => id);
  assert.deepEqual(ids, [first.session.id, other.session.id]);
  hub.stop({ code: 1001, reason: "done" });
});

Deno.test("[G9] a user goes offline 10 s after the last socket, not after the first", () => {
  const { clock, hub, changes, connect } = open();
  const [first, last] = [connect(), connect()];
  first.lost();
  clock.advance(60_000);
  assert.deepEqual(changes, [true]);
  last.lost();
  clock.advance(9_999);
  assert.deepEqual(changes, [true]);
  clock.advance(1);
  assert.deepEqual(changes, [true, false]);
  connect();
  assert.deepEqual(changes, [true, false, true]);
  hub.stop({ code: 1001, reason: "done" });
});

Deno.test("[A144] who is suspended is offline at once, connected or just gone; who is logged out, 10 s after", () => {
  const { clock, hub, changes, connect } = open();
  const suspended = { code: 4403, reason: "Suspended for good" } as const;
  for (const _socket of [1, 2]) connect();
  hub.endSessions(user, { code: 4401, reason: "The session is over" });
  clock.advance(9_999);
  assert.deepEqual(changes, [true]);
  hub.endSessions(user, suspended);
  assert.deepEqual(changes, [true, false]);
  for (const _socket of [1, 2]) connect();
  hub.endSessions(user, suspended);
  assert.deepEqual(changes, [true, false, true, false]);
  hub.endSessions(user, suspended);
  clock.advance(60_000);
  assert.deepEqual(changes, [true, false, true, false]);
  hub.stop({ code: 1001, reason: "done" });
});

Deno.test("[S7] a user who comes back has the credit that is left, and no fresh one", () => {
  const { clock, hub, connect } = open();
  const first = connect();
  for (let frames = 0; frames < defaultLimits.burst; frames++) assert(hub.spend(user));
  assert(!hub.spend(user));
  first.lost();
  connect();
  assert(!hub.spend(user));
  clock.advance(1_000 / defaultLimits.framesPerSecond);
  assert(hub.spend(user));
  assert(!hub.spend(user));
  // Past a sweep, which forgets a whole credit and no other.
  clock.advance(1_000);
  for (let frames = 0; frames < defaultLimits.framesPerSecond; frames++) assert(hub.spend(user));
  assert(!hub.spend(user));
  hub.stop({ code: 1001, reason: "done" });
});

Deno.test("[S11] of six sockets the oldest is closed 4409, and the others stay", () => {
  const { hub, codes, connect, changes } = open();
  const sockets = Array.from({ length: 5 }, () => connect());
  assert.deepEqual(codes, []);
  connect();
  assert.deepEqual(codes, [4409]);
  assert.deepEqual(sockets.map(({ closed }) => closed), [true, false, false, false, false]);
  assert.deepEqual(changes, [true]);
  hub.stop({ code: 1001, reason: "done" });
  assert.deepEqual(codes, [4409, 1001, 1001, 1001, 1001, 1001]);
});

Deno.test("[S9] a session that runs out closes its sockets at that instant's check, and no others", () => {
  const { clock, hub, codes, connect } = open();
  connect();
  connect(new Date(clock.now() + 3_000).toISOString());
  clock.advance(2_999);
  assert.deepEqual(codes, []);
  clock.advance(1);
  assert.deepEqual(codes, [4401]);
  assert(hub.isOnline(user));
  hub.stop({ code: 1001, reason: "done" });
});

Deno.test("[S8] the end of a session closes its own sockets 4401, and no others", () => {
  const { hub, codes, connect } = open();
  const [one, other] = [connect(), connect()];
  hub.endSession(user, other.session.id);
  assert.deepEqual(codes, [4401]);
  assert.deepEqual([one.closed, other.closed], [false, true]);
  hub.stop({ code: 1001, reason: "done" });
});
