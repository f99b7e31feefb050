// How a user of a run comes in: signs up, with a proof of work where the server asks for one, fills
// in the profile, and asks for a trio. Refusals that will pass are waited for, within limits.

import { createHash } from "node:crypto";
import type { User } from "../../protocol/domain.ts";
import { botMark } from "../../protocol/rules.ts";
import type { Client, Me, Reply } from "../client.ts";
import { delay } from "./delay.ts";
import { noAnswer, refusedRequest, refusedSignUp } from "./trouble.ts";

/**
 * Languages that nobody speaks any more. All three of a group have one in common, so that nobody
 * but the users of a run is matched with them: a run has one of these.
 */
const languages = ("akk egy elx gmh goh got hit hlu oht osc peo phn pro sga sux txb uga xce xeb " +
  "xhu xlc xld xmr xpr xto xum xve").split(" ");
const birthDate = "1990-05-17";
const criteria = { sex: "any", age: null, widen: false } as const;
/** A server that hashes others' passwords has a turn for this one within that. */
const busyMostMs = 30_000;
const busyAgainMs = 250;

export interface Arrival {
  readonly client: Client;
  readonly url: string;
  /** Both are of all users of the run. */
  readonly password: string;
  readonly language: string;
  readonly signal: AbortSignal;
}

/** Signs up under a name of the run's and sets the profile. Throws Trouble. */
export async function arrive(name: string, arrival: Arrival): Promise<User> {
  const { client, language } = arrival;
  const { user } = (await signUp(name, arrival)).body;
  const profile = { birthDate, sex: "other", languages: [language] };
  const { status, body } = await insist(arrival, () => client.put("/api/me/profile", profile));
  if (status !== 200) throw refusedRequest("A profile", status, body);
  return user;
}

/** One of the languages; `random` gives from 0 to below 1. */
export function pickLanguage(random: () => number): string {
  return languages[Math.floor(random() * languages.length)] ?? "akk";
}

/** `load-bot-x4f2-17`: the mark says to everybody that no person is behind it. */
export function nameOf(runName: string, author: number): string {
  return `load${botMark}${runName}-${author}`;
}

/** Asks for a trio. */
export async function askForTrio(arrival: Arrival): Promise<void> {
  const place = () => arrival.client.put("/api/ticket", { criteria });
  const { status, body } = await insist(arrival, place);
  if (status !== 200) throw refusedRequest("A ticket", status, body);
}

interface Refusal {
  readonly code: string;
  readonly challenge?: string;
  readonly bits?: number;
}

async function signUp(username: string, arrival: Arrival): Promise<Reply<Me>> {
  const { client, password } = arrival;
  let proof: Proof | undefined;
  for (;;) {
    const account = { username, password, ...(proof && { proof }) };
    const reply = await insist<Me | Refusal>(
      arrival,
      () => client.request("POST", "/api/users", account),
    );
    if (reply.status === 201) return reply as Reply<Me>;
    const { code, challenge, bits } = reply.body as Refusal;
    if (code !== "proof_required" || challenge === undefined || bits === undefined) {
      throw refusedSignUp(reply.status, code, reply.headers.get("retry-after"));
    }
    proof = prove(challenge, bits);
  }
}

interface Proof {
  readonly challenge: string;
  readonly nonce: string;
}

/** Finds the number whose hash begins with so many zero bits. */
export function prove(challenge: string, bits: number): Proof {
  for (let nonce = 0;; nonce++) {
    const hash = createHash("sha256").update(`${challenge}.${nonce}`).digest();
    if (Math.clz32(hash.readUInt32BE(0)) >= bits) return { challenge, nonce: String(nonce) };
  }
}

/** Repeats a request while the server is busy, for a while. Throws Trouble without an answer. */
async function insist<Body>(
  { url, signal }: Arrival,
  request: () => Promise<Reply<Body>>,
): Promise<Reply<Body>> {
  const until = Date.now() + busyMostMs;
  for (;;) {
    const reply = await request().catch((error) => {
      throw noAnswer(url, error instanceof Error ? error.message : String(error));
    });
    if (reply.status !== 503 || Date.now() > until || signal.aborted) return reply;
    await delay(busyAgainMs);
  }
}
