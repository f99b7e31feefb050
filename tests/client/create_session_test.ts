// How a session is created: to which server it goes, and how it says who it is.

import assert from "node:assert/strict";
import { createSession, type SessionOptions } from "../../client/mod.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { codeOf, me, settle } from "./suite/held_session.ts";

/** A runtime that keeps no cookies: what it was asked, and the sockets that it opened. */
function plainRuntime(cookies: Readonly<Record<string, readonly string[]>> = {}) {
  const asked: unknown[] = [];
  const opened: unknown[][] = [];
  const fetch: NonNullable<SessionOptions["fetch"]> = (url, { headers }) => {
    asked.push([url.replace("http://h", ""), headers]);
    const getSetCookie = () => [...cookies[url.replace("http://h", "")] ?? []];
    const json = () => Promise.resolve(me);
    return Promise.resolve({ ok: true, status: 200, json, headers: { getSetCookie } });
  };
  class Recorded {
    onopen = null;
    onmessage = null;
    onclose = null;
    constructor(...args: unknown[]) {
      opened.push(args);
    }
    send(): void {}
    close(): void {}
  }
  return {
    asked,
    opened,
    options: { url: "http://h", fetch, WebSocket: Recorded, clock: new FakeClock() },
  };
}

Deno.test("[Z178] a token is told in a header, and to the socket as a subprotocol", async () => {
  const { asked, opened, options } = plainRuntime();
  const session = createSession({ ...options, token: "t" });
  const start = codeOf(session.start());
  await settle();
  assert.deepEqual(asked, [["/api/me", { authorization: "Bearer t" }]]);
  assert.deepEqual(opened, [["ws://h/ws", ["trio", "t"]]]);
  session.close();
  await start;
});

Deno.test("[Z178] where the runtime keeps no cookies the session does, and tells them to its socket", async () => {
  const { asked, opened, options } = plainRuntime({
    "/api/session": ["trio-1=a; Path=/; HttpOnly", "trio-device=d; Max-Age=9"],
    "/api/groups": ["trio-1=; Path=/; Max-Age=0"],
  });
  const account = { username: "ana", password: "a secret" };
  const session = createSession({ ...options, account });
  const start = codeOf(session.start());
  await settle();
  const cookie = "trio-1=a; trio-device=d";
  assert.deepEqual(opened, [["ws://h/ws", { headers: { cookie } }]]);
  await session.api.groups();
  await session.api.ticket();
  assert.deepEqual(asked.slice(1), [
    ["/api/groups", { cookie }],
    ["/api/ticket", { cookie: "trio-device=d" }],
  ]);
  session.close();
  await start;
});

Deno.test("[Z178] where the runtime has no WebSocket and none is given, that is said", () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
  assert.ok(own);
  Reflect.deleteProperty(globalThis, "WebSocket");
  try {
    assert.throws(() => createSession({ url: "http://h" }), /no WebSocket.*Node before version 22/);
  } finally {
    Object.defineProperty(globalThis, "WebSocket", own);
  }
});

Deno.test("[Z183] an address or a token that no request can be made of is refused", async () => {
  const { opened, options } = plainRuntime();
  for (const url of ["trio.example", "trio.example:8000", "localhost:8000", "ws://h", "", "//h"]) {
    assert.throws(() => createSession({ ...options, url }), /"url" must be/);
  }
  for (const token of ["", "a token", "trio_a\n", "trio_…"]) {
    assert.throws(() => createSession({ ...options, token }), /"token" must be/);
  }
  const session = createSession({ ...options, url: "HTTP://h/#/login?" });
  const start = codeOf(session.start());
  await settle();
  assert.deepEqual(opened, [["ws://h/ws"]]);
  session.close();
  await start;
});
