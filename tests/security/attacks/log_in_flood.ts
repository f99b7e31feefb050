// 200 log-ins a second from many addresses, while three people talk: how much longer a text takes.

import { v7 } from "uuid";
import { median, quantile } from "../../../bench/support/statistics.ts";
import type { GroupId, MessageId } from "../../../protocol/domain.ts";
import type { Line } from "../../../tools/client.ts";
import { formTrio } from "../../support/server/trio.ts";
import { counted, pause, startTarget } from "./target.ts";

const perSecond = 200;
const [rounds, seconds] = [5, 6];
/** A process takes a moment to begin. */
const startSeconds = 2;

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
    const flooding = flood(url);
    await pause(startSeconds * 1_000);
    flooded?.push(await talk(line, group));
    statuses.push(...await flooding);
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

/** Floods for as long as a round of talk takes; gives the statuses. */
async function flood(url: string): Promise<number[]> {
  const file = new URL("load_main.ts", import.meta.url).pathname;
  const config = new URL("../../../deno.dev.json", import.meta.url).pathname;
  const args = ["run", `--config=${config}`, "--no-prompt", "--allow-net", file];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...args, url, String(perSecond), String(seconds + startSeconds)],
    stderr: "inherit",
  }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}
