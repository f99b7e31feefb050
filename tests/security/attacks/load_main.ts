// A flood of log-ins as a process of its own, so that it does not slow the one that measures: so
// many a second from many addresses, for so many seconds. Prints the statuses that came.

import { Client } from "../../../tools/client.ts";
import { pause, tryLogIn } from "./target.ts";

const eachMs = 50;

async function flood(url: string, perSecond: number, seconds: number): Promise<number[]> {
  const answers: Promise<number>[] = [];
  const began = performance.now();
  for (let passed = 0; passed < seconds; passed = (performance.now() - began) / 1_000) {
    // As many as are due, also when the machine has held this up.
    while (answers.length < passed * perSecond) {
      const at = answers.length;
      const address = `198.51.${at % 200}.${Math.floor(at / 200) % 250 + 1}`;
      const username = `nobody${at % 997}`;
      answers.push(tryLogIn(new Client(url), { username, address }).then(({ status }) => status));
    }
    await pause(eachMs);
  }
  return await Promise.all(answers);
}

const [url = "", perSecond, seconds] = Deno.args;
console.log(JSON.stringify(await flood(url, Number(perSecond), Number(seconds))));
