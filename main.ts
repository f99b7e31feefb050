// Puts the program together: settings, database, actors, routes; serves until it is told to stop,
// then lets every command that was taken come to its end. Nobody imports this file.

import { v7 } from "uuid";
import manifest from "./deno.json" with { type: "json" };
import { systemClock } from "./protocol/clock.ts";
import { createWorld, type World } from "./actors/world.ts";
import type { ClusterNode } from "./cluster/cluster_node.ts";
import type { PostPush } from "./actors/push/push_sender.ts";
import type { NodeName } from "./cluster/names.ts";
import { closeDataFolder } from "./db/disk/data_folder.ts";
import { DiskWatch, NoRoom } from "./db/disk/disk_watch.ts";
import { freeSpace } from "./db/disk/free_space.ts";
import { type Database, openDatabase } from "./db/open.ts";
import { asError } from "./db/sql/sql.ts";
import { createCommonPasswords } from "./routes/auth/common_passwords.ts";
import { createAdminApi } from "./routes/admin/admin_api.ts";
import type { CopyDeps } from "./routes/admin/copy_routes.ts";
import { type AdminChannel, openAdminChannel } from "./routes/admin/admin_channel.ts";
import { createProbes } from "./routes/admin/probes.ts";
import type { Deps } from "./routes/deps.ts";
import { nativeCannot, serve, type Serving } from "./routes/server/serve.ts";
import { newInviteToken } from "./routes/auth/invite_tokens.ts";
import { configureLog, report as log } from "./logging/operator_log.ts";
import { createTracing } from "./logging/spans.ts";
import type { Details, EventName, Level } from "./logging/events.ts";
import { Measures } from "./routes/metrics/server_measures.ts";
import type { MetricsServer } from "./routes/metrics/metrics_server.ts";
import { cpuSeconds, memory } from "./routes/metrics/process_figures.ts";
import { createSnapshots } from "./routes/metrics/take_snapshot.ts";
import { Sampler } from "./routes/ops/sampler.ts";
import { loadPages, type Pages } from "./routes/pages.ts";
import { createPasswords } from "./routes/auth/passwords.ts";
import { createKeyedHash } from "./routes/auth/keyed_hash.ts";
import { keptSessionKey } from "./routes/auth/session_key.ts";
import { createPostPush } from "./routes/push/post_push.ts";
import { createVapid, newPushKey } from "./routes/push/vapid.ts";
import { createMemoryWatch, usualMemory } from "./routes/limits/memory_watch.ts";
import { createTokens } from "./routes/auth/tokens.ts";
import { fillSkeletons } from "./routes/auth/username_key.ts";
import { isPrivateAddress } from "./settings/cluster_settings.ts";
import {
  isLoopback,
  readSettings,
  type SessionKey,
  settingNames,
  type Settings,
} from "./settings.ts";
import { portError } from "./settings/port_errors.ts";
import { SettingError } from "./settings/setting_error.ts";

/** The stop is given up after this time; a supervisor may kill 5 s after SIGTERM. */
const stopWithinMs = 4_500;
const dayMs = 86_400_000;
/** A device is kept as long as browsers keep its cookie. */
const sightsKeptMs = { devices: 400 * dayMs, networks: 30 * dayMs };

logFrom("info");
try {
  await main();
} catch (error) {
  refuseToStart(error);
}

async function main(): Promise<void> {
  const settings = readSettings(
    Object.fromEntries(settingNames.map((name) => [name, Deno.env.get(name)])),
  );
  logFrom(settings.logLevel);
  const signal = stopSignal();
  let isServing = false;
  handleRejections({ isServing: () => isServing });

  await makeDataFolder(settings.dataDir);
  const disk = diskWatch(settings);
  const measures = createMeasures(settings);
  const database = await openData(settings, { disk, measures, signal });
  await fillSkeletons(database.store);
  const node = await clusterNode(settings);
  const push = await pushing(database, settings);
  const world = worldOver(database, { settings, node, post: push?.post, measures });
  const snapshot = snapshots({ world, settings, measures, node, database });
  const made = { world, settings, measures, snapshot, disk, stopping: signal };
  const deps = await routeDeps({ ...made, pushKey: push?.publicKey ?? null });
  await node?.join(signal);
  const metrics = await listenForMetrics(deps);
  const server = await listen(deps);
  const admin = await openAdmin({ ...deps, copies: database.copies });
  const sampler = new Sampler({ ...deps, node: settings.cluster?.node ?? "" });
  isServing = true;
  greet(settings, server.port, database.durability);

  await aborted(signal);
  report("server_stopping");
  for (const part of [disk, sampler, measures]) part.stop();
  const giveUp = setTimeout(giveUpStop, (node ? settings.drainMs : 0) + stopWithinMs);
  await admin?.close();
  await world.stop();
  await Promise.all([server.stop(), metrics?.stop()]);
  await database.close();
  clearTimeout(giveUp);
  report("server_stopped");
  Deno.exit(0);
}

/** Entries of this level and above go to whom reads the standard output: people, or a program. */
function logFrom(level: Level): void {
  configureLog({ level, isTerminal: Deno.stdout.isTerminal(), write: console.log });
}

function giveUpStop(): never {
  report("stop_given_up");
  Deno.exit(1);
}

function createMeasures({ metricsPort }: Settings): Measures {
  const now = () => performance.now();
  return new Measures({ clock: systemClock, now, withPath: metricsPort > 0 });
}

/** Aborts once the program is told to stop. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => stop.abort());
  }
  return stop.signal;
}

/**
 * A rejection that nobody caught is a fault to report, not the end of the process. At the start it
 * is the end: what it belongs to may never come.
 */
function handleRejections({ isServing }: { readonly isServing: () => boolean }): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    if (!isServing()) refuseToStart(event.reason);
    report("promise_rejected", { error: event.reason });
  });
}

async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await closeDataFolder(dataDir);
  } catch (error) {
    throw new SettingError(
      `DATA_DIR is "${dataDir}", expected a folder that can be made and written (${
        asError(error).message
      })`,
    );
  }
}

function diskWatch({ dataDir, diskMarginBytes: marginBytes }: Settings): DiskWatch {
  return new DiskWatch({
    freeSpace: () => freeSpace(dataDir),
    marginBytes,
    clock: systemClock,
    report,
  });
}

async function openData(
  { dataDir, databaseUrl, cluster }: Settings,
  { disk, measures, signal }: {
    readonly disk: DiskWatch;
    readonly measures: Measures;
    readonly signal: AbortSignal;
  },
): Promise<Database> {
  // The disk of a Postgres may be on another machine: only its own errors tell of it.
  if (databaseUrl === null) await disk.start();
  return await openDatabase({
    dataDir,
    databaseUrl,
    node: cluster?.node ?? null,
    newId: v7,
    signal,
    disk,
    measures,
    clock: systemClock,
    onLost: lostDatabase,
    report,
  });
}

/** Null: this is a single process. Nothing of the cluster is loaded then. */
async function clusterNode({ cluster, databaseUrl }: Settings): Promise<ClusterNode | null> {
  if (cluster === null || databaseUrl === null) return null;
  const { addressVariables, startEffectNode } = await import("./cluster/effect/effect_node.ts");
  try {
    return await startEffectNode({
      ...cluster,
      node: cluster.node as NodeName,
      databaseUrl,
      variables: Object.fromEntries(addressVariables.map((name) => [name, Deno.env.get(name)])),
      mayListenAt: (address) => cluster.isInsecure || isPrivateAddress(address),
      clock: systemClock,
      newId: v7,
      report,
    });
  } catch (error) {
    const { host, port } = cluster.listen;
    throw new SettingError(
      `CLUSTER_LISTEN is "${host}:${port}", expected a free address of this machine, and a ` +
        `Postgres that the cluster's engine can use (${asError(error).message})`,
    );
  }
}

/** Null: nothing is pushed. */
async function pushing(
  { store }: Database,
  { pushHosts: hosts, pushSubject: subject }: Settings,
): Promise<{ readonly publicKey: string; readonly post: PostPush } | null> {
  if (hosts.length === 0) return null;
  const key = await store.keepPushKey(await newPushKey());
  const clock = systemClock;
  const authorize = createVapid({ key, subject, clock });
  return { publicKey: key.publicKey, post: createPostPush({ hosts, clock, authorize, report }) };
}

function worldOver(
  { store, history }: Database,
  { settings, node, post, measures }: {
    readonly settings: Settings;
    readonly node: ClusterNode | null;
    readonly post: PostPush | undefined;
    readonly measures: Measures;
  },
): World {
  return createWorld({
    store,
    history,
    clock: systemClock,
    newId: v7,
    limits: settings.limits,
    resumeMessages: settings.resumeMessages,
    idleMs: settings.groupIdleMs,
    metDays: settings.metDays,
    creditMs: settings.creditMs,
    ticketAwayMs: settings.ticketAwayMs,
    silentMs: settings.silentMs,
    keepMs: { ...settings.keepMs, ...sightsKeptMs },
    report,
    measures,
    tracing: settings.tracing ? createTracing(Deno.telemetry, manifest.version) : null,
    ...(node && { place: node.place, drainMs: settings.drainMs }),
    ...(post && { post }),
  });
}

async function routeDeps(
  made:
    & Pick<Deps, "settings" | "measures" | "snapshot" | "disk" | "pushKey" | "stopping">
    & { readonly world: World },
): Promise<Deps> {
  const { world, settings, ...rest } = made;
  const keys = await sessionKeys(settings);
  return {
    ...world,
    ...rest,
    settings,
    version: manifest.version,
    tokens: createTokens(keys),
    keyedHash: createKeyedHash(keys.map(({ secret }) => secret)),
    memory: createMemoryWatch({
      clock: systemClock,
      usedBytes: () => Deno.memoryUsage().rss,
      mostBytes: memoryMost(settings),
      report,
    }),
    // One core is left to those who talk: hashing takes a core whole.
    passwords: createPasswords(Math.max(1, navigator.hardwareConcurrency - 1)),
    newToken: newInviteToken,
    probes: createProbes(newInviteToken),
    isCommonPassword: createCommonPasswords(),
    pages: await readPages(),
  };
}

/** What takes a snapshot of this process. */
function snapshots(
  { world, settings, measures, node, database }: {
    readonly world: World;
    readonly settings: Settings;
    readonly measures: Measures;
    readonly node: ClusterNode | null;
    readonly database: Database;
  },
): Deps["snapshot"] {
  const limitBytes = memoryMost(settings) || null;
  return createSnapshots({
    ...world,
    measures,
    version: manifest.version,
    poolStatus: () => database.poolStatus(),
    nodes: () => node?.nodes ?? 1,
    diskFreeBytes: () => freeSpace(settings.dataDir),
    memory: () => ({ ...memory(), limitBytes }),
    cpuSeconds,
  });
}

/** From so many bytes on new sockets are refused; 0: they never are. */
function memoryMost({ memoryBytes }: Settings): number {
  return memoryBytes ?? usualMemory(Deno.systemMemoryInfo().total);
}

async function sessionKeys({ sessionKeys, dataDir }: Settings): Promise<readonly SessionKey[]> {
  if (sessionKeys.length > 0) return sessionKeys;
  return [{ id: null, secret: await keptSessionKey(dataDir) }];
}

async function listen(deps: Deps): Promise<Serving> {
  const { port, host: hostname } = deps.settings;
  try {
    return await serve(deps, { port, hostname });
  } catch (error) {
    throw portError("PORT", port, error) ?? new SettingError(
      `HOST is "${hostname}", expected a name or address of this machine (${
        asError(error).message
      })`,
    );
  }
}

/** Null: METRICS_PORT is not set. */
async function listenForMetrics(deps: Deps): Promise<MetricsServer | null> {
  const port = deps.settings.metricsPort;
  if (port === 0) return null;
  const { serveMetrics } = await import("./routes/metrics/metrics_server.ts");
  try {
    return await serveMetrics(port, deps);
  } catch (error) {
    throw portError("METRICS_PORT", port, error) ?? error;
  }
}

/** What the operator commands while the program runs. */
async function openAdmin(deps: CopyDeps): Promise<AdminChannel | null> {
  const { settings: { dataDir }, newToken } = deps;
  return await openAdminChannel(createAdminApi(deps), { dataDir, newToken, report });
}

async function readPages(): Promise<Pages> {
  try {
    return await loadPages(new URL("./web/dist/", import.meta.url));
  } catch (error) {
    const { message } = asError(error);
    throw new Error(`The page in web/dist cannot be read (${message}): run deno task build`);
  }
}

function greet(
  { host, sockets, dataDir, databaseUrl, cluster }: Settings,
  port: number,
  durability: string,
): void {
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const database = databaseUrl === null ? `embedded, in ${dataDir}` : "Postgres";
  report("server_started", {
    ...{ version: manifest.version, url, database, durability, sockets },
    ...(cluster && { node: cluster.node }),
  });
  if (sockets === "native" && !isLoopback(host)) {
    report("native_sockets_exposed", { reason: nativeCannot });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  // A signal that came while the program was starting will not come again.
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}

/** Another process owns the database now, or it went back: what is in memory is worth nothing. */
function lostDatabase(sentence: string): void {
  report("database_lost", { reason: sentence });
  Deno.exit(1);
}

function refuseToStart(error: unknown): never {
  report("start_refused", { reason: sentenceOf(error) });
  Deno.exit(1);
}

/** What the disk has no room for was said once, when that began. */
function report(event: EventName, details: Details = {}): void {
  if (!(details.error instanceof NoRoom)) log(event, details);
}

/** What went wrong, and why where the error says so. */
function sentenceOf(thrown: unknown): string {
  const { message, cause } = asError(thrown);
  const why = cause instanceof Error ? sentenceOf(cause) : "";
  return message.includes(why) ? message : `${message} (${why})`;
}
