// What a real server tells its operator: its log at LOG_LEVEL=debug, and the spans that it sends to
// a collector. Both hold ids, and nothing that anybody wrote, is called or proves themselves by.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import { events } from "../../logging/events.ts";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import { askTrio } from "../../tools/admin/admin_connection.ts";
import { Client, type Me } from "../../tools/client.ts";
import { until } from "../support/server/patience.ts";
import { type Server, startServer } from "../support/server/process.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";
import { type Collector, type Span, startCollector } from "../support/telemetry/collector.ts";

interface Entry {
  readonly event: string;
  readonly group?: string;
  readonly user?: string;
  readonly route?: string;
  readonly method?: string;
}

/** Each stands in one kind of field, and nowhere else. */
const canaries = {
  name: "kestrel-name",
  password: "kestrel-password-71",
  wrongPassword: "kestrel-wrong-71",
  birthDate: "1987-03-21",
  text: "kestreltext",
  edit: "kestreledit",
  search: "kestrelsearch",
  interest: "kestrelinterest",
  reason: "kestrelreason",
  note: "kestrelnote",
  address: "203.0.113.77",
  agent: "kestrelagent",
  path: "kestrelpath",
  body: "kestrelbody",
  frame: "kestrelframe",
  method: "KESTREL",
  push: "kestrelpush",
  origin: "kestrelorigin",
} as const;

for (const driver of ["native", "ws"] as const) {
  Deno.test(`[Z35] [Z36] the log at debug and the spans of a text, from frame to turn to commit and delivery, hold ids and no word of anybody: ${driver}`, async () => {
    await using collector = startCollector();
    await using folder = await emptyFolder("trio-telemetry-");
    const env = { ...collector.env, SOCKETS: driver, LOG_LEVEL: "debug", PROXIES: "1" };
    await using server = await startServer({ dataDir: folder.path, env });
    const trio = await formTrio(server.url, "telemetry");
    await assertTraced(trio, collector);
    const secrets = await sing(server, folder.path, trio);
    const { code, output } = await server.stop();
    assert.equal(code, 0, output);
    for (const told of [output, collector.received()]) {
      for (const word of [...Object.values(canaries), ...secrets]) {
        assert(!told.includes(word), `"${word}" is in ${linesWith(word, told)}`);
      }
    }
    const entries = output.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertLogged(entries, { group: trio.group, driver });
  });
}

async function assertTraced({ group, people: [anna] }: Trio, collector: Collector): Promise<void> {
  const line = await anna.connect();
  await line.hello();
  line.send({ type: "send", group, id: v7() as MessageId, text: canaries.text });
  await line.next("message");
  await line.close();
  const named = (name: string): Span | undefined =>
    collector.spans().find((span) => span.name === name);
  const names = ["frame", "turn", "commit", "delivery"];
  const isWhole = () => names.every((name) => named(name) !== undefined);
  await until("the spans of a text", isWhole, () => collector.more());
  const [frame, turn, commit, delivery] = names.map(named);
  assert(frame && turn && commit && delivery);
  assert.deepEqual(
    [frame, turn, commit, delivery].map(({ parentSpanId }) => parentSpanId),
    ["", frame.spanId, turn.spanId, turn.spanId],
  );
  const about = { "trio.group": group, "trio.command": "send" };
  assert.deepEqual(frame.attributes, { ...about, "trio.outcome": "done" });
  for (const span of [turn, commit, delivery]) {
    assert.equal(span.traceId, frame.traceId);
    assert.deepEqual(span.attributes, about);
  }
}

/** Has somebody do everything with words of their own. Gives the secrets that they were given. */
async function sing(server: Server, dataDir: string, trio: Trio): Promise<readonly string[]> {
  const { group, people: [anna, bob] } = trio;
  const headers = { "x-forwarded-for": canaries.address, "user-agent": canaries.agent };
  const ask = (client: Client, method: string, path: string, body?: unknown) =>
    client.request(method, path, body, headers);
  const { name: username, password } = canaries;
  const profile = {
    ...{ birthDate: canaries.birthDate, sex: "other", languages: ["en"] },
    interests: [canaries.interest],
  };
  const singer = new Client(server.url);
  assert.equal(
    (await ask(singer, "POST", "/api/users", { username, password, profile })).status,
    201,
  );
  const wrong = { username, password: canaries.wrongPassword };
  assert.equal((await ask(new Client(server.url), "POST", "/api/session", wrong)).status, 401);
  const criteria = { sex: "any", age: null, widen: false };
  assert.equal((await ask(singer, "PUT", "/api/ticket", { criteria })).status, 200);
  assert.equal((await ask(singer, "DELETE", "/api/ticket")).status, 204);
  const { body: invite } = await ask(singer, "POST", "/api/invites");
  const { token } = invite as { readonly token: string };
  await ask(anna, "GET", `/api/invites/${token}`);
  await ask(anna, "GET", `/api/groups/${group}/search?q=${canaries.search}`);
  await ask(anna, "GET", `/${canaries.path}?q=${canaries.search}`);
  await ask(anna, "PUT", `/api/blocks/${canaries.path}`, {});
  await ask(anna, "POST", "/api/reports", `{"reason": "${canaries.body}`);
  await ask(anna, canaries.method, "/api/me");
  await anna.request("POST", "/api/reports", {}, { origin: `https://${canaries.origin}` });
  const endpoint = `https://fcm.googleapis.com/${canaries.push}`;
  await ask(anna, "PUT", "/api/push/subscription", { endpoint, keys: { p256dh: "a", auth: "b" } });
  const about = (await bob.get<Me>("/api/me")).body.user.id;
  const reported = { group, user: about, reason: canaries.reason };
  assert.equal((await ask(anna, "POST", "/api/reports", reported)).status, 204);
  await talk(anna, group);
  await moderate(dataDir);
  return [singer, anna].map(({ cookie }) => cookie.replace(/^.*?=/, "")).concat(token);
}

async function talk(client: Client, group: GroupId): Promise<void> {
  const line = await client.connect();
  await line.hello();
  line.send({ type: "edit", group, id: v7() as MessageId, seq: 2, text: canaries.edit });
  await line.next("message", ({ message }) => message.kind === "edited");
  line.sendRaw(`{"type":"send","text":"${canaries.frame}`);
  await line.next("error");
  await line.close();
}

async function moderate(dataDir: string): Promise<void> {
  const path = `/users/${canaries.name}`;
  const note = canaries.note;
  const suspended = await askTrio(dataDir, {
    ...{ method: "PUT", path: `${path}/suspension`, body: { days: 1, note } },
    done: "",
  });
  assert.equal(suspended?.status, 204);
}

function linesWith(word: string, told: string): string {
  return told.split("\n").filter((line) => line.includes(word)).join("\n");
}

/** Each entry has its form, and what an operator looks for is there. */
function assertLogged(
  entries: readonly Entry[],
  { group, driver }: { readonly group: GroupId; readonly driver: "native" | "ws" },
): void {
  for (const { event } of entries) assert(event in events, event);
  const of = (event: string) => entries.filter((entry) => entry.event === event);
  const [told] = of("user_suspended");
  assert.match(told?.user ?? "", /^[\da-f-]{36}$/);
  const requests = of("request_answered");
  const routes = new Set(requests.map(({ route }) => route));
  for (const route of ["/api/groups/:id/search", "/api/invites/:token", "/api/users"]) {
    assert(routes.has(route), `${route} of ${[...routes]}`);
  }
  // node:http answers such a method by itself.
  const hasOther = requests.some(({ method }) => method === "other");
  assert.equal(hasOther, driver === "native");
  for (
    const event of [
      ...["server_started", "socket_opened", "socket_closed", "session_opened", "guess_wrong"],
      ...["admin_command"],
    ]
  ) {
    assert(of(event).length > 0, event);
  }
  assert.equal(entries.at(-1)?.event, "server_stopped");
  assert(!JSON.stringify(requests).includes(group));
}
