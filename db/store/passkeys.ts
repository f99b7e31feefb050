// Passkeys: public keys of authenticators, each of which opens its user's account.

import type { Instant, UserId } from "../../protocol/domain.ts";
import type { Account } from "./users.ts";

export interface NewPasskey {
  /** Of the credential, in base64url: the authenticator chooses it. */
  readonly id: string;
  readonly user: UserId;
  /** COSE, in base64url. */
  readonly publicKey: string;
  /** How often the authenticator says that it was used; 0: it does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly label: string | null;
  readonly at: Instant;
}

/** A passkey as its user is shown it. */
export interface OwnPasskey {
  readonly id: string;
  readonly createdAt: Instant;
  /** Null: never. */
  readonly usedAt: Instant | null;
  readonly label: string | null;
}

export interface StoredPasskey extends Pick<NewPasskey, "publicKey" | "counter" | "transports"> {
  readonly account: Account;
}

export interface PasskeyStore {
  /** The oldest first. */
  passkeys(user: UserId): Promise<readonly OwnPasskey[]>;
  /**
   * "full": the user has `most`. "taken": the id is known. "gone": the account is deleted. Then
   * nothing changes.
   */
  addPasskey(passkey: NewPasskey, most: number): Promise<"added" | "full" | "taken" | "gone">;
  /** Null: there is none, or its user's account is deleted. */
  passkey(id: string): Promise<StoredPasskey | null>;
  /**
   * Moves the counter forward; an authenticator that does not count says 0 each time. False: it was
   * moved so far already, or the passkey was removed meanwhile.
   */
  usePasskey(id: string, counter: number, at: Instant): Promise<boolean>;
  /** False: the user has no such passkey. */
  removePasskey(user: UserId, id: string): Promise<boolean>;
}
