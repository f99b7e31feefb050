// A user who has just signed up, without hashing a password, which takes longer than most tests.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { instantOf } from "../../../protocol/clock.ts";
import type { SessionId, User, UserId } from "../../../protocol/domain.ts";
import type { NewProfile } from "../../../db/store/users.ts";
import { usernameKey } from "../../../routes/auth/username_key.ts";
import type { Deps } from "../../../routes/deps.ts";
import { isTls } from "../../../routes/auth/origin.ts";

/** Of all newcomers. */
export const password = "a long enough secret";
/** The hash of that password, as the routes make it. */
const passwordHash =
  "$argon2id$v=19$m=19456,t=2,p=1$nSeZuo+tlVQ91lKt1a34ZA$152lQI12DhfC+H5qxex3a+K2ogmG6282Qwbv7P0vJaU";

/** Stores the account and the session of a sign-up, and gives the cookie that its answer sets. */
export async function welcome(
  username: string,
  profile: NewProfile,
  { store, clock, tokens, settings }: Pick<Deps, "store" | "clock" | "tokens" | "settings">,
): Promise<{ readonly user: User; readonly cookie: string }> {
  const user: User = { id: v7() as UserId, username };
  const at = instantOf(clock.now());
  const account = { user, profile, usernameKey: usernameKey(username), passwordHash, at };
  assert(await store.createUser(account), `"${username}" is taken`);
  const id = v7() as SessionId;
  const expiresAt = instantOf(clock.now() + settings.sessionMs);
  await store.openSession({ id, user: user.id, createdAt: at, expiresAt });
  // A server takes it at every port.
  const name = isTls(settings.origins) ? "__Host-trio" : "trio";
  return { user, cookie: `${name}=${await tokens.sign(id)}` };
}
