// Floods: the memory that many log-ins leave behind, bodies that never come, bodies where none
// belongs, and made-up ids.

import assert from "node:assert/strict";
import { v7 } from "uuid";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import type { Reply } from "../../tools/client.ts";
import {
  connected,
  errorOf,
  formTrio,
  open,
  type Person,
  place,
  say,
  signUp,
} from "../support/server/people.ts";
import { until } from "../support/server/patience.ts";
import type { Problem } from "../support/server/problems.ts";
import { openRequest } from "../support/server/raw_request.ts";
import { openSeat, twoLeft } from "../support/server/seats.ts";
import { drivers, startServer } from "../support/server/server.ts";

/** Hashes many passwords, and prints by how many MiB the process grew. */
const flood = `
  import { createPasswords } from "${new URL("../../routes/auth/passwords.ts", import.meta.url)}";
  const passwords = createPasswords(2);
  const mib = () => Deno.memoryUsage().rss / 2 ** 20;
  const before = mib();
  for (let count = 0; count < 15; count++) {
    await Promise.all(["one", "two"].map((client) => passwords.hash("a password", client)));
  }
  console.log(Math.round(mib() - before));
`;
/** What it may grow by, in MiB: two hashes under way take 38. */
const mostMiB = 100;

Deno.test("[A17] with the start task's allocator a flood of log-ins leaves no memory behind", async () => {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  const variables = tasks.start.command.matchAll(/\b(MALLOC_\w+)=(\S+)/g);
  const env = Object.fromEntries(variables.map(([, name, value]: string[]) => [name, value]));
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const args = ["run", "--allow-all", "--no-check", `--config=${config}`, "-"];
  const options = { args, env, stdin: "piped", stdout: "piped" } as const;
  const child = new Deno.Command(Deno.execPath(), options).spawn();
  await new Blob([flood]).stream().pipeTo(child.stdin);
  const { stdout } = await child.output();
  const grown = new TextDecoder().decode(stdout).trim();
  assert.match(grown, /^-?\d+$/);
  assert(Number(grown) < mostMiB, `It has grown by ${grown} MiB`);
});

for (const sockets of drivers) {
  Deno.test(`[X22] a body that does not come within 10 s is 408 too_slow: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const head = [
      "POST /api/session HTTP/1.1",
      "host: x",
      "content-length: 100",
      "content-type: application/json",
    ];
    await using request = await openRequest(server.url, head);
    await request.write('{"username":');
    let isAnswered = false;
    const answer = request.answer().finally(() => isAnswered = true);
    // The server waits for the body from some moment on.
    await until("an answer to half a body", () => isAnswered, () => {
      server.clock.advance(1_000);
      return server.client().get("/healthz");
    });
    assert.match(await answer, /^HTTP\/1.1 408 [^]*"code":"too_slow"/);
    // The native driver leaves it to the peer.
    if (sockets === "ws") await request.ended();
  });

  Deno.test(`[X22] a body that comes slowly, but in time, is read: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const body = '{"username":"nobody","password":"nothing"}';
    const head = ["POST /api/session HTTP/1.1", "host: x", `content-length: ${body.length}`];
    await using request = await openRequest(server.url, head);
    for (const piece of [body.slice(0, 5), body.slice(5, 20), body.slice(20)]) {
      await request.write(piece);
      await server.client().get("/healthz");
    }
    assert.match(await request.answer(), /^HTTP\/1.1 401 [^]*"code":"bad_credentials"/);
  });

  Deno.test(`[X23] where no body belongs a large one is 413, and one that says something 400: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, bob, group } = await formTrio(server);
    const paths = [
      ["DELETE", "/api/ticket"],
      ["DELETE", "/api/session"],
      ["DELETE", "/api/partner"],
      ["DELETE", `/api/groups/${group}/membership`],
      ["DELETE", `/api/groups/${group}/seat`],
      ["PUT", `/api/blocks/${bob.user.id}`],
      ["PUT", `/api/again/${bob.user.id}`],
      ["POST", "/api/invites"],
    ] as const;
    const bad = [["x".repeat(70_000), 413, "too_large"], ['{"force":true}', 400, "invalid"], [
      "[]",
      400,
      "invalid",
    ]] as const;
    for (const [method, path] of paths) {
      for (const [body, status, code] of bad) {
        const answer = await anna.client.request<Problem>(method, path, body);
        assert.deepEqual([answer.status, answer.body.code], [status, code], `${method} ${path}`);
      }
    }
    assert.equal(
      (await anna.client.get(`/api/groups/${group}`)).status,
      200,
      "Nothing was changed",
    );
    for (const [method, path] of paths) {
      const stranger = await server.client().request<Problem>(method, path, "x");
      assert.deepEqual(
        [stranger.status, stranger.body.code],
        [401, "unauthenticated"],
        `${method} ${path}`,
      );
      const nowhere = await anna.client.request<Problem>(method, `${path}/nowhere`, "x");
      assert.deepEqual(
        [nowhere.status, nowhere.body.code],
        [404, "not_found"],
        `${method} ${path}`,
      );
    }
    const head = [
      "DELETE /api/ticket HTTP/1.1",
      "host: x",
      `cookie: ${anna.client.cookie}`,
      "transfer-encoding: chunked",
    ];
    await using chunked = await openRequest(server.url, head);
    for (const chunk of ['{"force":true}', ""]) await chunked.writeChunk(chunk);
    assert.match(await chunked.answer(), /^HTTP\/1.1 400 [^]*"code":"invalid"/);
    assert.equal((await anna.client.request("DELETE", "/api/ticket", {})).status, 204);
    assert.equal((await anna.client.delete("/api/ticket")).status, 204);
  });

  Deno.test(`[X31] past a burst a user's writing requests wait, past many that wait they are 429: ${sockets}`, async () => {
    await using server = await startServer({
      sockets,
      env: { BURST: "2", FRAMES_PER_SECOND: "1" },
    });
    const [anna, bob] = [await signUp(server, "anna"), await signUp(server, "bob")];
    const write = (person: Person, body: unknown = { criteria: open }) =>
      person.client.request<Problem>("PUT", "/api/ticket", body);
    for (let count = 0; count < 25; count++) {
      assert.equal((await write(anna, {})).body.code, "invalid");
    }
    const answers: Reply<Problem>[] = [];
    const all = Array.from(
      { length: 25 },
      () => write(anna).then((answer) => void answers.push(answer)),
    );
    const answered = (count: number) =>
      until(
        `${count} answers`,
        () => answers.length >= count,
        () => anna.client.get("/api/ticket"),
      );
    await answered(15);
    assert.equal((await write(bob)).status, 200);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [
      ...Array(10).fill(200),
      ...Array(5).fill(429),
    ]);
    const refused = answers.find(({ status }) => status === 429);
    assert.deepEqual([refused?.body.code, refused?.headers.get("retry-after")], [
      "slow_down",
      "10",
    ]);
    for (let second = 1; second <= 10; second++) {
      server.clock.advance(1_000);
      await answered(15 + second);
      assert.equal(answers.length, 15 + second);
    }
    await Promise.all(all);
    assert.equal((await anna.client.logOut()).status, 204);
  });

  Deno.test(`[X24] ids of groups that one was never in wake no actor, over HTTP and over a socket: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    const eve = await signUp(server, "eve");
    const line = await connected(eve);
    const before = server.world.groupActors();
    for (const id of [group, v7() as GroupId, v7() as GroupId]) {
      assert.equal((await eve.client.delete(`/api/groups/${id}/membership`)).status, 404);
      const send = { type: "send", group: id, id: v7() as MessageId, text: "let me in" } as const;
      assert.equal(await errorOf(line, send), "not_member");
      for (const type of ["typing", "quit"] as const) {
        assert.equal(await errorOf(line, { type, group: id }), "not_member");
      }
    }
    assert.equal(server.world.groupActors(), before);
    await line.close();
    const own = await connected(anna);
    own.send({ type: "typing", group });
    own.send({ type: "quit", group });
    await own.next("gone");
    assert.equal(server.world.groupActors(), 1);
    await own.close();
  });

  Deno.test(`[X24] a user who was refused by a group and comes into it later is let in: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await twoLeft(server);
    const dora = await signUp(server, "dora");
    const line = await connected(dora);
    assert.equal(await errorOf(line, { type: "typing", group }), "not_member");
    await openSeat(anna, group);
    await place(dora);
    await line.next("message", ({ message }) => message.kind === "joined");
    assert.equal((await say(line, group, "hello")).kind, "text");
    await line.close();
  });

  Deno.test(`[X24] frames that wait for who is in a group keep their order: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { anna, group } = await formTrio(server);
    const line = await connected(anna);
    const ids = Array.from({ length: 20 }, () => v7() as MessageId);
    for (const [at, id] of ids.entries()) {
      line.send({ type: "send", group, id, text: `text ${at}` });
    }
    await line.next("message", ({ message }) => message.id === ids.at(-1));
    const seen = line.received.flatMap((frame) =>
      frame.type === "message" ? [frame.message.id] : []
    );
    assert.deepEqual(seen, ids);
    await line.close();
  });
}
