// One account reads 200 messages 64 times at once, again and again: how long another's text takes
// meanwhile.

import { v7 } from "uuid";
import type { GroupId, MessageId } from "../../../protocol/domain.ts";
import type { Client, Line } from "../../../tools/client.ts";
import { formTrio } from "../../support/server/trio.ts";
import { counted, pause, startTarget, times } from "./target.ts";

export async function readFlood(): Promise<string[]> {
  await using target = await startTarget();
  const { url } = target;
  const other = await formTrio(url, "talk");
  const { group, people: [reader] } = await formTrio(url, "read");
  const own = await reader.connect();
  await own.hello();
  for (let text = 0; text < 250; text++) await say(own, group, "x".repeat(500));
  await own.close();
  const line = await other.people[0].connect();
  await line.hello();
  const quiet = await talk(line, other.group);
  const statuses: number[] = [];
  let isOver = false;
  const flood = readAll(reader, { group, statuses, isOver: () => isOver });
  const flooded = await talk(line, other.group);
  isOver = true;
  await flood;
  await line.close();
  return [
    `reads: ${counted(statuses)}`,
    `a text of another's, quiet:   ${times(quiet)}`,
    `a text of another's, flooded: ${times(flooded)}`,
  ];
}

async function readAll(
  reader: Client,
  { group, statuses, isOver }: {
    readonly group: GroupId;
    readonly statuses: number[];
    readonly isOver: () => boolean;
  },
): Promise<void> {
  await Promise.all(Array.from({ length: 64 }, async () => {
    while (!isOver()) {
      const { status } = await reader.get(`/api/groups/${group}/messages?limit=200`);
      statuses.push(status);
      if (status === 429) await pause(100);
    }
  }));
}

async function talk(line: Line, group: GroupId): Promise<number[]> {
  const times: number[] = [];
  for (let text = 0; text < 100; text++) {
    times.push(await say(line, group, "a text like any other"));
    await pause(50);
  }
  return times;
}

async function say(line: Line, group: GroupId, text: string): Promise<number> {
  const id = v7() as MessageId;
  const began = performance.now();
  line.send({ type: "send", group, id, text });
  await line.next("message", ({ message }) => message.id === id);
  const ms = performance.now() - began;
  // Below the pace of frames.
  await pause(Math.max(0, 55 - ms));
  return ms;
}
