// The real server on a real Postgres, each of them taken away again and again while several groups
// talk: what was acknowledged stays, once and in its place, and the service comes back by itself.
// Prints how long it took.

import assert from "node:assert/strict";
import { Random } from "../../tools/random.ts";
import { type Crowd, gather, personAt } from "../support/faults/crowd.ts";
import { createOutage, type Outage } from "../support/faults/outage.ts";
import { readRounds } from "../support/faults/rounds.ts";
import { startOwnPostgres } from "../support/store/postgres.ts";
import { type Server, startServer } from "../support/server/process.ts";
import { arrive } from "../support/server/trio.ts";

const seed = 20_260_301;
const rounds = readRounds(10);
const groups = 4;
// Neither the rate limit nor the limit of what is resumed is tested here.
const env = { FRAMES_PER_SECOND: "100000", BURST: "100000", RESUME_MESSAGES: "10000" };

interface Scene {
  readonly outage: Outage;
  /** Starts a server. The one before must have ended. */
  start(): Promise<Server>;
}

/** A Postgres and a data folder of the test's own; no server outlives it. */
async function withScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "trio-faults-" });
  const postgres = await startOwnPostgres({ fsync: false });
  await using servers = new AsyncDisposableStack();
  servers.defer(() => postgres.remove());
  servers.defer(() => Deno.remove(dataDir, { recursive: true }));
  const databaseUrl = await postgres.schema("faults");
  const outage = await createOutage(postgres, databaseUrl);
  // A failed test may leave it frozen; then it could not be removed.
  servers.defer(() => outage.thaw().catch(() => {}));
  await use({
    outage,
    start: async () => servers.use(await startServer({ dataDir, databaseUrl, env })),
  });
}

/** The median, and the greatest, of what was measured. */
function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const [middle, most] = [sorted[sorted.length >> 1] ?? NaN, sorted.at(-1) ?? NaN];
  return `${Math.round(middle)} ms in the middle, ${
    Math.round(most)
  } ms at most, of ${times.length}`;
}

function told({ acknowledged, repeats, doubtful }: Crowd): string {
  return `${acknowledged} stored, ${repeats} sent again, ${doubtful} of them stored before`;
}

Deno.test(`[P6] ${rounds} SIGKILLs of the server while ${groups} groups talk lose nothing and store nothing twice`, async () => {
  await withScene(async ({ start }) => {
    let server = await start();
    const random = new Random(seed);
    const crowd = await gather(server.url, { groups, seed });
    const resumed: number[] = [];
    let cut = 0;
    crowd.begin(server.url);
    for (let round = 0; round < rounds; round++) {
      await crowd.talked(random.whole(20, 319));
      await Promise.all([server.stop("SIGKILL"), crowd.ended()]);
      cut += crowd.owed;
      server = await start();
      const at = performance.now();
      crowd.begin(server.url);
      resumed.push(...await crowd.acknowledgedSince(at));
    }
    assert(cut > 0 && crowd.repeats > 0, `Seed ${seed}: no kill hit a frame in flight`);
    await crowd.settle(server.url);
    assert(
      rounds < 5 || crowd.doubtful > 0,
      `Seed ${seed}: no kill came between a commit and its answer`,
    );
    console.log(`server killed: ${told(crowd)}; after its return served in ${spread(resumed)}`);
    assert.equal((await server.stop()).code, 0);
  });
});

/** Postgres goes away in one of two ways, and comes back. */
async function outlives(how: "restarts" | "SIGKILLs"): Promise<void> {
  await withScene(async ({ outage, start }) => {
    const server = await start();
    const crowd = await gather(server.url, { groups, seed });
    const random = new Random(seed);
    const resumed: number[] = [];
    crowd.begin(server.url);
    for (let round = 0; round < rounds; round++) {
      await crowd.talked(random.whole(20, 319));
      await outage[how === "restarts" ? "stop" : "kill"]();
      await crowd.refusedSince(performance.now());
      await outage.restart();
      resumed.push(...await crowd.acknowledgedSince(performance.now()));
    }
    await crowd.settle(server.url);
    assert(crowd.repeats > 0 && crowd.refusals.length >= rounds * groups);
    console.log(`Postgres ${how}: ${told(crowd)}; unavailable in ${spread(crowd.refusals)}`);
    console.log(`Postgres ${how}: after its return served in ${spread(resumed)}`);
    assert(
      crowd.chatters.every(({ lines }) => lines === 2),
      "A line did not outlive the database's absence",
    );
    assert.equal((await server.stop()).code, 0);
  });
}

/** Postgres stands still for a while, and goes on. */
async function outlivesSilence(): Promise<void> {
  await withScene(async ({ outage, start }) => {
    const server = await start();
    const crowd = await gather(server.url, { groups, seed });
    const resumed: number[] = [];
    crowd.begin(server.url);
    for (let round = 0; round < 2; round++) {
      await crowd.talked(100);
      await outage.freeze();
      await crowd.refusedSince(performance.now());
      await outage.thaw();
      resumed.push(...await crowd.acknowledgedSince(performance.now()));
    }
    await crowd.settle(server.url);
    console.log(`frozen Postgres: ${told(crowd)}; unavailable in ${spread(crowd.refusals)}`);
    console.log(`frozen Postgres: after its return served in ${spread(resumed)}`);
    assert(crowd.chatters.every(({ lines }) => lines === 2), "A line did not outlive the silence");
    assert.equal((await server.stop()).code, 0);
  });
}

Deno.test(`[P7] ${rounds} SIGKILLs of Postgres while ${groups} groups talk: nothing lost, nothing twice, no line cut`, async () => {
  await outlives("SIGKILLs");
});

/** For steps that run at the same time. */
const beside = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

// The second step mostly waits for a Postgres that does not answer.
Deno.test("[P7] [P9] Postgres restarts, and another one stands still", async (t) => {
  await Promise.all([
    t.step({
      ...beside,
      name:
        `[P7] ${rounds} restarts of Postgres while ${groups} groups talk: nothing lost, nothing twice, no line cut`,
      fn: () => outlives("restarts"),
    }),
    t.step({
      ...beside,
      name:
        "[P9] while Postgres is there and does not answer, sends are unavailable, and the service goes on with it",
      fn: outlivesSilence,
    }),
  ]);
});

Deno.test("[P8] while Postgres is away sessions are not lost: requests are 503, and all is well on its return", async () => {
  await withScene(async ({ outage, start }) => {
    const server = await start();
    const anna = await arrive(server.url, "anna");
    const line = await anna.connect();
    await line.hello();
    await outage.kill();
    assert.equal((await anna.get("/api/me")).status, 503);
    assert.equal((await anna.get("/readyz")).status, 503);
    assert.equal((await anna.get("/healthz")).status, 200);
    await assert.rejects(anna.connect(), /503/);
    line.send({ type: "ping" });
    assert.equal((await line.next("error")).code, "unavailable");
    await outage.restart();
    assert.equal((await anna.get("/api/me")).status, 200);
    line.send({ type: "ping" });
    await line.next("pong");
    const again = await personAt(server.url, anna.cookie).connect();
    await again.hello();
    await Promise.all([line.close(), again.close()]);
    assert.equal((await server.stop()).code, 0);
  });
});
