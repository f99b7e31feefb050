// Checks a password, at log-in and before what only the owner of an account may do: in the client's
// turn, and as a guess that counts against the account's name.

import type { Context } from "hono";
import type { Credentials } from "../../db/store/users.ts";
import { preparedPassword } from "../../protocol/rules.ts";
import type { Deps } from "../deps.ts";
import { problem } from "../http/problem.ts";
import { clientAddress, type PeerOf } from "../limits/client_address.ts";
import { createLoginAttempts } from "../limits/login_attempts.ts";
import { slowDown } from "../limits/rate_limiter.ts";
import { guessKeys } from "./guess_keys.ts";
import { createGuessLog } from "./guess_log.ts";
import type { Hashing } from "./passwords.ts";
import type { Env } from "./session.ts";
import { formerUsernameKey, usernameKey } from "./username_key.ts";

export interface Guess {
  readonly kind: "password" | "code";
  readonly username: string;
  /** Where it is known already whose account it is. */
  readonly account?: Credentials;
}

export interface PasswordCheck {
  /** The account with this name, if the password is its own; else the refusal. */
  byName(c: Context, username: string, password: string): Promise<Credentials | Response>;
  /** The account behind the request's session, if the password is its own; else the refusal. */
  own(c: Context<Env>, password: string): Promise<Credentials | Response>;
  /**
   * Counts `open` as a guess under this name, in the client's turn. It is given the account, if
   * there is one, and gives null where the guess is wrong. Gives what it opens, or the refusal.
   */
  guess<Opened extends object>(
    c: Context,
    guess: Guess,
    open: (account: Credentials | null, hashing: Hashing) => Promise<Opened | null>,
  ): Promise<Opened | Response>;
  /** The client in whose turn a password of this request is hashed. */
  clientOf(c: Context): string;
}

export function createPasswordCheck(deps: Deps, peerOf: PeerOf): PasswordCheck {
  const attempt = createLoginAttempts(deps);
  const logGuess = createGuessLog(deps);
  const clientOf = (c: Context) =>
    clientAddress(peerOf(c), c.req.header("x-forwarded-for"), deps.settings.proxies);

  const guess: PasswordCheck["guess"] = async (c, { kind, username, account: own }, open) => {
    const client = clientOf(c);
    // In turn from the first look on: a flood that is refused must not ask the database.
    const found = await deps.passwords.inTurn(client, async (hashing) => {
      const account = own ?? await credentialsOf(username, deps);
      const user = account?.user.id ?? null;
      // Guesses of codes must not keep the owner's password from opening, nor the other way round.
      const name = `${kind} ${usernameKey(username)}`;
      const keys = await guessKeys(c, { name, user, client }, deps);
      const outcome = await attempt(keys, () => open(account, hashing));
      logGuess(kind, user, outcome);
      return outcome;
    });
    if (typeof found === "number") return slowDown(c, "Too many attempts for this username", found);
    return found ?? problem(c, "bad_credentials", wrong[kind]);
  };

  return {
    guess,
    clientOf,
    byName: (c, username, password) =>
      guess(c, { kind: "password", username }, (account, hashing) => {
        return opened(account, password, hashing, deps);
      }),
    async own(c, password) {
      const account = await deps.store.credentialsOf(c.var.session.user);
      if (!account) return accountGone(c);
      const { username } = account.user;
      return await guess(c, { kind: "password", username, account }, (_, hashing) => {
        return opened(account, password, hashing, deps);
      });
    },
  };
}

/** The account, if the password is its own; null, after the same work, also without an account. */
async function opened(
  account: Credentials | null,
  password: string,
  hashing: Hashing,
  deps: Deps,
): Promise<Credentials | null> {
  const form = await hashedForm(password, account?.passwordHash ?? null, hashing);
  if (account === null || form === null) return null;
  const prepared = preparedPassword(password);
  if (form !== prepared) await rehash(account, prepared, hashing, deps);
  return account;
}

const wrong = {
  password: "No user has this username and this password",
  code: "No user has this username and this recovery code",
} as const;

/** The account was deleted after the look at its session. */
export function accountGone(c: Context): Response {
  return problem(c, "unauthenticated", "The account of this session is gone");
}

/** The account that a username names, by its key of now or of earlier versions. */
export async function credentialsOf(
  username: string,
  { store }: Pick<Deps, "store">,
): Promise<Credentials | null> {
  const [key, formerKey] = [usernameKey(username), formerUsernameKey(username)];
  const former = formerKey === key ? null : await store.credentials(formerKey);
  // The former key may be another user's, whose name has a different key now.
  return former && usernameKey(former.user.username) === key
    ? former
    : await store.credentials(key);
}

/**
 * The form of a password that was hashed, or null. Earlier versions have hashed what was typed.
 * Where that differs from the prepared form a wrong password costs two hashes, and so it does under
 * an unknown name.
 */
async function hashedForm(
  password: string,
  hash: string | null,
  hashing: Hashing,
): Promise<string | null> {
  for (const form of new Set([preparedPassword(password), password])) {
    if (await hashing.verify(form, hash)) return form;
  }
  return null;
}

/** Hashes the prepared form from now on. A failure changes nothing: the next check tries again. */
async function rehash(
  { user, passwordHash }: Credentials,
  prepared: string,
  hashing: Hashing,
  { store, report }: Deps,
): Promise<void> {
  try {
    await store.rehash(user.id, passwordHash, await hashing.hash(prepared));
  } catch (error) {
    report("rehash_failed", { user: user.id, error });
  }
}
