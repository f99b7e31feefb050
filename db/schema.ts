// The tables as Kysely sees them: types only. The migrations define what the columns may hold.

import type { ColumnType, Generated, RawBuilder } from "kysely";
import type {
  Criteria,
  Day,
  GroupId,
  Instant,
  MessageId,
  MessageKind,
  SessionId,
  Sex,
  TicketId,
  UserId,
  Why,
} from "../protocol/domain.ts";
import type { Scope } from "../protocol/api_tokens.ts";
import type { StepMs } from "../protocol/ops_figures.ts";
import type { PushType } from "../protocol/push_content.ts";
import type { Measured } from "./store/samples.ts";
import type { Wait } from "./store/waits.ts";
import type { Role } from "../protocol/moderation.ts";
import type { AuditTable, NoticesTable, ReportsTable } from "./moderation_tables.ts";

type TextArray = RawBuilder<readonly string[]> | null | undefined;

/** Written as JSON text, read parsed. */
type Json = ColumnType<Readonly<Record<string, unknown>>, string, string>;

export interface UsersTable {
  id: UserId;
  /** Empty, as all that is personal: the account is deleted. */
  username: string;
  username_key: string | null;
  password_hash: string;
  /** Grows with each change of the password, and when the account is deleted. */
  password_version: Generated<number>;
  /** Null until the profile is filled in. */
  birth_date: Day | null;
  /** Null in a profile that is filled in: not disclosed. */
  sex: Sex;
  /** Null until the profile is filled in. */
  languages: ColumnType<readonly string[] | null, TextArray, TextArray>;
  interests: ColumnType<readonly string[], TextArray, TextArray>;
  about_self: Generated<string | null>;
  created_at: Instant;
  /** When it was asked for; the deletion may be under way. */
  deleted_at: Generated<Instant | null>;
  /** Null: with the account. */
  birth_date_set_at: Generated<Instant | null>;
  /** Whether the user has put the birth date right, which is possible once. */
  birth_date_corrected: Generated<boolean>;
  /** Null: it is what was told first. */
  sex_changed_at: Generated<Instant | null>;
  role: Generated<Role>;
  /** Whether the account is a program's. */
  bot: Generated<boolean>;
  receipts: Generated<boolean>;
  typing: Generated<boolean>;
  presence: Generated<boolean>;
  /** Null: never suspended, or the suspension was lifted. */
  suspended_at: Instant | null;
  /** Null while `suspended_at` is not: for good. */
  suspended_until: Instant | null;
}

/** A device at which a user has logged in, by a keyed hash. */
export interface UserDevicesTable {
  user_id: UserId;
  device: string;
  seen_at: Instant;
}

/** A network from which a user has logged in, by a keyed hash. */
export interface UserNetworksTable {
  user_id: UserId;
  network: string;
  seen_at: Instant;
  /** Whether the account was made there. */
  is_new: boolean;
  /** Grows with each network, block and reach that is stored. */
  arrival: Generated<number>;
}

/** A device whose user's age was refused. */
export interface DeviceRefusalsTable {
  device: string;
  until: Instant;
}

/** When each user last had a socket; right within minutes for those who have one. */
export interface LastSeenTable {
  user_id: UserId;
  seen_at: Instant;
}

/** What usernames look like: a new name may have none of those of another. */
export interface UsernameSkeletonsTable {
  skeleton: string;
  user_id: UserId;
}

export interface SessionsTable {
  id: SessionId;
  user_id: UserId;
  created_at: Instant;
  expires_at: Instant;
  used_at: Instant;
  /** The browser and its system in short words. */
  agent: string | null;
  /** SHA-256, in hex. Null, as the two below: it is a log-in, and no API token. */
  token_hash: Generated<string | null>;
  token_name: Generated<string | null>;
  scopes: ColumnType<readonly Scope[] | null, TextArray, never>;
}

export interface RecoveryCodesTable {
  user_id: UserId;
  hash: string;
  created_at: Instant;
}

export interface PasskeysTable {
  id: string;
  user_id: UserId;
  /** In base64url. */
  public_key: string;
  counter: number;
  transports: ColumnType<readonly string[], string, string>;
  label: string | null;
  created_at: Instant;
  used_at: Instant | null;
}

/** Accounts whose deletion is not done. */
export interface DeletionsTable {
  user_id: UserId;
  requested_at: Instant;
}

/** Keyed hashes of the names of deleted accounts. */
export interface ReservedUsernamesTable {
  hash: string;
  until: Instant;
}

/** One row for each of a ticket's people. */
export interface TicketsTable {
  id: TicketId;
  user_id: UserId;
  sex: Criteria["sex"];
  age: number | null;
  widen: boolean;
  widen_sex: Generated<boolean>;
  /** Whether bots are let in. */
  bots: Generated<boolean>;
  since: Instant;
  closed_at: Instant | null;
  /** The group that it was used for; null: it is open, or was withdrawn. */
  group_id: GroupId | null;
  /** The group whose seat this is; null: a ticket for a new group. */
  seat: GroupId | null;
  /** Since when it is not matched, its people being away; null: it is awake. */
  slept_at: Generated<Instant | null>;
  /** When one of its people was back last; null: it never slept. */
  woken_at: Generated<Instant | null>;
  /** Whether nobody waited whom its people could meet, as far as the matchmaker has told. */
  is_alone: Generated<boolean>;
  /** Of a seat: the member who is away, whose place it is; null: the place is free. */
  place_of: Generated<UserId | null>;
}

export interface GroupsTable {
  id: GroupId;
  name: string;
  formed_at: Instant;
  /** Null in groups that were formed before it was stored, or with who deleted their account. */
  why: ColumnType<Why | null, string, string | null>;
}

export interface MembersTable {
  group_id: GroupId;
  user_id: UserId;
  /** The order of joining. */
  position: number;
  joined_at: Instant;
  first_seq: number;
  read_seq: number;
  left_at: Instant | null;
  /** Of the message "left"; null: a member now. */
  left_seq: number | null;
  /** "away": a newcomer has taken their place; null: they left, or are a member now. */
  left_reason: Generated<"away" | null>;
  /** The partner with whom the member came in; null: alone. */
  came_with: Generated<UserId | null>;
  /** A newcomer whom the group's actor has not shown to the group. */
  is_unshown: Generated<boolean>;
}

export interface MessagesTable {
  group_id: GroupId;
  seq: number;
  kind: MessageKind;
  id: MessageId;
  by: UserId | null;
  at: Instant;
  /** What the kind adds to a message. */
  content: Json;
  /**
   * Grows with each message of any group; null in messages that were stored before it was.
   */
  arrival: Generated<number | null>;
}

/** Each time that the program has begun to run with this database. */
export interface StartsTable {
  id: string;
  /** Below the arrival of each message that was stored since. */
  first_arrival: number;
}

export interface BlocksTable {
  blocker: UserId;
  blocked: UserId;
  at: Instant;
  /** See UserNetworksTable. */
  arrival: Generated<number>;
}

/** What keeps `owner` apart from accounts of a device or a network. */
export interface ReachesTable {
  owner: UserId;
  /** Whose device or network it is. */
  about: UserId;
  reason: "block" | "ban" | "left";
  /** "newcomers": the accounts that are made later from that network. */
  kind: "device" | "network" | "newcomers";
  hash: string;
  at: Instant;
  /** Of the block; see UserNetworksTable. */
  arrival: Generated<number>;
}

/** A device of a banned user: nobody at it is matched. */
export interface BarredDevicesTable {
  device: string;
  about: UserId;
  until: Instant;
}

/** Someone has left two partners soon; a row for each of the two. */
export interface PairLeaversTable {
  leaver: UserId;
  user_id: UserId;
  group_id: GroupId;
  at: Instant;
}

/** Until when a user is not matched as one of two partners. */
export interface PairRestsTable {
  user_id: UserId;
  until: Instant;
}

export interface InvitesTable {
  hash: string;
  inviter: UserId;
  created_at: Instant;
  expires_at: Instant;
  used_at: Instant | null;
}

/** Two rows for each pair. */
export interface PartnersTable {
  user_id: UserId;
  partner_id: UserId;
}

/** One user's wish to meet another one again. */
export interface RematchWishesTable {
  user_id: UserId;
  other_id: UserId;
  at: Instant;
}

/** How long people of one kind have waited lately. */
export interface WaitsTable {
  kind: number;
  /** When the last of these waits was over. */
  latest: Instant;
  waits: ColumnType<readonly Wait[], never, never>;
}

/** A matchmaker that has worked within the last hour. */
export interface MatchmakersTable {
  id: string;
  works_at: Instant;
}

/** What is left of what may be done so often. */
export interface PacesTable {
  /** A keyed hash. */
  key: string;
  /** When all of it is there again. */
  full_at: Instant;
}

/** The one key pair by which push services know the server. */
export interface PushKeyTable {
  is_only: Generated<boolean>;
  public_key: string;
  private_key: string;
}

export interface PushSubscriptionsTable {
  id: Generated<number>;
  endpoint: string;
  session_id: SessionId;
  p256dh: string;
  auth: string;
  muted: ColumnType<readonly GroupId[], RawBuilder<readonly GroupId[]>>;
  created_at: Instant;
  /** When its browser has told it last. */
  renewed_at: Instant;
}

/** What a subscription is told, or was told last, of a group. */
export interface PushesTable {
  id: Generated<number>;
  subscription_id: number;
  kind: PushType;
  /** Null: it is about no group. */
  group_id: GroupId | null;
  /** Of a text the last one that it tells or told; of a match the last one of the log. */
  seq: number;
  /** Up to where the user had read when it was queued. */
  read_seq: number;
  queued_at: Instant;
  /** Null: it was sent. */
  due_at: Instant | null;
  attempts: Generated<number>;
}

/** Every table of the program. */
export interface SamplesTable {
  step_ms: StepMs;
  /** In the ring of the steps that are kept. */
  place: number;
  /** Empty: a process that is alone. */
  node: string;
  at: Instant;
  measured: ColumnType<Measured, never, never>;
}

export interface DB {
  users: UsersTable;
  username_skeletons: UsernameSkeletonsTable;
  last_seen: LastSeenTable;
  user_devices: UserDevicesTable;
  user_networks: UserNetworksTable;
  device_refusals: DeviceRefusalsTable;
  sessions: SessionsTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  deletions: DeletionsTable;
  reserved_usernames: ReservedUsernamesTable;
  tickets: TicketsTable;
  groups: GroupsTable;
  members: MembersTable;
  messages: MessagesTable;
  blocks: BlocksTable;
  reaches: ReachesTable;
  barred_devices: BarredDevicesTable;
  pair_leavers: PairLeaversTable;
  pair_rests: PairRestsTable;
  invites: InvitesTable;
  partners: PartnersTable;
  rematch_wishes: RematchWishesTable;
  reports: ReportsTable;
  notices: NoticesTable;
  audit: AuditTable;
  starts: StartsTable;
  paces: PacesTable;
  waits: WaitsTable;
  matchmakers: MatchmakersTable;
  push_key: PushKeyTable;
  push_subscriptions: PushSubscriptionsTable;
  pushes: PushesTable;
  samples: SamplesTable;
}
