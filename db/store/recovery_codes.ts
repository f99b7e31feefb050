// Recovery codes: each opens the account of who forgot the password once, for a new password.

import type { Instant, UserId } from "../../protocol/domain.ts";
import type { Sight } from "./devices.ts";
import type { NewSession } from "./sessions.ts";
import type { Account } from "./users.ts";

export interface NewCodes {
  readonly user: UserId;
  /** SHA-256 of each, in hex. */
  readonly hashes: readonly string[];
  readonly at: Instant;
}

export interface Recovery {
  /** Null: nobody has this name. The work is the same. */
  readonly user: UserId | null;
  /** Of the code. */
  readonly hash: string;
  /** Of the new password. */
  readonly passwordHash: string;
  readonly session: Omit<NewSession, "user">;
  /** Where the session is opened. */
  readonly sight?: Sight;
}

export interface RecoveryStore {
  /** How many codes of the user are left. */
  countRecoveryCodes(user: UserId): Promise<number>;
  /** Replaces all codes of the user. False: there is no such account, or it is deleted. */
  setRecoveryCodes(codes: NewCodes): Promise<boolean>;
  /** Adds to the codes of the user. False: there is no such account, or it is deleted. */
  addRecoveryCodes(codes: NewCodes): Promise<boolean>;
  /**
   * Uses the code up, sets the password, ends every session and opens this one. Null, and nothing
   * changes: it is no code of this user. Nor does anything change for a suspended user.
   */
  recover(recovery: Recovery): Promise<Account | "suspended" | null>;
}
