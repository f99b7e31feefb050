// The store: all that the rest of the program knows of the database. Plain data goes in and comes
// out, with times as the wire writes them. A refusal that can be expected is a value; a method that
// throws has failed, and may or may not have taken effect.

import type { ApiTokenStore } from "./api_tokens.ts";
import type { DeletionStore } from "./deletions.ts";
import type { DeviceStore } from "./devices.ts";
import type { GroupStore } from "./groups.ts";
import type { HistoryStore } from "./history.ts";
import type { MatchmakerStore } from "./matchmakers.ts";
import type { LastSeenStore } from "./last_seen.ts";
import type { LogStore } from "./logs.ts";
import type { ModerationStore } from "./moderation.ts";
import type { OwnDataStore } from "./own_data.ts";
import type { PaceStore } from "./paces.ts";
import type { PasskeyStore } from "./passkeys.ts";
import type { PurgeStore } from "./purges.ts";
import type { PushStore } from "./pushes.ts";
import type { RecoveryStore } from "./recovery_codes.ts";
import type { RelationStore } from "./relations.ts";
import type { SampleStore } from "./samples.ts";
import type { SeatStore } from "./seats.ts";
import type { SessionStore } from "./sessions.ts";
import type { SleepStore } from "./sleep.ts";
import type { TicketStore } from "./tickets.ts";
import type { UserStore } from "./users.ts";
import type { WaitStore } from "./waits.ts";
import type { WishStore } from "./wishes.ts";

export interface Store
  extends
    UserStore,
    SessionStore,
    ApiTokenStore,
    RecoveryStore,
    PasskeyStore,
    DeletionStore,
    DeviceStore,
    LastSeenStore,
    PaceStore,
    GroupStore,
    LogStore,
    TicketStore,
    SleepStore,
    WaitStore,
    WishStore,
    MatchmakerStore,
    SeatStore,
    RelationStore,
    ModerationStore,
    OwnDataStore,
    HistoryStore,
    PushStore,
    PurgeStore,
    SampleStore {
  /** Whether the database can be reached and its schema is the program's. */
  ready(): Promise<boolean>;
}
