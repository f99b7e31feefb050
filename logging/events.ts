// What the operator's log can say. An entry has an event of this table, and details of the closed
// list below it: no text, no name, no birth date, no token, no cookie, and no address of a user.
// docs/running.md shows the same events to operators, and a test holds the two together.

import type { GroupId, TicketId, UserId } from "../protocol/domain.ts";
import type { ReportId } from "../protocol/moderation.ts";

export type Level = "debug" | "info" | "warning" | "error";

interface Event {
  readonly level: Level;
  /** A sentence for people, the same at each time. */
  readonly says: string;
}

export const events = {
  server_started: { level: "info", says: "Trio serves" },
  server_stopping: { level: "info", says: "Trio was told to stop" },
  server_stopped: { level: "info", says: "Trio has stopped" },
  start_refused: { level: "error", says: "Trio does not start" },
  database_lost: { level: "error", says: "Trio stops" },
  stop_given_up: { level: "error", says: "Trio ends before all was done: the stop took too long" },
  native_sockets_exposed: { level: "warning", says: "SOCKETS is native, which is for loopback" },
  promise_rejected: { level: "error", says: "A promise was rejected and nobody cared" },

  request_failed: { level: "error", says: "A request failed" },
  request_unavailable: { level: "warning", says: "A request could not be done now" },
  request_answered: { level: "debug", says: "A request was answered" },
  socket_opened: { level: "debug", says: "A socket has opened" },
  socket_closed: { level: "debug", says: "A socket has closed" },
  socket_not_opened: { level: "error", says: "A socket was not opened" },
  origin_refused: {
    level: "warning",
    says: "A page was refused for its origin, and may be this server's own: where a proxy in " +
      "front changes Host, set ORIGIN to the address at which you have people open Trio, and to " +
      "no other",
  },
  memory_short: { level: "warning", says: "Memory is short: new sockets are refused" },
  memory_enough: { level: "info", says: "Memory is enough again" },

  database_silent: { level: "error", says: "The database does not answer" },
  breaker_opened: { level: "error", says: "The database took too long: calls are refused at once" },
  breaker_closed: { level: "info", says: "Calls to the database pass again" },
  database_disk_full: {
    level: "error",
    says: "The database's disk is full, or it may only be read: nothing new is stored",
  },
  disk_low: {
    level: "warning",
    says:
      "The disk is nearly full: what is there can be read and deleted, and nothing new is stored",
  },
  disk_full: {
    level: "error",
    says: "The disk is full: what is there can be read, and nothing is stored",
  },
  disk_has_room: { level: "info", says: "The disk has room again" },
  disk_unknown: {
    level: "warning",
    says: "DISK_MARGIN_MB is without effect: the disk's size is not known",
  },
  embedded_stopped: {
    level: "error",
    says: "The embedded database has stopped; it is opened again as soon as possible",
  },
  embedded_reopened: { level: "info", says: "The embedded database is open again" },

  turn_slow: { level: "warning", says: "A turn of an actor takes long" },
  group_command_failed: { level: "error", says: "A command to a group failed" },
  group_not_shown: {
    level: "error",
    says: "The members were not shown the group as it is now",
  },
  newcomers_not_stored: {
    level: "error",
    says: "It was not stored that newcomers were shown",
  },
  matchmaker_failed: { level: "error", says: "The matchmaker failed, and reads its tickets anew" },
  matchmaker_command_refused: { level: "error", says: "A command to the matchmaker was not taken" },
  tickets_loading: { level: "info", says: "Open tickets are read" },
  trio_kept_apart: { level: "error", says: "A trio was kept apart, which the store refuses" },
  sleep_look_failed: { level: "error", says: "The matchmaker did not look for who is away" },
  alone_not_stored: { level: "error", says: "It was not stored who is alone" },
  waits_not_stored: { level: "error", says: "It was not stored how long people waited" },

  hello_failed: { level: "error", says: "A client could not be told where it stands" },
  resync_failed: {
    level: "error",
    says: "A client could not be brought up to date; it and all others wait",
  },
  ping_failed: { level: "error", says: "A ping was not answered" },
  membership_unknown: { level: "error", says: "It could not be found out who is in a group" },
  presence_not_told: { level: "error", says: "A change of presence was not announced" },
  arrival_not_stored: { level: "error", says: "It was not stored that a user is there" },
  seen_not_stored: { level: "error", says: "It was not stored when users were last there" },
  read_pointers_not_stored: { level: "error", says: "Read pointers were not stored" },

  session_opened: { level: "info", says: "A user has signed up or logged in" },
  guess_wrong: { level: "info", says: "A password or a recovery code was wrong" },
  guess_held_back: {
    level: "warning",
    says: "Guesses of a password or a recovery code are held back",
  },
  session_not_confirmed: { level: "error", says: "A session could not be confirmed" },
  session_uses_not_stored: { level: "error", says: "It was not stored when sessions were used" },
  former_session_not_ended: {
    level: "error",
    says: "The former session of a browser was not ended",
  },
  search_not_ended: { level: "error", says: "A search did not end with the last session" },
  partnership_not_ended: { level: "error", says: "A partnership on one device did not end" },
  rehash_failed: { level: "error", says: "A password was not hashed in its prepared form" },
  profile_not_shown: { level: "error", says: "A profile that was put right was not shown" },
  own_data_broken_off: {
    level: "error",
    says: "What is kept of a user was not told to its end",
  },
  deletion_waits: { level: "error", says: "A deletion waits for another attempt" },
  sample_failed: { level: "error", says: "This process was not sampled" },
  samples_not_stored: { level: "error", says: "What was measured is not stored yet" },
  purge_failed: { level: "error", says: "What is over was not forgotten" },

  report_decided: { level: "info", says: "A report was decided" },
  user_suspended: { level: "info", says: "A user was suspended" },
  suspension_lifted: { level: "info", says: "A suspension was lifted" },
  notice_not_shown: { level: "error", says: "A notice was not shown" },
  moderators_not_told: { level: "error", says: "Moderators were not told of reports" },
  admin_command: { level: "info", says: "The operator gave a command" },
  admin_failed: { level: "error", says: "A command of the operator failed" },
  copy_failed: { level: "error", says: "A copy for a backup was not made" },
  metrics_failed: { level: "error", says: "The metrics could not be told" },
  admin_channel_taken: { level: "warning", says: "Another process has the operator's channel" },
  admin_channel_missing: { level: "warning", says: "There is no operator's channel" },

  push_host_refuses: { level: "error", says: "A push service refuses pushes" },
  push_host_rests: { level: "warning", says: "A push service does not answer, and rests" },
  push_not_encrypted: { level: "error", says: "A push could not be encrypted" },
  push_not_settled: { level: "error", says: "It was not stored what became of a push" },
  pushes_not_queued: { level: "error", says: "Pushes were not queued yet" },
  pushes_not_read: { level: "error", says: "Pushes that are due were not read" },

  node_joined: { level: "info", says: "A node has joined" },
  node_left: { level: "info", says: "A node has left" },
  node_dead: { level: "warning", says: "A node does not answer: others take over what it owns" },
  node_unheard: {
    level: "warning",
    says: "A node has not said who is connected to it: this one begins without",
  },
  nodes_not_seen: { level: "error", says: "The nodes could not be looked at" },
  node_part_failed: { level: "error", says: "What this node owns cannot begin" },
} as const satisfies Readonly<Record<string, Event>>;

export type EventName = keyof typeof events;

/** All that an entry may hold besides its event. What people write or are called is not in it. */
export interface Details {
  /** What was thrown. Of its message, what is quoted is left out: it may be a value of a client. */
  readonly error?: unknown;
  /** A sentence of the program's own about what is wrong and what to do. */
  readonly reason?: string;
  readonly user?: UserId;
  /** Who did it; null: the operator. */
  readonly by?: UserId | null;
  readonly group?: GroupId;
  readonly report?: ReportId;
  readonly tickets?: readonly TicketId[];
  /** What was asked of an actor, or decided, by the name of its type. */
  readonly command?: string;
  /** What kind of thing it is about, by a word of the program's own. */
  readonly kind?: string;
  readonly method?: string;
  /** The pattern of a path, never the path. */
  readonly route?: string;
  readonly status?: number;
  readonly code?: number;
  readonly ms?: number;
  readonly count?: number;
  /** How many more there are of the same, which have no entry of their own. */
  readonly others?: number;
  readonly days?: number | null;
  readonly free_mb?: number | null;
  readonly used_mb?: number;
  readonly limit_mb?: number;
  /** Of a push service or a node. */
  readonly host?: string;
  readonly node?: string;
  /** Of the program or of a file of its own. */
  readonly version?: string;
  readonly url?: string;
  readonly path?: string;
  readonly database?: string;
  readonly durability?: string;
  readonly sockets?: string;
}

/** Writes an entry into the operator's log. Never throws. */
export type Report = (event: EventName, details?: Details) => void;
