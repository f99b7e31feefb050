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
import type { Passwords } from "./passwords.ts";
import type { Env } from "./session.ts";
import { formerUsernameKey, usernameKey } from "./username_key.ts";

export interface PasswordCheck {
  /** The account with this name, if the password is its own; else the refusal. */
  byName(c: Context, username: string, password: string): Promise<Credentials | Response>;
  /** The account behind the request's session, if the password is its own; else the refusal. */
  own(c: Context<Env>, password: string): Promise<Credentials | Response>;
  /**
   * Counts `open` as a guess of `what`, which gives null for a wrong one, under this name. Gives
   * what it opens, or the refusal.
   */
  guess<Opened extends object>(
    c: Context,
    what: { readonly kind: "password" | "code"; readonly username: string },
    open: () => Promise<Opened | null>,
  ): Promise<Opened | Response>;
  /** The client in whose turn a password of this request is hashed. */
  clientOf(c: Context): string;
}

export function createPasswordCheck(deps: Deps, peerOf: PeerOf): PasswordCheck {
  const attempt = createLoginAttempts(deps.rateLimiter);
  const clientOf = (c: Context) =>
    clientAddress(peerOf(c), c.req.header("x-forwarded-for"), deps.settings.proxies);

  const guess: PasswordCheck["guess"] = async (c, { kind, username }, open) => {
    // Guesses of codes must not keep the owner's password from opening, nor the other way round.
    const key = kind === "password" ? usernameKey(username) : `${kind} ${usernameKey(username)}`;
    const found = await attempt(key, open);
    if (typeof found === "number") return slowDown(c, "Too many attempts for this username", found);
    return found ?? problem(c, "bad_credentials", wrong[kind]);
  };

  return {
    guess,
    clientOf,
    byName: (c, username, password) =>
      guess(c, { kind: "password", username }, async () => {
        return await opened(await credentialsOf(username, deps), password, clientOf(c), deps);
      }),
    async own(c, password) {
      const account = await deps.store.credentialsOf(c.var.session.user);
      if (!account) return accountGone(c);
      const { username } = account.user;
      return await guess(
        c,
        { kind: "password", username },
        () => opened(account, password, clientOf(c), deps),
      );
    },
  };
}

/** The account, if the password is its own; null, after the same work, also without an account. */
async function opened(
  account: Credentials | null,
  password: string,
  client: string,
  deps: Deps,
): Promise<Credentials | null> {
  const hash = account?.passwordHash ?? null;
  const form = await hashedForm(password, hash, client, deps.passwords);
  if (account === null || form === null) return null;
  const prepared = preparedPassword(password);
  if (form !== prepared) await rehash(account, prepared, client, deps);
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
  client: string,
  passwords: Passwords,
): Promise<string | null> {
  for (const form of new Set([preparedPassword(password), password])) {
    if (await passwords.verify(form, hash, client)) return form;
  }
  return null;
}

/** Hashes the prepared form from now on. A failure changes nothing: the next check tries again. */
async function rehash(
  { user, passwordHash }: Credentials,
  prepared: string,
  client: string,
  { store, passwords, report }: Deps,
): Promise<void> {
  try {
    await store.rehash(user.id, passwordHash, await passwords.hash(prepared, client));
  } catch (error) {
    report("A password was not hashed in its prepared form", error);
  }
}
