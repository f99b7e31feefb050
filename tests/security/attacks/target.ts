// The server that is attacked: the real one, as its task runs it, with a folder of its own.

import assert from "node:assert/strict";
import { quantile } from "../../../bench/support/statistics.ts";
import { Client } from "../../../tools/client.ts";
import { startServer } from "../../support/server/process.ts";
import { emptyFolder } from "../../support/store/kept_pglite.ts";

export const password = "walnut-orbit-71";
export const profile = { birthDate: "1990-05-17", sex: "other" } as const;

export interface Target extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  output(): string;
}

/** On `ws`, behind one proxy, unless `env` says otherwise. */
export async function startTarget(env: Readonly<Record<string, string>> = {}): Promise<Target> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await emptyFolder("trio-attack-"));
  const all = { SOCKETS: "ws", PROXIES: "1", ...env };
  const server = stack.use(await startServer({ dataDir: folder.path, env: all }));
  const resources = stack.move();
  return {
    url: server.url,
    pid: server.pid,
    output: server.output,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** An account that was made on this machine, which is not paced. */
export async function arrive(url: string, username: string): Promise<Client> {
  const client = new Client(url);
  // It keeps the device's cookie, as a browser does.
  client.device = "";
  const { status } = await client.signUp({ username, password, profile });
  assert.equal(status, 201, username);
  return client;
}

/** A log-in from an address that the proxy tells, and what came of it. */
export async function tryLogIn(
  client: Client,
  { username, typed = password, address }: {
    readonly username: string;
    readonly typed?: string;
    readonly address: string;
  },
): Promise<{ readonly status: number; readonly ms: number }> {
  const began = performance.now();
  const { status } = await client.request("POST", "/api/session", { username, password: typed }, {
    "x-forwarded-for": address,
  });
  return { status, ms: performance.now() - began };
}

/** How often each status came, as `401: 990, 429: 10`. */
export function counted(statuses: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`)
    .join(", ");
}

/** `p50 12 ms, p99 40 ms, most 41 ms`. */
export function times(values: readonly number[]): string {
  const ascending = values.toSorted((a, b) => a - b);
  const at = (share: number) => quantile(ascending, share).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${(ascending.at(-1) ?? NaN).toFixed(1)} ms`;
}

export function pause(ms: number): Promise<void> {
  return new Promise((go) => setTimeout(go, ms));
}

/** Memory of a process of this machine, in MB. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}
