// A thousand wrong passwords for one name from a hundred addresses, while its owner logs in.

import { Client } from "../../../tools/client.ts";
import { arrive, counted, startTarget, times, tryLogIn } from "./target.ts";

const [addresses, guessesEach, atOnce] = [100, 10, 25];

export async function guessing(): Promise<string[]> {
  await using target = await startTarget();
  const { url } = target;
  const owner = await arrive(url, "owner");
  const guesses = Array.from({ length: addresses * guessesEach }, (_, at) => ({
    username: "owner",
    typed: `wrong-${at}-guess`,
    address: `198.51.${100 + Math.floor(at % addresses / 50)}.${at % 50 + 1}`,
  }));
  const statuses: number[] = [];
  const began = performance.now();
  const attackers = Array.from({ length: atOnce }, async () => {
    const client = new Client(url);
    for (let guess = guesses.pop(); guess; guess = guesses.pop()) {
      statuses.push((await tryLogIn(client, guess)).status);
    }
  });
  let isOver = false;
  const over = Promise.all(attackers).then(() => isOver = true);
  const [atDevice, elsewhere] = [[], []] as { status: number; ms: number }[][];
  for (let at = 0; !isOver; at++) {
    const own = await tryLogIn(owner, { username: "owner", address: "198.51.100.1" });
    atDevice?.push(own);
    const address = `203.0.113.${at % 250 + 1}`;
    elsewhere?.push(await tryLogIn(new Client(url), { username: "owner", address }));
  }
  await over;
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  const lines = [`${statuses.length} guesses in ${seconds} s: ${counted(statuses)}`];
  for (
    const [where, logIns = []] of [["the own device", atDevice], ["a new one", elsewhere]] as const
  ) {
    const all = counted(logIns.map(({ status }) => status));
    lines.push(`the owner at ${where}: ${all}; ${times(logIns.map(({ ms }) => ms))}`);
  }
  return lines;
}
