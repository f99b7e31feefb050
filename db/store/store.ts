// The store: all that the rest of the program knows of the database. Plain data goes in and comes
// out, with times as the wire writes them. A refusal that can be expected is a value; a method that
// throws has failed, and may or may not have taken effect.

import type { DeviceStore } from "./devices.ts";
import type { GroupStore } from "./groups.ts";
import type { HistoryStore } from "./history.ts";
import type { LogStore } from "./logs.ts";
import type { OwnDataStore } from "./own_data.ts";
import type { RelationStore } from "./relations.ts";
import type { SeatStore } from "./seats.ts";
import type { SessionStore } from "./sessions.ts";
import type { TicketStore } from "./tickets.ts";
import type { UserStore } from "./users.ts";

export interface Store
  extends
    UserStore,
    SessionStore,
    DeviceStore,
    GroupStore,
    LogStore,
    TicketStore,
    SeatStore,
    RelationStore,
    OwnDataStore,
    HistoryStore {
  /** Whether the database can be reached and its schema is the program's. */
  ready(): Promise<boolean>;
}
