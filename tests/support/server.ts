// The real routes and actors, served on a free port of this machine over a memory store and virtual time.

import { v7 } from "uuid";
import { createWorld } from "../../actors/world.ts";
import type { Store } from "../../db/store.ts";
import { createApp } from "../../routes/app.ts";
import { createCommonPasswords } from "../../routes/common_passwords.ts";
import { createPasswords } from "../../routes/passwords.ts";
import { createThrottle } from "../../routes/throttle.ts";
import { createTokens } from "../../routes/tokens.ts";
import { type Environment, readSettings } from "../../settings.ts";
import { Client } from "../../tools/client.ts";
import { FakeClock } from "./fake_clock.ts";
import { createMemoryStore } from "./memory_store.ts";

export interface TestServer {
  readonly url: string;
  readonly clock: FakeClock;
  readonly store: Store;
  /** What the operator would have been told. */
  readonly reports: string[];
  /** A new person's browser. */
  client(): Client;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ServerOptions {
  readonly store?: Store;
  readonly env?: Environment;
  readonly clock?: FakeClock;
}

const html = { body: new TextEncoder().encode("<!doctype html>"), type: "text/html; charset=utf-8" };

export function startServer(options: ServerOptions = {}): TestServer {
  const { store = createMemoryStore(), clock = new FakeClock(), env = {} } = options;
  const settings = readSettings({ PORT: "0", HOST: "127.0.0.1", SESSION_KEY: "k".repeat(32), ...env });
  const reports: string[] = [];
  const world = createWorld({
    store,
    clock,
    newId: v7,
    limits: settings.limits,
    resumeMessages: settings.resumeMessages,
    idleMs: settings.groupIdleMs,
    report: (what, error) => void reports.push(`${what}: ${error instanceof Error ? error.message : error}`),
  });
  const stopping = new AbortController();
  const app = createApp({
    ...world,
    settings,
    tokens: createTokens("k".repeat(32)),
    passwords: createPasswords(2),
    throttle: createThrottle(clock),
    isCommonPassword: createCommonPasswords(),
    pages: { index: html, assets: new Map() },
    stopping: stopping.signal,
  });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app.fetch);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const stop = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await world.stop();
    await server.shutdown();
  };
  return { url, clock, store, reports, client: () => new Client(url), stop, [Symbol.asyncDispose]: stop };
}
