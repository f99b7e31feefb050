// What a server knows of itself at one moment, as plain data. Counts and histograms grow from the
// start of the process. No user, group or text is in it.

import type { WaitingCount } from "../../actors/runtime/actor_measures.ts";
import type { ClientFrame, ErrorCode } from "../../protocol/frames.ts";
import type { HistogramData } from "./histogram.ts";

/** What of the criteria a person had set. */
export const wishClasses = ["any", "age", "sex", "age_and_sex"] as const;
export type WishClass = typeof wishClasses[number];
export const statusClasses = ["2xx", "3xx", "4xx", "5xx"] as const;
type StatusClass = typeof statusClasses[number];
/** Refused: a wrong name or password, or a suspended account; limited: too many tries. */
export const logInResults = ["accepted", "refused", "limited"] as const;
export type LogInResult = typeof logInResults[number];

export type Breaker = "closed" | "half_open" | "open";

/** What is asked at the moment of a snapshot: it costs nothing until then. */
export interface Gauges {
  readonly sockets: number;
  /** Who has a socket at this process, or had one a moment ago. */
  readonly usersOnline: number;
  readonly groupActors: number;
  /** Null: another node knows, or the pool is being loaded. */
  readonly waiting: WaitingCount | null;
  readonly memory: {
    readonly rssBytes: number;
    readonly heapUsedBytes: number;
    readonly heapTotalBytes: number;
    /** From so much on new sockets are refused; null: they never are. */
    readonly limitBytes: number | null;
  };
  readonly cpuSeconds: number;
  readonly database: {
    readonly up: boolean;
    /** Null, and so the breaker: the database is embedded. */
    readonly pool:
      | { readonly open: number; readonly idle: number; readonly waiting: number }
      | null;
    readonly breaker: Breaker | null;
  };
  /** That this one knows, itself among them. */
  readonly nodes: number;
  /** On the disk of the data folder; null: nobody can know. */
  readonly diskFreeBytes: number | null;
}

/** What is added up while it happens. */
export interface Tallies {
  /** Messages that this process has stored. */
  readonly messages: number;
  /** Statements of the journal that failed. */
  readonly failedStatements: number;
  /** Of the journal's statements: how many messages, and how long each took. */
  readonly stored: { readonly size: HistogramData; readonly seconds: HistogramData };
  /** Null: nothing is measured on the path of a message. */
  readonly path: {
    /** From a text's frame to the last member to whom it was sent, in seconds. */
    readonly delivered: HistogramData;
    /** From a frame to its answer, in seconds. */
    readonly commands: Readonly<Record<ClientFrame["type"], HistogramData>>;
    readonly mailboxWait: Readonly<Record<"group" | "matchmaker", HistogramData>>;
  } | null;
  readonly triosFormed: number;
  /** Free places of groups that found somebody. */
  readonly seatsFilled: number;
  /** How long people had waited when their trio was found, in seconds. */
  readonly waits: Readonly<Record<WishClass, HistogramData>>;
  readonly requests: Readonly<Record<StatusClass, number>>;
  readonly logIns: Readonly<Record<LogInResult, number>>;
  /** Frames that were refused. */
  readonly refusals: Readonly<Record<ErrorCode, number>>;
  readonly pushes: Readonly<Record<"sent" | "failed", number>>;
  /** By how much a timer came late, in seconds. */
  readonly eventLoopDelay: HistogramData;
}

export interface Snapshot extends Gauges, Tallies {
  /** In ms since 1970. */
  readonly at: number;
  readonly startedAt: number;
  readonly version: string;
}
