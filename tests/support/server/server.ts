// The real routes and actors on a free port of this machine, over a store in memory and in virtual
// time.

import { v7 } from "uuid";
import { systemClock } from "../../../protocol/clock.ts";
import { createWorld, type World } from "../../../actors/world.ts";
import type { User } from "../../../protocol/domain.ts";
import type { Store } from "../../../db/store/store.ts";
import type { Disk } from "../../../db/store/disk.ts";
import type { NewProfile } from "../../../db/store/users.ts";
import { createCommonPasswords } from "../../../routes/auth/common_passwords.ts";
import type { Deps } from "../../../routes/deps.ts";
import type { Pages } from "../../../routes/pages.ts";
import { serve } from "../../../routes/server/serve.ts";
import { createProbes } from "../../../routes/admin/probes.ts";
import { createSnapshots } from "../../../routes/metrics/take_snapshot.ts";
import { newInviteToken } from "../../../routes/auth/invite_tokens.ts";
import { createKeyedHash } from "../../../routes/auth/keyed_hash.ts";
import type { MemoryWatch } from "../../../routes/limits/memory_watch.ts";
import { createPasswords } from "../../../routes/auth/passwords.ts";
import { createTokens } from "../../../routes/auth/tokens.ts";
import { type Environment, readSettings, type Settings } from "../../../settings.ts";
import { Client } from "../../../tools/client.ts";
import { FakeClock } from "../fake_clock.ts";
import { faultsInto } from "../faults_told.ts";
import { createPostPush } from "../../../routes/push/post_push.ts";
import { createVapid, newPushKey } from "../../../routes/push/vapid.ts";
import { createMeasures } from "../metrics/snapshots.ts";
import { createMemoryStore } from "../memory_store/memory_store.ts";
import { emptyPages } from "./empty_pages.ts";
import { welcome } from "./newcomer.ts";
import { PatientClient } from "./patience.ts";

export interface Person {
  readonly user: User;
  readonly client: Client;
}

export interface TestServer {
  readonly url: string;
  readonly clock: FakeClock;
  readonly store: Store;
  readonly world: World;
  /** Of which its routes are made. */
  readonly deps: Deps;
  /** What the operator would read. */
  readonly reports: string[];
  /** The browser of a stranger. */
  client(): Client;
  /** The browser of a stranger, which keeps the device's cookie. */
  browser(): Client;
  /** A person who has just signed up, at no device. */
  newcomer(username: string, profile: NewProfile): Promise<Person>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The two that carry HTTP and sockets: every test of a socket runs on both. */
export const drivers = ["native", "ws"] as const;

export interface ServerOptions {
  readonly sockets?: typeof drivers[number];
  readonly store?: Store;
  readonly env?: Environment;
  /** Instead of what SESSION_DAYS says: also what the settings refuse. */
  readonly sessionMs?: number;
  /** Instead of what MAX_SOCKETS and ADDRESS_SOCKETS say: also what the settings refuse. */
  readonly socketPlaces?: Settings["socketPlaces"];
  /** One that always has room unless it is given another. */
  readonly disk?: Disk;
  /** Memory that is never short unless it is given another. */
  readonly memory?: MemoryWatch;
  /** Virtual time that the test advances. */
  readonly clock?: FakeClock;
  /** The page that is served; an empty one unless it is given. */
  readonly pages?: Pages;
  /** Real time instead, for tests of timers that are not virtual. */
  readonly inRealTime?: boolean;
  /** Any free one unless it is given. */
  readonly port?: number;
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const {
    store = createMemoryStore(),
    clock = new FakeClock(),
    env = {},
    disk = { refusal: () => null },
    memory = { isShort: () => false },
    sockets = "native",
    pages = emptyPages,
    inRealTime = false,
    port = 0,
  } = options;
  const time = inRealTime ? systemClock : clock;
  const read = readSettings({
    PORT: "0",
    HOST: "127.0.0.1",
    SESSION_KEY: "k".repeat(32),
    SOCKETS: sockets,
    ...env,
  });
  const settings = {
    ...read,
    sessionMs: options.sessionMs ?? read.sessionMs,
    socketPlaces: options.socketPlaces ?? read.socketPlaces,
  };
  const reports: string[] = [];
  const history = v7();
  await store.beginHistory(history);
  const report = faultsInto(reports);
  const { pushHosts: hosts, pushSubject: subject } = settings;
  const key = await store.keepPushKey(await newPushKey());
  const authorize = createVapid({ key, subject, clock: time });
  const withPath = settings.metricsPort > 0;
  const measures = createMeasures({ withPath, now: () => time.now() });
  const world = createWorld({
    store,
    measures,
    history,
    clock: time,
    newId: v7,
    limits: settings.limits,
    resumeMessages: settings.resumeMessages,
    idleMs: settings.groupIdleMs,
    metDays: settings.metDays,
    creditMs: settings.creditMs,
    ticketAwayMs: settings.ticketAwayMs,
    silentMs: settings.silentMs,
    report,
    ...(hosts.length > 0 && { post: createPostPush({ hosts, clock: time, authorize, report }) }),
  });
  const stopping = new AbortController();
  const tokens = createTokens("k".repeat(32));
  const keyedHash = createKeyedHash(["k".repeat(32)]);
  const deps: Deps = {
    ...world,
    settings,
    measures,
    snapshot: createSnapshots({
      ...world,
      measures,
      version: "1.2.3",
      poolStatus: () => null,
      nodes: () => 1,
      diskFreeBytes: () => Promise.resolve(2 ** 30),
      memory: () => ({ rssBytes: 3, heapUsedBytes: 1, heapTotalBytes: 2, limitBytes: 4 }),
      cpuSeconds: () => 0.5,
    }),
    disk,
    memory,
    version: "1.2.3",
    tokens,
    keyedHash,
    passwords: createPasswords(2),
    newToken: newInviteToken,
    probes: createProbes(newInviteToken),
    isCommonPassword: createCommonPasswords(),
    pages,
    pushKey: hosts.length > 0 ? key.publicKey : null,
    stopping: stopping.signal,
  };
  const server = await serve(deps, { port, hostname: "127.0.0.1" });
  const url = `http://127.0.0.1:${server.port}`;
  const stop = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await world.stop();
    await server.stop();
  };
  return {
    url,
    clock,
    store,
    world,
    deps,
    reports,
    client: () => new PatientClient(url),
    browser() {
      const client = new PatientClient(url);
      client.device = "";
      return client;
    },
    async newcomer(username, profile) {
      const client = new PatientClient(url);
      const { user, cookie } = await welcome(username, profile, { ...world, tokens, settings });
      client.cookie = cookie;
      return { user, client };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
