// Who may ask what: every route and every frame, by every kind of asker and of API token. The
// routes are the program's own: a new one without a row fails.

import assert from "node:assert/strict";
import { type Scope, scopes } from "../../protocol/api_tokens.ts";
import { frameTypes } from "../../protocol/decode.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { createApp } from "../../routes/app.ts";
import type { Me } from "../../tools/client.ts";
import { newMessageId, password, signUp, thirty } from "../support/server/people.ts";
import { programOf } from "../support/server/programs.ts";
import { openRequest } from "../support/server/raw_request.ts";
import { type Cast, castOf, type Role, roles } from "./support/cast.ts";
import { frames, table } from "./support/table.ts";
import { type Person, startServer, type TestServer } from "../support/server/server.ts";

/** Every route of the program under /api, as "METHOD /path". */
function routesOf({ deps }: TestServer): string[] {
  const carrier = { upgrade: () => Promise.reject(new Error("No socket")), peerOf: () => "" };
  const { routes } = createApp(deps, carrier as unknown as Parameters<typeof createApp>[1]);
  const served = routes.filter(({ method, path }) =>
    method !== "ALL" && /^\/api\/[^*]+$/.test(path)
  );
  return [...new Set(served.map(({ method, path }) => `${method} ${path}`))].sort();
}

/** The path of a route, with what the cast is about in the places of its parameters. */
function pathOf(route: string, { group, other, invite }: Cast): string {
  const path = route.slice(route.indexOf(" ") + 1);
  return path.replace("/groups/:id", `/groups/${group}`).replace(":user", other.user.id)
    .replace(":token", invite);
}

async function answerTo(role: Role, route: string, cast: Cast): Promise<string> {
  const row = table[route];
  const [method = "GET"] = route.split(" ");
  const path = row?.path?.(cast) ?? pathOf(route, cast);
  const body = row?.body?.(cast);
  const answer = await cast.clients[role].request<{ code?: string } | null>(method, path, body);
  return [answer.status, answer.body?.code].filter(Boolean).join(" ");
}

Deno.test("[Y1] every route is answered to every kind of asker as the table says, and has a row", async (t) => {
  await using any = await startServer();
  assert.deepEqual(Object.keys(table).toSorted(), routesOf(any));
  for (const [route, { answers }] of Object.entries(table)) {
    await t.step(`[Y1] ${route}`, async () => {
      // One of its own: who waits after one row would be matched with the next cast.
      await using server = await startServer();
      const cast = await castOf(server);
      const given: Partial<Record<Role, string>> = {};
      for (const role of roles) given[role] = await answerTo(role, route, cast);
      assert.deepEqual(given, answers);
    });
  }
});

/** The code with which a frame is refused, "ok", or the status where there is no socket. */
async function frameAnswerTo(role: Role, name: string, cast: Cast): Promise<string> {
  const line = await cast.clients[role].connect().catch((error: Error) => error.message);
  if (typeof line === "string") return /status code: (\d+)/.exec(line)?.[1] ?? line;
  await line.hello();
  const frame = frames[name]?.frame(cast) ?? { type: "ping" };
  line.send(frame);
  // Always refused, and after the frame: answers about one group keep their order.
  const last = { type: "erase", group: cast.group, id: newMessageId(), seq: 999_999 } as const;
  line.send(last);
  const error = await line.next("error");
  await line.close();
  return error.id === last.id ? "ok" : error.code;
}

Deno.test("[Y2] every frame is answered to every kind of asker as the table says, and has a row", async (t) => {
  const types = new Set(Object.keys(frames).map((name) => name.split(" ")[0]));
  assert.deepEqual([...types].toSorted(), [...frameTypes].toSorted());
  for (const [name, { answers }] of Object.entries(frames)) {
    await t.step(`[Y2] ${name}`, async () => {
      await using server = await startServer();
      const cast = await castOf(server);
      const given: Partial<Record<Role, string>> = {};
      for (const role of roles) given[role] = await frameAnswerTo(role, name, cast);
      assert.deepEqual(given, answers);
    });
  }
});

Deno.test("[Y3] a request whose session ends before its body has come is 401, and changes nothing", async () => {
  await using server = await startServer();
  const anna = await signUp(server, "anna");
  const body = JSON.stringify({ birthDate: thirty.birthDate, sex: "other" });
  const head = ["PUT /api/me/profile HTTP/1.1", "host: x", `cookie: ${anna.client.cookie}`];
  await using request = await openRequest(server.url, [...head, `content-length: ${body.length}`]);
  await request.write(body.slice(0, 5));
  const other = server.client();
  assert.equal((await other.logIn("anna", password)).status, 200);
  assert.equal((await anna.client.logOut()).status, 204);
  server.clock.advance(251);
  await request.write(body.slice(5));
  assert.match(await request.answer(), /^HTTP\/1.1 401 [^]*"code":"unauthenticated"/);
  assert.equal((await other.get<Me>("/api/me")).body.profile?.sex, "female");
});

/** One program for each scope, "chat" with the "read" that it needs, and one with all of them. */
async function programsOf(server: TestServer, person: Person) {
  const alone = scopes.map((scope) => scope === "chat" ? ["read", scope] as const : [scope]);
  const kinds: readonly (readonly Scope[])[] = [...alone, scopes];
  return await Promise.all(kinds.map(async (held) => ({
    held,
    program: await programOf(server, person, held),
  })));
}

Deno.test("[Y4] a route lets an API token in by the scopes of its row, and without any lets in none", async (t) => {
  await using server = await startServer();
  const cast = await castOf(server);
  const ofStranger = await programsOf(server, { ...cast.other, client: cast.clients.stranger });
  const ofOperator = await programsOf(server, { ...cast.other, client: cast.clients.operator });
  const past = "past the scopes";
  for (const [route, { answers, scopes: needed = [], path, body }] of Object.entries(table)) {
    const isOpen = answers.nobody === answers.member;
    const isHidden = answers.member === "404 not_found" &&
      [answers.moderator, answers.operator].some((answer) => answer !== answers.member);
    const right = isOpen ? past : isHidden ? "404 not_found" : "403 insufficient_scope";
    await t.step(`[Y4] ${route}`, async () => {
      for (const { held, program } of isHidden ? ofOperator : ofStranger) {
        const [method = ""] = route.split(" ");
        const target = path?.(cast) ?? pathOf(route, cast);
        const answer = await program.request<{ code?: string } | null>(
          method,
          target,
          body?.(cast),
        );
        const given = [answer.status, answer.body?.code].filter(Boolean).join(" ");
        const mayPass = needed.some((scope) => held.includes(scope));
        if (!mayPass && right !== past) assert.equal(given, right, held.join());
        else assert.doesNotMatch(given, /insufficient_scope|unauthenticated/, held.join());
      }
    });
  }
});

Deno.test("[Y5] a frame of an API token needs its row's scope, and its socket the scope to read", async () => {
  await using server = await startServer();
  const cast = await castOf(server);
  const programs = await programsOf(server, { ...cast.other, client: cast.clients.stranger });
  for (const { held, program } of programs) {
    if (!held.includes("read")) {
      await assert.rejects(program.connect(), /403/);
      continue;
    }
    const line = await program.connect();
    await line.hello();
    for (const [name, { frame, scope }] of Object.entries(frames)) {
      server.clock.advance(1_000);
      line.send(frame(cast));
      line.send({ type: "ping" });
      const errors: string[] = [];
      const wanted = (given: ServerFrame) => {
        if (given.type === "error") errors.push(given.code);
        return given.type === "pong";
      };
      await line.next(wanted);
      if (name === "ping") await line.next(wanted);
      assert.equal(errors.includes("insufficient_scope"), !held.includes(scope), `${held} ${name}`);
    }
    await line.close();
  }
});
