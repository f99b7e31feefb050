// Users: accounts, and the profile that matching knows of each.

import type { Day, Instant, Sex, User, UserId } from "../../protocol/domain.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import type { NewSession } from "./sessions.ts";

/** A profile as it is stored; ages are computed from it on the day of use. */
export interface StoredProfile {
  readonly birthDate: Day;
  readonly sex: Sex;
}

export interface Account {
  readonly user: User;
  /** Null: not filled in yet. */
  readonly profile: StoredProfile | null;
}

export interface NewUser extends Account {
  /** The username after NFKC and case folding: unique. */
  readonly usernameKey: string;
  /** A PHC string. */
  readonly passwordHash: string;
  readonly at: Instant;
}

export interface Credentials extends Account {
  readonly passwordHash: string;
  /** The last one, over or not; null: none, or it was lifted. */
  readonly suspension: Suspension | null;
}

export interface UserStore {
  /**
   * Adds an account, and a first session of it when one is given: both or neither. False: the
   * username is taken, and nothing was changed.
   */
  createUser(user: NewUser, session?: NewSession): Promise<boolean>;
  credentials(usernameKey: string): Promise<Credentials | null>;
  account(user: UserId): Promise<Account | null>;
  /** Replaces a hash by another of the same password, unless the password was changed meanwhile. */
  rehash(user: UserId, former: string, passwordHash: string): Promise<void>;
  /**
   * "waiting": refused while a ticket of the user, or a seat of a group of theirs, is open.
   * "age_wall": on this UTC day the new birth date moves the user over an age wall, away from a
   * member of one of their groups or from their partner.
   */
  setProfile(
    user: UserId,
    profile: StoredProfile,
    day: Day,
  ): Promise<"stored" | "waiting" | "age_wall">;
}
