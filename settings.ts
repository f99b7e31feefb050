// The settings, read from the environment in one place. A wrong one is refused with a sentence that
// names the variable, its value, and what would be right. By hand: a schema would save no line,
// since each sentence is the setting's own.

import { adultAge, youngestAge } from "./protocol/rules.ts";
import { defaultLimits, helloWithinMs, type Limits, resumeLimit } from "./protocol/limits.ts";
import {
  clusterSettingNames,
  type ClusterSettings,
  clusterSettings,
} from "./settings/cluster_settings.ts";
import type { Level } from "./logging/events.ts";
import { checkedDatabaseUrl } from "./settings/database_setting.ts";
import { logLevel } from "./settings/log_level.ts";
import { type PushHost, pushHosts, pushSubject } from "./settings/push_settings.ts";
import { SettingError } from "./settings/setting_error.ts";
import { tracing, tracingSettingNames } from "./settings/tracing_settings.ts";
import { namedKeys, plainKey, type SessionKey } from "./settings/signing_keys.ts";

export type { SessionKey };

export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Null: the embedded database in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly minAge: number;
  /**
   * The server's own origins; empty: the request's host. An https one: a proxy in front ends TLS.
   */
  readonly origins: readonly string[];
  /**
   * The first one signs, all verify, and each makes keyed hashes. Empty: a key is made once and
   * kept in `dataDir`.
   */
  readonly sessionKeys: readonly SessionKey[];
  readonly sessionMs: number;
  /** So long the name of a deleted account is not given to another one. */
  readonly usernameMs: number;
  /** So long what is over is kept; see PurgeStore. */
  readonly keepMs: { readonly tickets: number; readonly groups: number; readonly reports: number };
  readonly limits: Limits;
  readonly bodyBytes: number;
  /** Below so much free space on the disk nothing new is stored; 0: it is not looked at. */
  readonly diskMarginBytes: number;
  readonly helloMs: number;
  readonly resumeMessages: number;
  readonly groupIdleMs: number;
  /** People who shared a group within so many days are kept apart at first; 0: never. */
  readonly metDays: number;
  /** A ticket falls asleep when its people were away for so long; 0: never. */
  readonly ticketAwayMs: number;
  /** A member without a socket for so long is away; 0: never. */
  readonly silentMs: number;
  /** A wait of so many milliseconds makes up for one year between the ages of a trio. */
  readonly creditMs: number;
  /**
   * Proxies in front, each of which appends its peer to `X-Forwarded-For`; 0: it is not believed.
   */
  readonly proxies: number;
  readonly socketPlaces: {
    readonly most: number;
    /** From one IPv4 address or one IPv6 /64. */
    readonly mostPerAddress: number;
  };
  /** From so much memory on new sockets are refused; 0: never; null: it follows the machine's. */
  readonly memoryBytes: number | null;
  /** Sign-ups an hour of one network that need no proof of work. */
  readonly signUpsPerHour: number;
  /** Whether accounts of one network may be kept apart; false: networks are not looked at. */
  readonly networkRules: boolean;
  /** Where pushes may be sent; empty: they are off. */
  readonly pushHosts: readonly PushHost[];
  /** What push services are told to turn to. */
  readonly pushSubject: string;
  /** Which driver carries HTTP and sockets. */
  readonly sockets: "native" | "ws";
  /** Entries of the operator's log below this level are left out. */
  readonly logLevel: Level;
  /** Whether the way of a frame is traced, and its spans are sent to a collector. */
  readonly tracing: boolean;
  /** Null: a single process, which has its database to itself. */
  readonly cluster: ClusterSettings | null;
  /** A node that is told to stop sends its clients away over so many milliseconds. */
  readonly drainMs: number;
  /** Where this machine's Prometheus finds the metrics; 0: they are not exported. */
  readonly metricsPort: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Every setting that is read. The start task grants the reading of these, and of what the drivers
 * of Postgres and `ws` read by themselves (`PG*`, `WS_*`).
 */
export const settingNames = [
  "PORT",
  "HOST",
  "DATA_DIR",
  "DATABASE_URL",
  "DISK_MARGIN_MB",
  "MIN_AGE",
  "MINORS_ACKNOWLEDGED",
  "ORIGIN",
  "SESSION_KEY",
  "SESSION_KEYS",
  "SESSION_DAYS",
  "USERNAME_DAYS",
  "TICKET_DAYS",
  "EMPTY_GROUP_DAYS",
  "REPORT_DAYS",
  "TEXT_LENGTH",
  "FRAME_BYTES",
  "FRAMES_PER_SECOND",
  "BURST",
  "QUEUE_BYTES",
  "BODY_BYTES",
  "HELLO_SECONDS",
  "RESUME_MESSAGES",
  "GROUP_IDLE_SECONDS",
  "MET_DAYS",
  "TICKET_AWAY_HOURS",
  "SILENT_DAYS",
  "CREDIT_MS",
  "PROXIES",
  "MAX_SOCKETS",
  "ADDRESS_SOCKETS",
  "MEMORY_MB",
  "SIGNUPS_PER_HOUR",
  "NETWORK_RULES",
  "PUSH_HOSTS",
  "PUSH_SUBJECT",
  "SOCKETS",
  "LOG_LEVEL",
  ...clusterSettingNames,
  "DRAIN_MS",
  "METRICS_PORT",
  ...tracingSettingNames,
] as const;
type Name = typeof settingNames[number];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The least and the most that each number may be: with any of these the program works whole. */
export const bounds = {
  PORT: [0, 65_535],
  DISK_MARGIN_MB: [0, 1_048_576],
  MIN_AGE: [youngestAge, 99],
  // Browsers keep no cookie longer.
  SESSION_DAYS: [1, 400],
  USERNAME_DAYS: [1, 3_650],
  TICKET_DAYS: [1, 3_650],
  EMPTY_GROUP_DAYS: [1, 3_650],
  REPORT_DAYS: [1, 3_650],
  TEXT_LENGTH: [1, 100_000],
  FRAME_BYTES: [512, 1_048_576],
  FRAMES_PER_SECOND: [1, 100_000],
  BURST: [1, 100_000],
  QUEUE_BYTES: [65_536, 1_073_741_824],
  BODY_BYTES: [1_024, 1_048_576],
  HELLO_SECONDS: [1, 3_600],
  RESUME_MESSAGES: [1, 10_000],
  GROUP_IDLE_SECONDS: [1, 86_400],
  MET_DAYS: [0, 3_650],
  TICKET_AWAY_HOURS: [0, 87_600],
  SILENT_DAYS: [0, 3_650],
  CREDIT_MS: [1, 3_600_000],
  PROXIES: [0, 10],
  MAX_SOCKETS: [16, 1_000_000],
  // As many as one user may have.
  ADDRESS_SOCKETS: [5, 1_000_000],
  MEMORY_MB: [0, 1_048_576],
  SIGNUPS_PER_HOUR: [0, 100_000],
  // With what comes after it a node is gone within 15 s of SIGTERM.
  DRAIN_MS: [0, 10_000],
  METRICS_PORT: [0, 65_535],
} as const satisfies Partial<Record<Name, readonly [least: number, most: number]>>;
type NumberName = keyof typeof bounds;
type Whole = (name: NumberName, usual: number) => number;

/** Throws a SettingError on the first wrong variable. An empty variable counts as absent. */
export function readSettings(env: Environment): Settings {
  const whole = (name: NumberName, usual: number) => wholeNumber(name, env[name] || String(usual));
  const origins = originsOf(env.ORIGIN);
  const proxiesUsual = origins.some((own) => own.startsWith("https:")) ? 1 : 0;
  return {
    port: whole("PORT", 8000),
    host: env.HOST || "localhost",
    dataDir: dataDir(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL ? checkedDatabaseUrl(env.DATABASE_URL) : null,
    minAge: minAge(whole("MIN_AGE", adultAge), env.MINORS_ACKNOWLEDGED),
    origins,
    sessionKeys: [...namedKeys(env.SESSION_KEYS), ...plainKey(env.SESSION_KEY)],
    sessionMs: whole("SESSION_DAYS", 30) * dayMs,
    usernameMs: whole("USERNAME_DAYS", 30) * dayMs,
    keepMs: keepMs(whole),
    limits: limits(env, whole),
    diskMarginBytes: whole("DISK_MARGIN_MB", 64) * 2 ** 20,
    bodyBytes: whole("BODY_BYTES", 65_536),
    helloMs: whole("HELLO_SECONDS", helloWithinMs / 1_000) * 1_000,
    resumeMessages: whole("RESUME_MESSAGES", resumeLimit),
    groupIdleMs: whole("GROUP_IDLE_SECONDS", 300) * 1_000,
    metDays: whole("MET_DAYS", 30),
    ...awayTimes(env),
    creditMs: whole("CREDIT_MS", 10_000),
    proxies: whole("PROXIES", proxiesUsual),
    socketPlaces: socketPlaces(whole),
    memoryBytes: env.MEMORY_MB ? memoryMegabytes(env.MEMORY_MB) * 2 ** 20 : null,
    signUpsPerHour: whole("SIGNUPS_PER_HOUR", 5),
    networkRules: networkRules(env.NETWORK_RULES),
    pushHosts: pushHosts(env.PUSH_HOSTS),
    pushSubject: pushSubject(env.PUSH_SUBJECT, origins),
    sockets: sockets(env.SOCKETS, env.HOST || "localhost"),
    logLevel: logLevel(env.LOG_LEVEL),
    tracing: tracing(env),
    cluster: clusterSettings(env),
    drainMs: whole("DRAIN_MS", 5_000),
    metricsPort: whole("METRICS_PORT", 0),
  };
}

function limits(env: Environment, whole: Whole): Limits {
  return {
    ...sizes(env),
    framesPerSecond: whole("FRAMES_PER_SECOND", defaultLimits.framesPerSecond),
    burst: whole("BURST", defaultLimits.burst),
  };
}

function awayTimes(env: Environment): Pick<Settings, "ticketAwayMs" | "silentMs"> {
  return {
    ticketAwayMs: amount(env, "TICKET_AWAY_HOURS", 48) * hourMs,
    silentMs: amount(env, "SILENT_DAYS", 7) * dayMs,
  };
}

function socketPlaces(whole: Whole): Settings["socketPlaces"] {
  return {
    most: whole("MAX_SOCKETS", 20_000),
    mostPerAddress: whole("ADDRESS_SOCKETS", 256),
  };
}

function keepMs(whole: Whole): Settings["keepMs"] {
  // A group says who met: it stays for as long as that counts.
  const groupDays = Math.max(whole("EMPTY_GROUP_DAYS", 30), whole("MET_DAYS", 30));
  return {
    tickets: whole("TICKET_DAYS", 30) * dayMs,
    groups: groupDays * dayMs,
    reports: whole("REPORT_DAYS", 365) * dayMs,
  };
}

/** A code unit of a text takes so many bytes of a frame, save control characters, which take 6. */
const bytesPerUnit = 3;
/** All of a frame but its text: of a client's, and of the server's with who, when and which. */
const frameRest = 160;
const messageRest = 1_024;

/**
 * The sizes that bind each other: the longest text fits in a frame, and two of them in a queue, so
 * that a client which reads is not cut off for what others say. A size that is not set follows
 * those that are. Throws a SettingError when those that are set do not go together.
 */
function sizes(env: Environment): Pick<Limits, "textLength" | "frameBytes" | "queueBytes"> {
  const set = (name: NumberName) => env[name] ? wholeNumber(name, env[name]) : null;
  const frameSet = set("FRAME_BYTES");
  const fitting = Math.floor(((frameSet ?? defaultLimits.frameBytes) - frameRest) / bytesPerUnit);
  const textLength = set("TEXT_LENGTH") ?? Math.min(defaultLimits.textLength, fitting);
  const frameLeast = textLength * bytesPerUnit + frameRest;
  const queueLeast = 2 * (textLength * bytesPerUnit + messageRest);
  const frameBytes = frameSet ?? Math.max(defaultLimits.frameBytes, frameLeast);
  const queueBytes = set("QUEUE_BYTES") ?? Math.max(defaultLimits.queueBytes, queueLeast);
  for (
    const [name, value, least] of [
      ["FRAME_BYTES", frameBytes, frameLeast],
      ["QUEUE_BYTES", queueBytes, queueLeast],
    ] as const
  ) {
    if (value >= least) continue;
    const wanted = `at least ${least} for texts of TEXT_LENGTH "${textLength}"`;
    throw new SettingError(`${name} is "${value}", expected ${wanted}`);
  }
  return { textLength, frameBytes, queueBytes };
}

function wholeNumber(name: NumberName, value: string): number {
  const [least, most] = bounds[name];
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= least && number <= most) return number;
  throw new SettingError(`${name} is "${value}", expected a whole number from ${least} to ${most}`);
}

/** A number that need not be whole: what a test waits for is short. */
function amount(env: Environment, name: NumberName, usual: number): number {
  const [least, most] = bounds[name];
  const value = env[name] || String(usual);
  const number = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && number >= least && number <= most) return number;
  throw new SettingError(`${name} is "${value}", expected a number from ${least} to ${most}`);
}

/** The process itself takes nearly so much: with less it would let nobody in. */
const memoryLeast = 512;

function memoryMegabytes(value: string): number {
  const megabytes = wholeNumber("MEMORY_MB", value);
  if (megabytes === 0 || megabytes >= memoryLeast) return megabytes;
  throw new SettingError(`MEMORY_MB is "${value}", expected 0 or at least ${memoryLeast}`);
}

/** Whether only programs of this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Who lets minors in must have said so. */
function minAge(age: number, acknowledged: string | undefined): number {
  if (acknowledged && acknowledged !== "1") {
    throw new SettingError(`MINORS_ACKNOWLEDGED is "${acknowledged}", expected "1" or nothing`);
  }
  if (age >= adultAge || acknowledged) return age;
  const wanted = `expected at least ${adultAge}, or MINORS_ACKNOWLEDGED=1 as docs/running.md says`;
  throw new SettingError(`MIN_AGE is "${age}", ${wanted}`);
}

function networkRules(value: string | undefined): boolean {
  if (!value || value === "on") return true;
  if (value === "off") return false;
  throw new SettingError(`NETWORK_RULES is "${value}", expected "on" or "off"`);
}

function sockets(value: string | undefined, host: string): "native" | "ws" {
  if (!value) return isLoopback(host) ? "native" : "ws";
  if (value === "native" || value === "ws") return value;
  throw new SettingError(`SOCKETS is "${value}", expected "native" or "ws"`);
}

function originsOf(value: string | undefined): readonly string[] {
  return (value || "").split(",").map((text) => text.trim()).filter(Boolean).map(origin);
}

function origin(value: string): string {
  // Kept as requests are compared: in lower case, without the default port.
  const parsed = /^https?:\/\/[^\s/?#@\\]+$/i.test(value) ? URL.parse(value) : null;
  if (parsed) return parsed.origin;
  throw new SettingError(
    `ORIGIN has "${value}", expected origins like "https://trio.example", comma-separated`,
  );
}

/** The start task grants access to this path, and for Deno a comma ends a path. */
function dataDir(value: string | undefined): string {
  if (!value?.includes(",")) return value || "./data";
  throw new SettingError(`DATA_DIR is "${value}", expected a path without a comma`);
}
