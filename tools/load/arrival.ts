// How a user of a run comes in: signs up, with a proof of work where the server asks for one, fills
// in the profile, and asks for a trio. Refusals that will pass are waited for, within limits.

import { createHash } from "node:crypto";
import type { Answer, NewAccount, NewProfile, TrioSession } from "../../client/mod.ts";
import { botMark } from "../../protocol/rules.ts";
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
  readonly session: TrioSession;
  readonly url: string;
  /** Both are of all users of the run. */
  readonly password: string;
  readonly language: string;
  readonly signal: AbortSignal;
}

/** Signs up under a name of the run's and sets the profile. Throws Trouble. */
export async function arrive(name: string, arrival: Arrival): Promise<void> {
  const { session: { api }, language } = arrival;
  const profile = { birthDate, sex: "other", languages: [language] } as const;
  await signUp(name, profile, arrival);
  const saved = await insist(arrival, () => api.saveProfile({ ...profile, interests: ["load"] }));
  if (!saved.ok) throw refusedRequest("A profile", saved.problem);
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
  const placed = await insist(arrival, () => arrival.session.api.placeTicket(criteria));
  if (!placed.ok) throw refusedRequest("A ticket", placed.problem);
}

async function signUp(username: string, profile: NewProfile, arrival: Arrival): Promise<void> {
  const { session: { api }, password } = arrival;
  let account: NewAccount = { username, password, profile };
  for (;;) {
    const answer = await insist(arrival, () => api.signUp(account));
    if (answer.ok) return;
    const { code, challenge } = answer.problem;
    if (code !== "proof_required" || challenge === undefined) throw refusedSignUp(answer.problem);
    account = { username, password, profile, proof: prove(challenge.challenge, challenge.bits) };
  }
}

/** Finds the number whose hash begins with so many zero bits. */
export function prove(challenge: string, bits: number): { challenge: string; nonce: string } {
  for (let nonce = 0;; nonce++) {
    const hash = createHash("sha256").update(`${challenge}.${nonce}`).digest();
    if (Math.clz32(hash.readUInt32BE(0)) >= bits) return { challenge, nonce: String(nonce) };
  }
}

/** Repeats a request while the server is busy, for a while. Throws Trouble without an answer. */
async function insist<Value>(
  { url, signal }: Arrival,
  request: () => Promise<Answer<Value>>,
): Promise<Answer<Value>> {
  const until = Date.now() + busyMostMs;
  for (;;) {
    const answer = await request();
    if (answer.ok) return answer;
    const { status } = answer.problem;
    if (status === 0) throw noAnswer(url, "a request was not answered");
    if (status !== 503 || Date.now() > until || signal.aborted) return answer;
    await delay(busyAgainMs);
  }
}
