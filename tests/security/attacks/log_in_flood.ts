// 200 log-ins a second from many addresses, while three people talk: how much longer a text takes.

import { v7 } from "uuid";
import { median, quantile } from "../../../bench/support/statistics.ts";
import type { GroupId, MessageId } from "../../../protocol/domain.ts";
import type { Line } from "../../../tools/client.ts";
import { Client } from "../../../tools/client.ts";
import { formTrio } from "../../support/server/trio.ts";
import { counted, pause, startTarget, tryLogIn } from "./target.ts";

const perSecond = 200;
const [rounds, seconds] = [5, 6];

export async function logInFlood(): Promise<string[]> {
  await using target = await startTarget();
  const { url } = target;
  const { group, people } = await formTrio(url, "talk");
  const line = await people[0].connect();
  await line.hello();
  const statuses: number[] = [];
  const [quiet, flooded]: number[][] = [[], []];
  await talk(line, group);
  for (let round = 0; round < rounds; round++) {
    quiet?.push(await talk(line, group));
    const flood = logIns(url, statuses);
    flooded?.push(await talk(line, group));
    await flood();
  }
  await line.close();
  const [before, during] = [median(quiet ?? []), median(flooded ?? [])];
  const rises = (quiet ?? []).map((ms, at) => ((flooded?.[at] ?? 0) / ms - 1) * 100);
  return [
    `${statuses.length} log-ins, ${perSecond} a second: ${counted(statuses)}`,
    `p99 of a text: ${before.toFixed(1)} ms quiet, ${during.toFixed(1)} ms flooded ` +
    `(medians of ${rounds} rounds; rises ${rises.map((rise) => rise.toFixed(0)).join(", ")} %)`,
  ];
}

/** Says twenty texts a second; gives the p99 of the time until each came back. */
async function talk(line: Line, group: GroupId): Promise<number> {
  const times: number[] = [];
  for (let text = 0; text < seconds * 18; text++) {
    const id = v7() as MessageId;
    const began = performance.now();
    line.send({ type: "send", group, id, text: "a text like any other" });
    await line.next("message", ({ message }) => message.id === id);
    times.push(performance.now() - began);
    await pause(Math.max(0, 1_000 / 18 - (performance.now() - began)));
  }
  return quantile(times.toSorted((a, b) => a - b), 0.99);
}

/** Begins to log in; what it gives ends that and waits for the answers. */
function logIns(url: string, statuses: number[]): () => Promise<void> {
  const underWay = new Set<Promise<void>>();
  let count = 0;
  const timer = setInterval(() => {
    for (let each = 0; each < perSecond / 20; each++) {
      count += 1;
      const address = `198.51.${count % 200}.${Math.floor(count / 200) % 250 + 1}`;
      const one = tryLogIn(new Client(url), { username: `nobody${count % 997}`, address })
        .then(({ status }) => void statuses.push(status)).finally(() => underWay.delete(one));
      underWay.add(one);
    }
  }, 50);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
  };
}
