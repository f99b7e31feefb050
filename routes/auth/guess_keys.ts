// Where a guess counts: at a device or session of the owner's, apart from all others; in each
// network, apart from the others; and for all strangers together. So nobody locks out an owner.

import type { Context } from "hono";
import type { UserId } from "../../protocol/domain.ts";
import type { Deps } from "../deps.ts";
import type { GuessKeys } from "../limits/login_attempts.ts";
import { clientNetwork } from "../limits/client_network.ts";
import { deviceOf } from "./device.ts";
import { sessionOf } from "./session.ts";

export interface Guessed {
  /** What is guessed, and under which name. */
  readonly name: string;
  /** Whose it is; null: nobody's. */
  readonly user: UserId | null;
  readonly client: string;
}

/** Of no user: a name that is unknown is looked up like any other. */
const nobody = "00000000-0000-0000-0000-000000000000" as UserId;

/** The keys under which a guess of this request counts. */
export async function guessKeys(
  c: Context,
  { name, user, client }: Guessed,
  deps: Deps,
): Promise<GuessKeys> {
  const { store, settings, keyedHash } = deps;
  const keyOf = (place: string) => {
    const [key = ""] = keyedHash("guess", `${name} ${place}`);
    return key;
  };
  const network = settings.networkRules ? clientNetwork(client) : null;
  const devices = deviceOf(c, deps);
  const networks = network === null ? [] : keyedHash("network", network);
  // The pace of guesses goes by the client's address also where no other rule does.
  const own = keyOf(`network ${client}`);
  const seen = await store.hasSeen(user ?? nobody, { devices, networks });
  const known = (place: string) => ({ place: keyOf(place), strangers: null, network: own });
  if (seen.device) return known(`device ${devices[0]}`);
  const session = await sessionOf(c, deps);
  if (session?.user === user) return known(`session ${session.id}`);
  return { place: own, strangers: seen.network ? null : keyOf("strangers"), network: null };
}
