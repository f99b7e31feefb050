// Paces sign-ups: a network makes some accounts an hour, and more with a proof of work each. A
// taken name and a refused age count, too, so that neither is tried faster than accounts are made.

import type { Pace } from "../../db/store/paces.ts";
import { instantOf } from "../../protocol/clock.ts";
import { createProofOfWork, type Proof, proofBits } from "../auth/proof_of_work.ts";
import type { Deps } from "../deps.ts";
import { siteOf } from "./client_address.ts";
import { clientNetwork } from "./client_network.ts";

const hourMs = 3_600_000;
/** A site, of IPv4 24 bits and of IPv6 48, makes as many as so many networks. */
const siteNetworks = 4;
/** With proofs a network makes so many times as many. */
const withProofs = 20;

export type SignUpAnswer =
  | { readonly type: "admitted" }
  | { readonly type: "proof_required"; readonly challenge: string; readonly bits: number }
  | { readonly type: "slow_down"; readonly seconds: number };

/** Counts a sign-up of a client. */
export type PaceSignUp = (client: string, proof: Proof | null) => Promise<SignUpAnswer>;

export function createSignUpPace(
  deps: Pick<Deps, "store" | "clock" | "settings" | "keyedHash">,
): PaceSignUp {
  const { store, clock, settings, keyedHash } = deps;
  const proofs = createProofOfWork(deps);
  const { signUpsPerHour, networkRules } = settings;

  /** Milliseconds to wait; 0: one is taken. */
  const take = async (value: string, perHour: number): Promise<number> => {
    if (perHour === 0) return hourMs;
    const [key = ""] = keyedHash("sign-up", value);
    const pace: Pace = { capacity: perHour, everyMs: hourMs / perHour };
    return await store.takePace(key, pace, instantOf(clock.now()));
  };

  /** Whether one of those that need no proof was left. */
  const isFree = async (network: string) =>
    await take(`network ${network}`, signUpsPerHour) === 0 &&
    await take(`site ${siteOf(network)}`, siteNetworks * signUpsPerHour) === 0;

  return async (client, proof) => {
    const network = networkRules ? clientNetwork(client) : null;
    if (network === null || await isFree(network)) return { type: "admitted" };
    if (proof === null || !await proofs.use(proof)) {
      return { type: "proof_required", challenge: proofs.challenge(), bits: proofBits };
    }
    const ms = await take(`proofs ${network}`, withProofs * Math.max(1, signUpsPerHour));
    return ms === 0 ? { type: "admitted" } : { type: "slow_down", seconds: Math.ceil(ms / 1_000) };
  };
}
