// The examples of the package, each as a program of its own in Node.

import assert from "node:assert/strict";
import {
  createSession,
  type GroupId,
  type Message,
  type TrioSession,
} from "../../../client/mod.ts";

import { inTime } from "../../support/server/patience.ts";
import type { Host } from "./host.ts";
import { until } from "./suite.ts";

interface Program {
  /** What it has printed up to the first line. */
  readonly firstLine: () => Promise<string>;
  /** Its exit code, and what it has complained of, when it ends by itself. */
  readonly end: () => Promise<readonly [code: number, complaint: string]>;
  [Symbol.asyncDispose](): Promise<void>;
}

function startProgram(folder: string, file: string, env: Record<string, string>): Program {
  const args = [file];
  const pipes = { stdout: "piped", stderr: "piped" } as const;
  const child = new Deno.Command("node", { args, cwd: folder, env, ...pipes }).spawn();
  const printed = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const complaint = new Response(child.stderr).text();
  let isHandedOn = false;
  return {
    async firstLine() {
      const { value } = await inTime(printed.read(), `a line of ${file}`);
      return value ?? "";
    },
    async end() {
      const { code } = await inTime(child.status, `the end of ${file}`);
      isHandedOn = true;
      return [code, await complaint];
    },
    async [Symbol.asyncDispose]() {
      const status = await Promise.race([child.status, null]);
      if (status === null) child.kill();
      await printed.cancel();
      await child.status;
      const left = await complaint;
      if (!isHandedOn && left !== "") console.error(left);
    },
  };
}

interface Talker {
  readonly session: TrioSession;
  readonly heard: Message[];
}

async function startTalker({ url, people }: Host, nth: 0 | 2): Promise<Talker> {
  const session = createSession({ url, ...people[nth].options });
  const heard: Message[] = [];
  session.on("message", ({ message }) => heard.push(message));
  await session.start();
  return { session, heard };
}

/** A trio with the bot: it says hello, and rolls a die. */
async function talkWithBot(anna: Talker, cleo: Talker): Promise<GroupId> {
  for (const { session } of [anna, cleo]) {
    const criteria = { sex: "any", age: null, widen: false } as const;
    assert.ok((await session.api.placeTicket(criteria)).ok);
  }
  const texts = () => anna.heard.flatMap((message) => message.kind === "text" ? [message] : []);
  await until("the bot says hello", () => texts().length === 1);
  const [group] = anna.session.groups;
  assert.ok(group);
  const { seq } = await anna.session.send(group.id, "/roll");
  await until("the bot rolls a die", () => texts().length === 3);
  assert.match(texts()[2]?.text ?? "", /^It is a [1-6]\.$/);
  assert.equal(texts()[2]?.reply, seq);
  return group.id;
}

/** The bot is there until its token is no more. */
export async function runBot(host: Host, folder: string): Promise<GroupId> {
  const { url, people } = host;
  const [anna, cleo] = [await startTalker(host, 0), await startTalker(host, 2)];
  try {
    const env = { TRIO_URL: url, TRIO_TOKEN: people[1].options.token ?? "" };
    await using bot = startProgram(folder, "bot.js", env);
    const group = await talkWithBot(anna, cleo);
    await host.act("end");
    const [code, complaint] = await bot.end();
    assert.equal(code, 1);
    assert.match(complaint, /session has ended: session_over/);
    return group;
  } finally {
    anna.session.close();
    cleo.session.close();
  }
}

export async function runBridge(host: Host, folder: string, group: GroupId): Promise<void> {
  const { url, people } = host;
  await using bridge = startProgram(folder, "bridge.js", {
    TRIO_URL: url,
    TRIO_TOKEN: people[2].options.token ?? "",
    TRIO_GROUP: group,
    HOOK_SECRET: "a secret",
    HOOK_PORT: "0",
  });
  const hook = /http:\S+/.exec(await bridge.firstLine())?.[0] ?? "";
  const post = async (body: unknown, secret = "a secret") => {
    const answer = await fetch(hook, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}` },
      body: JSON.stringify(body),
    });
    return [answer.status, await answer.json()];
  };
  const anna = await startTalker(host, 0);
  try {
    const hooked = { text: "The build is green", id: crypto.randomUUID() };
    const [status, { seq }] = await post(hooked);
    assert.equal(status, 201);
    await until("anna is told it", () => anna.heard.some((message) => message.seq === seq));
    assert.deepEqual(await post(hooked), [201, { seq }], "It is there twice");
    for (const faulty of [{}, { text: "" }, { ...hooked, id: 7 }, { ...hooked, id: null }]) {
      assert.deepEqual(await post(faulty), [400, { error: "invalid" }]);
    }
    const long = { text: "x".repeat(anna.session.limits.textLength + 1) };
    assert.deepEqual(await post(long), [422, { error: "too_long" }]);
    assert.deepEqual(await post(hooked, "another"), [401, { error: "secret" }]);
    assert.equal(anna.heard.length, 1);
  } finally {
    anna.session.close();
  }
}
