// Users: accounts, and the profile that matching knows of each.

import type { Day, Instant, SessionId, Sex, User, UserId } from "../../protocol/domain.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import type { Sight } from "./devices.ts";
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
  /** Keyed hashes of the key: that of an account which was deleted lately is not free. */
  readonly usernameHashes?: readonly string[];
  readonly at: Instant;
}

export interface Credentials extends Account {
  readonly passwordHash: string;
  /** The last one, over or not; null: none, or it was lifted. */
  readonly suspension: Suspension | null;
  /** Of the password; another hash of the same password changes nothing. */
  readonly passwordVersion: number;
}

export interface NewPassword {
  readonly user: UserId;
  readonly passwordHash: string;
  /** Of the password that is replaced. */
  readonly version: number;
  /** The session that goes on. */
  readonly keep: SessionId;
}

export interface UserStore {
  /**
   * Adds an account, and a first session of it when one is given, with where it was opened: all or
   * nothing. False: the username is taken, and nothing was changed.
   */
  createUser(user: NewUser, session?: NewSession, sight?: Sight): Promise<boolean>;
  /** Null also for an account that is deleted. */
  credentials(usernameKey: string): Promise<Credentials | null>;
  /** Null: there is no such account, or it is deleted. */
  credentialsOf(user: UserId): Promise<Credentials | null>;
  account(user: UserId): Promise<Account | null>;
  /** Replaces a hash by another of the same password, unless the password was changed meanwhile. */
  rehash(user: UserId, former: string, passwordHash: string): Promise<void>;
  /** Ends every other session, too. False, and nothing changes: the password is another one. */
  setPassword(password: NewPassword): Promise<boolean>;
  /**
   * "waiting": refused while a ticket of the user, or a seat of a group of theirs, is open.
   * "age_wall": on this UTC day the new birth date moves the user over an age wall, away from a
   * member of one of their groups or from their partner. "gone": the account is deleted.
   */
  setProfile(
    user: UserId,
    profile: StoredProfile,
    day: Day,
  ): Promise<"stored" | "waiting" | "age_wall" | "gone">;
}
