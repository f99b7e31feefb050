// The real server on a disk that is full, or nearly so: it stays, says what it cannot do, and
// serves again when there is room.

import assert from "node:assert/strict";
import type { GroupId, MessageId } from "../../protocol/domain.ts";
import { Client, type FrameOf, type Line, type Reply } from "../../tools/client.ts";
import { smallVolume, type Volume } from "../support/faults/small_volume.ts";
import { personAt, readLog } from "../support/faults/crowd.ts";
import type { Ended } from "../../tools/running.ts";
import { refusedStart, type Server, startServer, startUnheard } from "../support/server/process.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";
import { startOwnPostgres } from "../support/store/postgres.ts";

const mebibyte = 2 ** 20;
// The rate limit is not what is tested here.
const env = { FRAMES_PER_SECOND: "100000", BURST: "100000" };
const inFlight = 16;
const criteria = { sex: "any", age: null, widen: false };

/** Sends texts that do not compress, one after the other, as the author of a group. */
class Author {
  /** Where each text stands that was acknowledged. */
  readonly acknowledged = new Map<MessageId, number>();
  readonly #line: Line;
  readonly #group: GroupId;

  constructor(line: Line, group: GroupId) {
    this.#line = line;
    this.#group = group;
  }

  /** Null when the text was acknowledged, else the code of the refusal. */
  async send(): Promise<string | null> {
    const id = crypto.randomUUID() as MessageId;
    const text = crypto.getRandomValues(new Uint8Array(2_900)).toBase64().slice(0, 3_800);
    this.#line.send({ type: "send", group: this.#group, id, text });
    const frame = await this.#answer(id);
    if (frame.type === "error") return frame.code;
    this.acknowledged.set(id, frame.message.seq);
    return null;
  }

  /** Takes the first text back; null, or the code of the refusal. */
  async erase(): Promise<string | null> {
    const [seq] = this.acknowledged.values();
    assert(seq);
    const id = crypto.randomUUID() as MessageId;
    this.#line.send({ type: "erase", group: this.#group, id, seq });
    const frame = await this.#answer(id);
    return frame.type === "error" ? frame.code : null;
  }

  /** Sends, many texts at a time, until one is refused, which it gives the code of. */
  async sendUntilRefused(): Promise<string> {
    for (;;) {
      const codes = await Promise.all(Array.from({ length: inFlight }, () => this.send()));
      const refused = codes.find((code) => code !== null);
      if (refused) return refused;
    }
  }

  /** Sends until a text is acknowledged. */
  async sendUntilStored(): Promise<void> {
    await until(async () => await this.send() === null);
  }

  async #answer(id: MessageId): Promise<FrameOf<"message"> | FrameOf<"error">> {
    const frame = await this.#line.next((one) =>
      one.type === "message" && one.message.id === id || one.type === "error" && one.id === id
    );
    assert(frame.type === "message" || frame.type === "error");
    return frame;
  }
}

/** The same people at another server's address. */
function moved({ group, people }: Trio, { url }: Server): Trio {
  const [anna, bert, carl] = people.map(({ cookie }) => personAt(url, cookie));
  assert(anna && bert && carl);
  return { group, people: [anna, bert, carl] };
}

async function authorOf({ group, people: [client] }: Trio): Promise<Author> {
  const line = await client.connect();
  await line.hello();
  return new Author(line, group);
}

/** Everything that was acknowledged is in the log, at its place. */
async function assertKept({ group, people: [client] }: Trio, author: Author): Promise<void> {
  const log = await readLog(client, group);
  for (const [id, seq] of author.acknowledged) assert.equal(log[seq - 1]?.id, id);
}

/** The process is alive, and says that it cannot store anything, with this reason. */
async function assertUnready(client: Client, reason: RegExp): Promise<void> {
  assert.equal((await client.get("/healthz")).status, 200);
  const { status, body, headers } = await client.get<{ detail: string }>("/readyz");
  assert.equal(status, 503);
  assert.match(body.detail, reason);
  assert.ok(Number(headers.get("retry-after")) > 0);
}

/** Refused as not available now, with a time to come back after. */
async function assertRefused(ask: () => Promise<Reply>): Promise<void> {
  const { status, body, headers } = await ask();
  assert.equal(status, 503);
  assert.equal((body as { code: string }).code, "unavailable");
  assert.ok(Number(headers.get("retry-after")) > 0);
}

const isReady = (client: Client) => until(async () => (await client.get("/readyz")).status === 200);

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((go) => setTimeout(go, 100));
}

/** Stops in good order. */
async function assertStops(server: Server): Promise<Ended> {
  const ended = await server.stop("SIGTERM");
  assert.equal(ended.code, 0, ended.output);
  return ended;
}

const dataDirOn = (volume: Volume) => `${volume.path}/data`;

async function startOn(
  volume: Volume,
  more: Readonly<Record<string, string>>,
): Promise<Server> {
  const dataDir = dataDirOn(volume);
  await Deno.mkdir(dataDir, { recursive: true });
  return await startServer({ dataDir, env: { ...env, ...more } });
}

/** Leaves room for rows, but for no further segment of the log, and then for nothing. */
async function breakOff(volume: Volume, author: Author): Promise<void> {
  await volume.fill(14 * mebibyte);
  assert.equal(await author.sendUntilRefused(), "unavailable");
  await volume.fill(0);
  assert.equal(await author.sendUntilRefused(), "unavailable");
}

Deno.test("[P30] an embedded database that a full disk breaks is unavailable, and back by itself with all that was acknowledged", async () => {
  await using volume = await smallVolume(120);
  // Without a margin nothing keeps the database from breaking.
  await using server = await startOn(volume, { DISK_MARGIN_MB: "0" });
  const trio = await formTrio(server.url, "full");
  const author = await authorOf(trio);
  await breakOff(volume, author);
  assert.match(server.output(), /The embedded database has stopped.*No space left on device/);
  await assertUnready(trio.people[0], /./);
  await volume.clear();
  await author.sendUntilStored();
  await isReady(trio.people[0]);
  await assertKept(trio, author);
  await assertStops(server);
});

Deno.test("[P31] SIGTERM ends the process within 5 s while the disk is full, and the next start has all that was acknowledged", async () => {
  await using volume = await smallVolume(120);
  await using server = await startOn(volume, { DISK_MARGIN_MB: "0" });
  const trio = await formTrio(server.url, "stop");
  const author = await authorOf(trio);
  await breakOff(volume, author);
  await assertStops(server);
  await volume.clear();
  await using again = await startOn(volume, {});
  await assertKept(moved(trio, again), author);
  await assertStops(again);
});

Deno.test("[P32] below DISK_MARGIN_MB nothing new is stored, and reading, logging in, erasing and quitting are possible", async () => {
  await using volume = await smallVolume(160);
  await using server = await startOn(volume, { DISK_MARGIN_MB: "40" });
  const trio = await formTrio(server.url, "low");
  const { group, people: [anna, bert] } = trio;
  const author = await authorOf(trio);
  assert.equal(await author.send(), null);
  await volume.fill(30 * mebibyte);
  assert.equal(await author.sendUntilRefused(), "unavailable");
  await assertUnready(anna, /^The disk is nearly full: /);
  await assertRefused(() => anna.signUp({ username: "newcomer", password: "walnut-orbit-71" }));
  await assertRefused(() => bert.put("/api/ticket", { criteria }));
  assert.equal((await anna.get(`/api/groups/${group}/messages`)).status, 200);
  const { body: me } = await bert.get<{ user: { username: string } }>("/api/me");
  assert.equal((await bert.logIn(me.user.username, "walnut-orbit-71")).status, 200);
  assert.equal(await author.erase(), null);
  assert.equal((await bert.delete(`/api/groups/${group}/membership`)).status, 204);
  // Where the database would break off, reading is all that is left.
  await volume.fill(5 * mebibyte);
  await until(async () => (await bert.logIn(me.user.username, "walnut-orbit-71")).status === 503);
  await assertUnready(anna, /^The disk is full: /);
  assert.equal((await anna.get(`/api/groups/${group}/messages`)).status, 200);
  await volume.clear();
  await author.sendUntilStored();
  await isReady(anna);
  await assertKept(trio, author);
  await assertStops(server);
  assert.doesNotMatch(server.output(), /"embedded_stopped"|failed/);
});

Deno.test("[P33] a Postgres whose disk is full is unavailable to writers alone, and back by itself", async () => {
  await using volume = await smallVolume(120);
  const postgres = await startOwnPostgres({ fsync: false, within: volume.path });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => postgres.remove());
  const folder = stack.use(await emptyFolder("trio-disk-"));
  const databaseUrl = await postgres.schema("disk");
  const server = stack.use(await startServer({ dataDir: folder.path, databaseUrl, env }));
  const trio = await formTrio(server.url, "postgres");
  const [anna] = trio.people;
  const author = await authorOf(trio);
  assert.equal(await author.send(), null);
  await volume.fill(0);
  assert.equal(await author.sendUntilRefused(), "unavailable");
  await assertUnready(anna, /^The database's disk is full/);
  await assertRefused(() => anna.signUp({ username: "newcomer", password: "walnut-orbit-71" }));
  assert.equal((await anna.get(`/api/groups/${trio.group}/messages`)).status, 200);
  await volume.clear();
  await author.sendUntilStored();
  await isReady(anna);
  await assertKept(trio, author);
  await assertStops(server);
});

Deno.test("[P34] a first start on too small a disk ends with a sentence, and the next one, with room, serves", async () => {
  await using volume = await smallVolume(100);
  const options = { dataDir: dataDirOn(volume), fromNothing: true, env: { DISK_MARGIN_MB: "0" } };
  await volume.fill(20 * mebibyte);
  const { code, output } = await refusedStart(options);
  assert.equal(code, 1);
  assert.match(
    JSON.parse(output).reason,
    /^The database in ".*\/pg" cannot be opened \(No space left on device\): make room, /m,
  );
  await volume.clear();
  await using server = await startServer(options);
  await assertStops(server);
});

Deno.test("[P35] a server whose log takes no line starts, tells that its disk is nearly full, serves and stops", async () => {
  await using volume = await smallVolume(80);
  await Deno.mkdir(dataDirOn(volume));
  await using server = await startUnheard(dataDirOn(volume));
  const client = new Client(server.url);
  await until(() => client.get("/healthz").then(() => true, () => false));
  await assertUnready(client, /^The disk is nearly full: /);
  await assertStops(server);
});
