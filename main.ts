// Puts the program together: settings, database, actors, routes; serves until it is told to stop,
// then lets every command that was taken come to its end. Nobody imports this file.

import { v7 } from "uuid";
import manifest from "./deno.json" with { type: "json" };
import { instantOf, systemClock } from "./protocol/clock.ts";
import { createWorld, type World } from "./actors/world.ts";
import { openDatabase } from "./db/open.ts";
import type { Store } from "./db/store/store.ts";
import { createCommonPasswords } from "./routes/auth/common_passwords.ts";
import type { Deps } from "./routes/deps.ts";
import { nativeCannot, serve, type Serving } from "./routes/server/serve.ts";
import { newInviteToken } from "./routes/auth/invite_tokens.ts";
import { loadPages } from "./routes/pages.ts";
import { createPasswords } from "./routes/auth/passwords.ts";
import { keptSessionKey } from "./routes/auth/session_key.ts";
import { createRateLimiter } from "./routes/limits/rate_limiter.ts";
import { createTokens } from "./routes/auth/tokens.ts";
import { isLoopback, readSettings, SettingError, settingNames, type Settings } from "./settings.ts";

/** The stop is given up after this time; a supervisor may kill 5 s after SIGTERM. */
const stopWithinMs = 4_500;
const purgeEveryMs = 3_600_000;

try {
  await main();
} catch (error) {
  refuseToStart(error);
}

async function main(): Promise<void> {
  const settings = readSettings(
    Object.fromEntries(settingNames.map((name) => [name, Deno.env.get(name)])),
  );
  const signal = stopSignal();
  reportRejections();

  const database = await openData(settings, signal);
  const world = worldOver(database.store, settings);
  const server = await listen(await routeDeps(world, settings, signal));
  const stopPurging = systemClock.every(purgeEveryMs, () => void purgeSessions(world));
  greet(settings, server.port, database.durability);

  await aborted(signal);
  stopPurging();
  const giveUp = setTimeout(() => Deno.exit(1), stopWithinMs);
  await world.stop();
  await server.stop();
  await database.close();
  clearTimeout(giveUp);
  Deno.exit(0);
}

/** Aborts once the program is told to stop. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => stop.abort());
  }
  return stop.signal;
}

/** A rejection that nobody caught is a fault to report, not the end of the process. */
function reportRejections(): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report("A promise was rejected and nobody cared", event.reason);
  });
}

async function openData({ dataDir, databaseUrl }: Settings, signal: AbortSignal) {
  await Deno.mkdir(dataDir, { recursive: true, mode: 0o700 });
  return await openDatabase({
    dataDir,
    databaseUrl,
    signal,
    clock: systemClock,
    onLost: lostDatabase,
  });
}

function worldOver(store: Store, settings: Settings): World {
  return createWorld({
    store,
    clock: systemClock,
    newId: v7,
    limits: settings.limits,
    resumeMessages: settings.resumeMessages,
    idleMs: settings.groupIdleMs,
    metDays: settings.metDays,
    creditMs: settings.creditMs,
    report,
    onProgress: (sentence) => console.log(sentence),
  });
}

/** Rows of sessions that ran out are worth nothing any more. */
async function purgeSessions({ store, clock }: World): Promise<void> {
  try {
    await store.purgeSessions(instantOf(clock.now()));
  } catch (error) {
    report("Sessions that ran out were not forgotten", error);
  }
}

async function routeDeps(world: World, settings: Settings, stopping: AbortSignal): Promise<Deps> {
  return {
    ...world,
    settings,
    version: manifest.version,
    stopping,
    tokens: createTokens(settings.sessionKey ?? await keptSessionKey(settings.dataDir)),
    passwords: createPasswords(navigator.hardwareConcurrency),
    rateLimiter: createRateLimiter(systemClock),
    newToken: newInviteToken,
    isCommonPassword: createCommonPasswords(),
    pages: await loadPages(new URL("./web/dist/", import.meta.url)),
  };
}

async function listen(deps: Deps): Promise<Serving> {
  const { port, host: hostname } = deps.settings;
  try {
    return await serve(deps, { port, hostname });
  } catch (error) {
    const isTaken = error instanceof Error &&
      (error.name === "AddrInUse" || "code" in error && error.code === "EADDRINUSE");
    if (isTaken) {
      throw new SettingError(`PORT is "${port}", which another program has, expected a free one`);
    }
    throw new SettingError(`HOST is "${hostname}", expected a name or address of this machine`);
  }
}

function greet(
  { host, sockets, dataDir, databaseUrl }: Settings,
  port: number,
  durability: string,
): void {
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const database = databaseUrl === null ? `embedded, in ${dataDir}` : "Postgres";
  console.log(`Trio ${manifest.version} is at ${url}`);
  console.log(`database: ${database}; durability: ${durability}; sockets: ${sockets}`);
  if (sockets === "native" && !isLoopback(host)) console.log(nativeCannot);
  console.log(`Alone? Company for one: deno task bots --url ${url}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  // A signal that came while the program was starting will not come again.
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}

/** Another process owns the database now: going on would only make both of them slow. */
function lostDatabase(sentence: string): void {
  console.error(`Trio stops: ${sentence}`);
  Deno.exit(1);
}

function refuseToStart(error: unknown): never {
  console.error(`Trio does not start: ${messageOf(error)}`);
  Deno.exit(1);
}

/** One line for the operator. */
function report(what: string, error: unknown): void {
  console.error(`${new Date().toISOString()} ${what}: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
