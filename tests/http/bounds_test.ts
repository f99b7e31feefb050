// The main job at each bound of each number that can be set, alone and with those that it binds:
// sign up, wait, be matched, talk at full length, go away and come back.

import assert from "node:assert/strict";
import type { GroupId } from "../../protocol/domain.ts";
import { bounds, readSettings } from "../../settings.ts";
import type { Client, Line } from "../../tools/client.ts";
import { drivers, startServer } from "../support/server/server.ts";
import { groupsOf, newMessageId, open, password } from "../support/server/people.ts";

/** Old enough for every MIN_AGE. */
const profile = { birthDate: "1920-01-01", sex: null };

function settings(): Record<string, string>[] {
  const alone = Object.entries(bounds).filter(([name]) => !name.endsWith("PORT"))
    .flatMap(([name, values]) => values.map((value) => settingOf(name, value)));
  return [
    ...alone,
    { TEXT_LENGTH: "100000", FRAME_BYTES: "300160", QUEUE_BYTES: "602048" },
    { TEXT_LENGTH: "1", FRAME_BYTES: "512", QUEUE_BYTES: "65536" },
    { BURST: "1", FRAMES_PER_SECOND: "1" },
    { RESUME_MESSAGES: "10000", QUEUE_BYTES: "65536" },
    { ORIGIN: "https://trio.example", SESSION_DAYS: "400" },
  ];
}

function settingOf(name: string, value: number): Record<string, string> {
  const isForMinors = name === "MIN_AGE" && value < 18;
  return { [name]: String(value), ...(isForMinors && { MINORS_ACKNOWLEDGED: "1" }) };
}

/**
 * Whether a user has to wait a second for each frame. Real timers prove the bounds of what they
 * measure; credit is only counted, and comes by virtual time.
 */
const isSlow = ({ BURST }: Readonly<Record<string, string>>) => BURST === "1";

for (const sockets of drivers) {
  Deno.test(`[E43] with each number at its bounds three sign up, are matched, talk at full length and come back: ${sockets}`, async (t) => {
    for (const env of settings()) {
      const name = Object.entries(env).map((pair) => pair.join("=")).join(" ");
      await t.step(`[E43] ${name}`, () => doMainJob(env, sockets));
    }
  });
}

async function doMainJob(
  env: Record<string, string>,
  sockets: typeof drivers[number],
): Promise<void> {
  await using server = await startServer({ env, sockets, inRealTime: !isSlow(env) });
  const waitForCredit = () => isSlow(env) && server.clock.advance(1_000);
  const { textLength } = readSettings(env).limits;
  const anna = server.client();
  const { status, body } = await anna.signUp({ username: "anna", password, profile });
  assert.equal(status, 201, JSON.stringify(body));
  // Each password takes long: one is enough.
  const { client: bob } = await server.newcomer("bob", profile);
  const { client: chloe } = await server.newcomer("chloé", profile);
  const people: Client[] = [anna, bob, chloe];
  for (const client of people) {
    assert.equal((await client.put("/api/ticket", { criteria: open })).status, 200);
  }
  const user = (await anna.get<{ user: { id: never; username: string } }>("/api/me")).body.user;
  const [group] = await groupsOf({ user, client: anna });
  assert(group);
  const { id } = group;
  const lines = await Promise.all(people.map((client) => client.connect()));
  for (const line of lines) await line.hello();
  const [annas, bobs, chloes] = lines;
  assert(annas && bobs && chloes);
  const text = "日".repeat(textLength);
  for (const seq of [2, 3, 4]) {
    waitForCredit();
    annas.send({ type: "send", group: id, id: newMessageId(), text });
    for (const line of lines) await hears(line, seq, text);
  }
  await bobs.close();
  waitForCredit();
  for (const seq of [1, 2]) {
    const back = await bob.connect();
    const ready = await back.hello({ [id]: seq } as Record<GroupId, number>);
    if (ready.groups[0]?.gap) {
      const path = `/api/groups/${id}/messages`;
      const page: { body: { messages: unknown[] } } = await bob.get(path);
      assert.equal(page.body.messages.length, 4);
    } else {
      for (let missed = Math.max(seq + 1, 2); missed <= 4; missed++) {
        await hears(back, missed, text);
      }
    }
    await back.close();
    waitForCredit();
  }
  await Promise.all([annas.close(), chloes.close()]);
}

async function hears(line: Line, seq: number, text: string): Promise<void> {
  const { message } = await line.next("message", ({ message }) => message.seq === seq);
  assert(message.kind === "text" && message.text === text, `Message ${seq} is another one`);
}
