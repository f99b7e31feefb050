// The real server on its embedded database, killed again and again under load, and stopped in good
// order: what was acknowledged stays.

import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { Client } from "../../tools/client.ts";
import { Random } from "../../tools/random.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";
import {
  refusedStart,
  type Server,
  type ServerOptions,
  startServer,
} from "../support/server/process.ts";
import { personAt, readLog } from "../support/faults/crowd.ts";
import { Sender } from "../support/faults/sender.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";

const seed = 20_260_101;
/** On each of two folders at a time: a start keeps one core busy. */
const kills = 10;
const inFlight = 8;
// The rate limit is not what is tested here.
const env = { FRAMES_PER_SECOND: "100000", BURST: "100000" };

Deno.test("[P1] [P2] [P5] 20 SIGKILLs under load lose nothing acknowledged and store nothing twice", async () => {
  await Promise.all([
    killAgainAndAgain({ seed, fromNothing: true }),
    killAgainAndAgain({ seed: seed + 1, fromNothing: false }),
  ]);
});

async function killAgainAndAgain({ seed, fromNothing }: { seed: number; fromNothing: boolean }) {
  await using folder = await emptyFolder("trio-crash-");
  await withServers(folder.path, async (start) => {
    let server = await start({ env, fromNothing });
    const random = new Random(seed);
    const trio = await formTrio(server.url, "crash");
    const sender = new Sender(trio.group, inFlight);
    for (let kill = 0; kill < kills; kill++) {
      const line = await sender.send(
        personAt(server.url, trio.people[0].cookie),
        random.whole(1, 40),
      );
      const [ended] = await Promise.all([server.stop("SIGKILL"), sender.listen(line)]);
      assert.equal(ended.signal, "SIGKILL");
      server = await start({ env });
    }
    assert.ok(
      sender.unacknowledged.length > 0 || sender.repeats > 0,
      `Seed ${seed}: no kill hit a text in flight`,
    );
    await sender.settle(personAt(server.url, trio.people[0].cookie));
    await assertLog(server, trio, sender);
    assert.equal((await server.stop()).code, 0);
  });
}

Deno.test("[P3] SIGTERM ends the process in good order: sockets get 1001, nothing acknowledged is lost", async () => {
  await using folder = await emptyFolder("trio-stop-");
  await withServers(folder.path, async (start) => {
    const server = await start({ env });
    const trio = await formTrio(server.url, "stop");
    const sender = new Sender(trio.group, inFlight);
    const line = await sender.send(trio.people[0], 30);
    // Code 0: the program gives up with another one when it could not end within its 5 s.
    const [ended] = await Promise.all([server.stop("SIGTERM"), sender.listen(line)]);
    assert.deepEqual(
      { code: ended.code, signal: ended.signal },
      { code: 0, signal: null },
      ended.output,
    );
    assert.equal((await line.closed).code, 1001);
    const again = await start({ env });
    await sender.settle(personAt(again.url, trio.people[0].cookie));
    await assertLog(again, trio, sender);
    assert.equal((await again.stop()).code, 0);
  });
});

Deno.test("[P4] a second process on the data folder refuses to start and names the first, which goes on", async () => {
  await using folder = await emptyFolder("trio-second-");
  await withServers(folder.path, async (start) => {
    const server = await start();
    const second = await refusedStart({ dataDir: folder.path });
    assert.notEqual(second.code, 0);
    assert.match(second.output, new RegExp(`\\b${server.pid}\\b`));
    assert.equal((await new Client(server.url).get("/readyz")).status, 200);
    assert.equal((await server.stop()).code, 0);
  });
});

Deno.test("[H23] the start and /healthz say the version of deno.json, and nothing is printed before", async () => {
  await using folder = await emptyFolder("trio-version-");
  await withServers(folder.path, async (start) => {
    const server = await start();
    const { event, version, url } = JSON.parse(server.output().split("\n")[0] ?? "");
    assert.deepEqual([event, version, url], ["server_started", manifest.version, server.url]);
    const { body } = await new Client(server.url).get("/healthz");
    assert.deepEqual(body, { status: "alive", version: manifest.version });
    assert.equal((await server.stop()).code, 0);
  });
});

/**
 * The log of each member has no gap, and has each text once, in order, where it was acknowledged.
 */
async function assertLog(server: Server, { group, people }: Trio, sender: Sender): Promise<void> {
  for (const person of people) {
    const log = await readLog(personAt(server.url, person.cookie), group);
    assert.deepEqual(log.map(({ seq }) => seq), log.map((_, index) => index + 1));
    const texts = log.flatMap((one) => one.kind === "text" ? [{ id: one.id, text: one.text }] : []);
    assert.deepEqual(texts, sender.sent);
    for (const { id, seq } of log.slice(1)) assert.equal(seq, sender.acknowledged.get(id));
  }
}

type Start = (options?: Partial<ServerOptions>) => Promise<Server>;

/** Starts servers on a data folder; none of them outlives the test. */
async function withServers(dataDir: string, use: (start: Start) => Promise<void>): Promise<void> {
  const servers: Server[] = [];
  const start: Start = async (options) => {
    const server = await startServer({ dataDir, ...options });
    servers.push(server);
    return server;
  };
  try {
    await use(start);
  } finally {
    for (const server of servers) await server.stop("SIGKILL");
  }
}
