// Users: accounts, and the profile that matching knows of each.

import type {
  Day,
  Instant,
  Preferences,
  SelfDescription,
  SessionId,
  Sex,
  User,
  UserId,
} from "../../protocol/domain.ts";
import type { Suspension } from "../../protocol/suspension.ts";
import type { Sight } from "./devices.ts";
import type { NewSession } from "./sessions.ts";

/** A profile as it is stored; ages are computed from it on the day of use. */
export interface StoredProfile extends SelfDescription {
  readonly birthDate: Day;
  readonly sex: Sex;
}

/**
 * A profile as it is given. Of the description what is absent stays as it is; at first there are no
 * interests and no line, and the languages are `firstLanguages`, or else `firstLanguage`.
 */
export interface NewProfile extends Partial<SelfDescription> {
  readonly birthDate: Day;
  readonly sex: Sex;
  readonly firstLanguages?: readonly string[];
}

export interface Account {
  readonly user: User;
  /** Null: not filled in yet. */
  readonly profile: StoredProfile | null;
}

export interface NewUser extends Pick<Account, "user"> {
  /** Null: to be filled in later. */
  readonly profile: NewProfile | null;
  /** The username after NFKC and case folding: unique. */
  readonly usernameKey: string;
  /** What the name looks like: no other user has any of these. Absent: it is not known. */
  readonly skeletons?: readonly string[];
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

/**
 * "waiting": refused while a ticket of the user, or a seat of a group of theirs, is open.
 * "age_wall": on that UTC day the new birth date moves the user over an age wall, away from a
 * member of one of their groups or from their partner. "birth_date_set": the birth date stays as it
 * is. "gone": the account is deleted. `sexOpenAt`: the sex stays as it is until then.
 */
export type ProfileOutcome =
  | "stored"
  | "waiting"
  | "age_wall"
  | "birth_date_set"
  | "gone"
  | { readonly sexOpenAt: Instant };

export interface UserStore {
  /**
   * Adds an account, and a first session of it when one is given, with where it was opened: all or
   * nothing. False: the username is taken or looks like a taken one, and nothing was changed.
   */
  createUser(user: NewUser, session?: NewSession, sight?: Sight): Promise<boolean>;
  /** Whether a taken name has one of these skeletons. */
  isLookAlike(skeletons: readonly string[]): Promise<boolean>;
  /** The next `limit` users by id who have no skeleton: accounts of before there were any. */
  usersWithoutSkeleton(after: UserId | null, limit: number): Promise<readonly User[]>;
  /** Gives each user those of the skeletons that no other one has. */
  addSkeletons(skeletons: ReadonlyMap<UserId, readonly string[]>): Promise<void>;
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
   * Sets the profile, or changes it. A birth date can be put right once, within a day of being set
   * and before the user was in any group; the sex can change once in 30 days. Where both stay as
   * they are nothing is refused: the rest changes at any time.
   */
  setProfile(user: UserId, profile: NewProfile, at: Instant): Promise<ProfileOutcome>;
  /** Null: there is no such account, or it is deleted. */
  preferences(user: UserId): Promise<Preferences | null>;
  /** False: there is no such account, or it is deleted. */
  setPreferences(user: UserId, preferences: Preferences): Promise<boolean>;
}
