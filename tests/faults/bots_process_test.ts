// The bots as `deno task bots` runs them, with the real server: signals, exit codes, restarts.

import assert from "node:assert/strict";
import type { Criteria, Ticket } from "../../protocol/domain.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";
import { startBots, startServer } from "../support/server/process.ts";
import { arrive } from "../support/server/trio.ts";

const open: Criteria = { sex: "any", age: null, widen: false, bots: true };
const never: Criteria = { sex: "same", age: 0, widen: false };

Deno.test("[B7] [B8] the bots' process comes back after the server's restart, and ends by SIGTERM in good order", async () => {
  await using folder = await emptyFolder("trio-bots-");
  const dataDir = folder.path;
  await using first = await startServer({ dataDir });
  const env = { PORT: new URL(first.url).port };
  const zoe = await arrive(first.url, "zoe");
  await using bots = await startBots(
    ["--url", first.url, "--sex", "male"],
    /simulated people wait/,
  );
  await first.stop();
  await using second = await startServer({ dataDir, env });
  const line = await zoe.connect();
  await line.hello();
  await zoe.put("/api/ticket", { criteria: open });
  const { group } = await line.next("group");
  assert.equal(group.members.filter(({ bot }) => bot).length, 2);
  await line.next("message", ({ message }) => message.kind === "text" && message.by !== null);
  await zoe.put("/api/ticket", { criteria: never });
  const { code, output } = await bots.stop("SIGTERM");
  assert.equal(code, 0, output);
  const { body } = await zoe.get<{ ticket: Ticket }>("/api/ticket");
  assert.equal(body.ticket.waiting, 1);
  await line.close();
  assert.equal((await second.stop()).code, 0);
});

Deno.test("[B1] [B8] the bots' process says in a sentence what is wrong, with code 2; without a server it keeps trying", async () => {
  await using wrong = await startBots(["--count", "many"], /many/);
  const { code, output } = await wrong.ended;
  assert.equal(code, 2);
  assert.match(output, /Option "--count" wants 1 to 100, not "many"\n$/);
  const nobody = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  nobody.close();
  const url = `http://127.0.0.1:${nobody.addr.port}`;
  await using lonely = await startBots(["--url", url], /No answer from .* trying again/);
  assert.equal((await lonely.stop("SIGINT")).code, 0);
});
