// A flood of log-ins as a process of its own, so that it does not slow the one that measures: so many
// a second from many addresses, for so many seconds. Prints the statuses that came.

import { Client } from "../../../tools/client.ts";
import { tryLogIn } from "./target.ts";

const [url = "", perSecond = 0, seconds = 0] = [
  Deno.args[0],
  Number(Deno.args[1]),
  Number(Deno.args[2]),
];
const eachMs = 50;
const statuses: number[] = [];
const underWay: Promise<void>[] = [];
const began = performance.now();
const timer = setInterval(() => {
  if (performance.now() - began > seconds * 1_000) return void finish();
  // As many as are due, also when the machine has held this up.
  const due = Math.floor((performance.now() - began) / 1_000 * perSecond);
  while (underWay.length < due) {
    const at = underWay.length;
    const address = `198.51.${at % 200}.${Math.floor(at / 200) % 250 + 1}`;
    underWay.push(
      tryLogIn(new Client(url), { username: `nobody${at % 997}`, address })
        .then(({ status }) => void statuses.push(status)),
    );
  }
}, eachMs);

async function finish(): Promise<void> {
  clearInterval(timer);
  await Promise.all(underWay);
  console.log(JSON.stringify(statuses));
}
