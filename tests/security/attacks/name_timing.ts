// Whether a stopwatch tells a known username from an unknown one: at log-in, 500 of each in turn,
// and at sign-up, 100 of each.

import { Client } from "../../../tools/client.ts";
import { arrive, password, startTarget, times, tryLogIn } from "./target.ts";

export async function nameTiming(): Promise<string[]> {
  await using target = await startTarget({ SIGNUPS_PER_HOUR: "100000" });
  const { url } = target;
  await arrive(url, "known");
  const client = new Client(url);
  const logIn = async (username: string, at: number) =>
    (await tryLogIn(client, {
      username,
      typed: "not the secret",
      address: `198.51.${at % 200}.${Math.floor(at / 200) + 1}`,
    })).ms;
  const signUp = async (username: string, at: number) => {
    const began = performance.now();
    await new Client(url).request("POST", "/api/users", { username, password }, {
      "x-forwarded-for": `198.51.${at % 200}.${Math.floor(at / 200) + 1}`,
    });
    return performance.now() - began;
  };
  for (let at = 0; at < 20; at++) await logIn("warm-up", at);
  return [
    ...await compared("log-in", 500, [(at) => logIn("known", at), (at) => logIn("unknown", at)]),
    ...await compared("sign-up", 100, [
      (at) => signUp("known", at),
      (at) => signUp(`free${at}`, at),
    ]),
  ];
}

type Ask = (at: number) => Promise<number>;

/** One of each in turn, in changing order, so that what slows the machine slows both. */
async function compared(
  what: string,
  count: number,
  [ofKnown, ofUnknown]: readonly [Ask, Ask],
): Promise<string[]> {
  const [known, unknown]: [number[], number[]] = [[], []];
  for (let at = 0; at < count; at++) {
    const ask = [
      async () => known.push(await ofKnown(at)),
      async () => unknown.push(await ofUnknown(at)),
    ];
    for (const one of at % 2 === 0 ? ask : ask.toReversed()) await one();
  }
  return [
    `${what}, known:   ${times(known)}`,
    `${what}, unknown: ${times(unknown)}`,
    `${what}: of a known and an unknown one the known one took longer in ${
      (100 * longer(known, unknown)).toFixed(1)
    } % of all pairs`,
  ];
}

/** The share of pairs in which the first is greater: a half where the two are alike. */
function longer(first: readonly number[], second: readonly number[]): number {
  let count = 0;
  for (const a of first) for (const b of second) count += a > b ? 1 : a === b ? 0.5 : 0;
  return count / (first.length * second.length);
}
