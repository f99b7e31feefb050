// Every metric that is exported: its name, what it means, and where it stands in a snapshot. Names
// and units by Prometheus' conventions. Few labels, each with a closed set of values: no user, no
// group, no path, no address.

import type { HistogramData } from "./histogram.ts";
import type { Snapshot } from "./server_snapshot.ts";

type MetricType = "counter" | "gauge" | "histogram";

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | HistogramData;
}

export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** Empty: it is not known here and now, and is left out. */
  readonly samples: (snapshot: Snapshot) => readonly Sample[];
}

/** One value without labels; null: it is not known. */
type Read = (snapshot: Snapshot) => number | HistogramData | null;
/** A value for each value of a label; null: none is known. */
type ReadEach = (snapshot: Snapshot) => Readonly<Record<string, number | HistogramData>> | null;

function one(type: MetricType, name: string, help: string, read: Read): Metric {
  const samples = (snapshot: Snapshot) => {
    const value = read(snapshot);
    return value === null ? [] : [{ labels: {}, value }];
  };
  return { name, type, help, samples };
}

function labelled(
  type: MetricType,
  name: string,
  help: string,
  { by, read }: { readonly by: string; readonly read: ReadEach },
): Metric {
  const samples = (snapshot: Snapshot) =>
    Object.entries(read(snapshot) ?? {}).map(([key, value]) => ({ labels: { [by]: key }, value }));
  return { name, type, help, samples };
}

const people: readonly Metric[] = [
  one("gauge", "trio_sockets", "Open sockets", (s) => s.sockets),
  one(
    "gauge",
    "trio_users_online",
    "Users who have a socket here, or had one a moment ago",
    (s) => s.usersOnline,
  ),
  one("gauge", "trio_group_actors", "Groups whose actors are in memory", (s) => s.groupActors),
  labelled("counter", "trio_http_requests_total", "HTTP requests, by status", {
    ...{ by: "status", read: (s) => s.requests },
  }),
  labelled("counter", "trio_logins_total", "Tries to log in, by what became of them", {
    ...{ by: "result", read: (s) => s.logIns },
  }),
  labelled("counter", "trio_pushes_total", "Pushes that were given to a push service, or up", {
    ...{ by: "outcome", read: (s) => s.pushes },
  }),
];

const messagePath: readonly Metric[] = [
  one(
    "counter",
    "trio_messages_stored_total",
    "Messages that the journal has stored",
    (s) => s.messages,
  ),
  one(
    "counter",
    "trio_journal_failures_total",
    "Statements of the journal that failed",
    (s) => s.failedStatements,
  ),
  one(
    "histogram",
    "trio_journal_batch_messages",
    "Messages in one statement of the journal",
    (s) => s.stored.size,
  ),
  one(
    "histogram",
    "trio_journal_write_duration_seconds",
    "Time that a statement of the journal took",
    (s) => s.stored.seconds,
  ),
  one(
    "histogram",
    "trio_delivery_duration_seconds",
    "Time from the frame of a text to the last member to whom it was sent",
    (s) => s.path?.delivered ?? null,
  ),
  labelled("histogram", "trio_command_duration_seconds", "Time from a frame to its answer", {
    ...{ by: "type", read: (s) => s.path?.commands ?? null },
  }),
  labelled("histogram", "trio_mailbox_wait_seconds", "Time that a command waited for its actor", {
    ...{ by: "actor", read: (s) => s.path?.mailboxWait ?? null },
  }),
  labelled("counter", "trio_frames_refused_total", "Frames that were refused, by error code", {
    ...{ by: "code", read: (s) => s.refusals },
  }),
];

const matching: readonly Metric[] = [
  one(
    "gauge",
    "trio_tickets_waiting",
    "Tickets that wait and are awake; at the node that has the matchmaker",
    (s) => s.waiting?.tickets ?? null,
  ),
  one(
    "gauge",
    "trio_people_waiting",
    "People on the tickets that wait, without bots; at the node that has the matchmaker",
    (s) => s.waiting?.people ?? null,
  ),
  one(
    "gauge",
    "trio_seats_open",
    "Free places of groups that wait; at the node that has the matchmaker",
    (s) => s.waiting?.seats ?? null,
  ),
  one("counter", "trio_trios_formed_total", "Trios that were formed", (s) => s.triosFormed),
  one(
    "counter",
    "trio_seats_filled_total",
    "Free places of groups that found somebody",
    (s) => s.seatsFilled,
  ),
  labelled("histogram", "trio_wait_seconds", "How long each person waited, by what was asked for", {
    ...{ by: "criteria", read: (s) => s.waits },
  }),
];

const databaseParts: readonly Metric[] = [
  one("gauge", "trio_database_up", "Whether the database answers", (s) => Number(s.database.up)),
  labelled("gauge", "trio_database_connections", "Connections to Postgres; none: embedded", {
    by: "state",
    read: ({ database: { pool } }) => pool && { busy: pool.open - pool.idle, idle: pool.idle },
  }),
  one(
    "gauge",
    "trio_database_queries_waiting",
    "Queries that wait for a connection to Postgres",
    (s) => s.database.pool?.waiting ?? null,
  ),
  labelled("gauge", "trio_database_breaker", "1 at the state of the circuit breaker", {
    by: "state",
    read: ({ database: { breaker } }) =>
      breaker && Object.fromEntries(
        ["closed", "half_open", "open"].map((state) => [state, Number(state === breaker)]),
      ),
  }),
  one(
    "gauge",
    "trio_disk_free_bytes",
    "Free space on the disk of the data folder",
    (s) => s.diskFreeBytes,
  ),
];

const process: readonly Metric[] = [
  labelled("gauge", "trio_build_info", "1 at the version that runs", {
    ...{ by: "version", read: (s) => ({ [s.version]: 1 }) },
  }),
  one("gauge", "trio_nodes", "Nodes that this one knows, itself among them", (s) => s.nodes),
  one(
    "histogram",
    "trio_event_loop_delay_seconds",
    "By how much a timer came late",
    (s) => s.eventLoopDelay,
  ),
  one("gauge", "trio_heap_used_bytes", "Heap in use", (s) => s.memory.heapUsedBytes),
  one("gauge", "trio_heap_size_bytes", "Heap that is held", (s) => s.memory.heapTotalBytes),
  one(
    "gauge",
    "process_resident_memory_bytes",
    "Memory of the process",
    (s) => s.memory.rssBytes,
  ),
  one(
    "gauge",
    "trio_memory_limit_bytes",
    "Memory of the process from which on new sockets are refused",
    (s) => s.memory.limitBytes,
  ),
  one("counter", "process_cpu_seconds_total", "Processor time", (s) => s.cpuSeconds),
  one(
    "gauge",
    "process_start_time_seconds",
    "When the process began, since 1970",
    (s) => s.startedAt / 1_000,
  ),
];

export const metricTable: readonly Metric[] = [
  ...people,
  ...messagePath,
  ...matching,
  ...databaseParts,
  ...process,
];
