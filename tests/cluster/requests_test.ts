// Requests between nodes past the engine, over real sockets of this machine.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import net from "node:net";
import type { EntityName, NodeName } from "../../cluster/names.ts";
import { Door } from "../../cluster/net/door.ts";
import { shakeHands } from "../../cluster/net/handshake.ts";
import { encode, type Kind, kinds, MessageReader } from "../../cluster/net/wire_format.ts";
import { type Address, openSocket } from "../../cluster/net/open_socket.ts";
import { NotSent, RequestClient } from "../../cluster/net/request_client.ts";
import { type RequestHandler, serveRequests } from "../../cluster/net/request_server.ts";
import { ShortWay } from "../../cluster/net/short_way.ts";

const secret = "a secret of at least thirty-two characters";

interface Listening extends AsyncDisposable {
  readonly address: Address;
  /** Ends every socket that is open. */
  cut(): void;
  readonly opened: () => number;
}

/** What obeys requests; `accept` stands in for the handshake and what comes after it. */
async function listen(
  handler: RequestHandler,
  accept = async (peer: net.Socket, at: Address) => {
    const role = await shakeHands(peer, "listener", { secret, at }).catch(() => null);
    if (role === "requester") serveRequests(peer, handler);
  },
): Promise<Listening> {
  const peers = new Set<net.Socket>();
  let opened = 0;
  const server = net.createServer((peer) => {
    opened += 1;
    peer.on("error", () => {});
    peers.add(peer);
    void accept(peer, address);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  const address = { host: "127.0.0.1", port };
  const cut = () => peers.forEach((peer) => peer.destroy());
  return {
    address,
    cut,
    opened: () => opened,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function clientOf({ address }: Listening): RequestClient & Disposable {
  const client = new RequestClient(() => openSocket(address, "requester", secret));
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

const request = (batch: string, target = "s1", withinMs = 2_000) =>
  ({ kind: kinds.ask, target, batch, withinMs }) as const;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const nothing: RequestHandler = {
  ask: () => Promise.resolve(null),
  push: () => Promise.resolve(null),
};

Deno.test("[K10] requests and answers come whole, of any length, each answer to its request", async () => {
  await using server = await listen({
    ...nothing,
    async ask(entity, batch) {
      await pause(batch.length === 3 ? 50 : 0);
      return `${entity}: ${batch}`;
    },
  });
  using client = clientOf(server);
  const batches = ["one", "", "Zürich 東京 👋\nand more", "long ".repeat(300_000)];
  const order: string[] = [];
  const answers = await Promise.all(batches.map(async (batch) => {
    const answer = await client.send(request(batch));
    order.push(batch);
    return answer;
  }));
  assert.deepEqual(answers, batches.map((batch) => `s1: ${batch}`));
  assert.equal(order.at(-1), "one");
  assert.equal(server.opened(), 1);
});

Deno.test("[K10] what a node does not own, and what it fails at, are told apart", async () => {
  await using server = await listen({
    ask: () => Promise.resolve(null),
    push: () => Promise.reject(new Error("It has failed")),
  });
  using client = clientOf(server);
  assert.equal(await client.send(request("[]")), null);
  await assert.rejects(client.send({ ...request("[]", "n2"), kind: kinds.push }), /has failed/);
});

Deno.test("[K10] what is neither asked nor pushed is not obeyed", async () => {
  const obeyed: string[] = [];
  const obey = (target: string) => {
    obeyed.push(target);
    return Promise.resolve("done");
  };
  await using server = await listen({ ask: obey, push: obey });
  using client = clientOf(server);
  const unknown = { ...request("[]"), kind: 6 as Kind } as ReturnType<typeof request>;
  await assert.rejects(client.send(unknown), /has failed/);
  assert.equal(await client.send(request("[]", "s2")), "done");
  assert.deepEqual(obeyed, ["s2"]);
});

Deno.test("[K10] a chunk of whole messages is read without a copy of it", () => {
  const reader = new MessageReader();
  const { concat } = Buffer;
  let copies = 0;
  Buffer.concat = (...given) => {
    copies += 1;
    return concat(...given);
  };
  try {
    const chunk = encode({ kind: kinds.ask, number: 1, text: "s1\n[]" });
    for (let count = 0; count < 3; count++) assert.equal(reader.take(chunk).length, 1);
    assert.equal(copies, 0);
    reader.take(chunk.subarray(0, 12));
    assert.equal(reader.take(chunk.subarray(12)).length, 1);
    assert.equal(copies, 1);
  } finally {
    Buffer.concat = concat;
  }
});

Deno.test("[K11] once it is closed nothing is sent, and no socket is opened", async () => {
  await using server = await listen({ ...nothing, ask: () => Promise.resolve("done") });
  const client = clientOf(server);
  assert.equal(await client.send(request("[]")), "done");
  client.close();
  await assert.rejects(client.send(request("[]")), NotSent);
  await pause(50);
  assert.equal(server.opened(), 1);
});

Deno.test("[K11] a request that has not left is told from one in doubt, and the next opens a socket", async () => {
  let answers = false;
  await using server = await listen({
    ...nothing,
    ask: () => answers ? Promise.resolve("done") : new Promise(() => {}),
  });
  using client = clientOf(server);
  const lost = assert.rejects(
    client.send(request("[]")),
    (error) => !(error instanceof NotSent),
  );
  await pause(50);
  server.cut();
  await lost;
  answers = true;
  assert.equal(await client.send(request("[]")), "done");
  assert.equal(server.opened(), 2);

  const nobody = new RequestClient(() =>
    openSocket({ ...server.address, port: 1 }, "requester", secret)
  );
  await assert.rejects(nobody.send(request("[]")), NotSent);
});

Deno.test("[K11] a socket that says nothing is given up in time, one that is only slow is not", async () => {
  let isSlow = true;
  await using server = await listen({
    ...nothing,
    ask: (_, batch) => batch === "hang" ? new Promise(() => {}) : Promise.resolve("done"),
  });
  using client = clientOf(server);
  const late = client.send(request("hang", "s1", 300));
  while (isSlow) {
    assert.equal(await client.send(request("quick")), "done");
    isSlow = await Promise.race([late.then(() => false, () => false), pause(20).then(() => true)]);
  }
  await assert.rejects(late, /in time/);
  assert.equal(server.opened(), 1, "Other answers have come meanwhile");
  await assert.rejects(client.send(request("hang", "s1", 100)), /in time|ended/);
  assert.equal(await client.send(request("quick")), "done");
  assert.equal(server.opened(), 2, "Nothing has come meanwhile");
});

Deno.test("[K12] neither end takes one that does not know the secret, or that sends proofs back", async () => {
  const roles: (string | null)[] = [];
  const listening = async (peer: net.Socket, at: Address) => {
    roles.push(await shakeHands(peer, "listener", { secret, at }).catch(() => null));
  };
  await using server = await listen(nothing, listening);
  await assert.rejects(openSocket(server.address, "requester", `${secret}!`));
  await assert.rejects(openSocket(server.address, "caller", `${secret}!`));
  const echo = net.createConnection(server.address);
  echo.on("error", () => {});
  echo.on("data", (bytes) => echo.write(bytes));
  await new Promise((resolve) => echo.once("close", resolve));
  assert.deepEqual(roles, [null, null, null]);
  for (const role of ["caller", "requester"] as const) {
    const taken = roles.length;
    const socket = await openSocket(server.address, role, secret);
    while (roles.length === taken) await pause(5);
    socket.destroy();
    assert.equal(roles.at(-1), role);
  }
  await using mirror = await listen(nothing, (peer) => {
    peer.on("data", (bytes) => peer.write(bytes));
    return Promise.resolve();
  });
  await assert.rejects(openSocket(mirror.address, "requester", secret));
});

Deno.test("[K14] a proof for one node is none for another: who stands between two gets no socket", async () => {
  const roles: (string | null)[] = [];
  await using server = await listen(nothing, async (peer, at) => {
    roles.push(await shakeHands(peer, "listener", { secret, at }).catch(() => null));
  });
  // Where a node was, and knows where another one is.
  await using relay = await listen(nothing, (peer) => {
    const onward = net.createConnection(server.address);
    onward.on("error", () => {});
    peer.pipe(onward).pipe(peer);
    return Promise.resolve();
  });
  await assert.rejects(openSocket(relay.address, "caller", secret));
  while (roles.length === 0) await pause(5);
  assert.deepEqual(roles, [null]);
});

Deno.test("[K15] strangers hold 256 sockets open for a moment, and keep nobody out after it", async () => {
  const roles: string[] = [];
  const { promise, resolve } = Promise.withResolvers<Door>();
  await using server = await listen(nothing, async (peer, address) => {
    const door = opened ??= new Door({ secret, address }, (_, role) => void roles.push(role));
    resolve(door);
    await door.enter(peer);
  });
  let opened: Door | null = null;
  let refused = 0;
  const strangers = Array.from({ length: 300 }, () => {
    const socket = net.createConnection(server.address);
    socket.on("error", () => {});
    socket.on("close", () => refused += 1);
    return socket;
  });
  await promise;
  while (refused < 44) await pause(5);
  assert.equal(refused, 44);
  for (const socket of strangers) socket.destroy();
  while (refused < 300) await pause(5);
  await pause(20);
  const socket = await openSocket(server.address, "requester", secret);
  while (roles.length === 0) await pause(5);
  assert.deepEqual(roles, ["requester"]);
  socket.destroy();
});

/** A node whose peer n2 answers as `ask` says; the engine names the owner. */
function shortWay(peer: Listening, engineSays: () => readonly [NodeName, string]) {
  const asked: EntityName[] = [];
  const way = new ShortWay({
    node: "n1",
    secret,
    addresses: new Map([["n2", peer.address]]),
    askEngine(entity) {
      asked.push(entity);
      return Promise.resolve(engineSays());
    },
  });
  return Object.assign(way, { asked, [Symbol.dispose]: () => way.close() });
}

Deno.test("[K13] the engine is asked who owns an entity, and again when the owner has it no more", async () => {
  const answers: (string | null)[] = ["first", "moved", "second", null];
  await using server = await listen({
    ...nothing,
    ask: () => Promise.resolve(answers.shift() ?? null),
  });
  using way = shortWay(server, () => ["n2", "by the engine"]);
  const given: string[] = [];
  for (let time = 0; time < 6; time++) given.push(await way.ask("s7", "[]"));
  assert.deepEqual(given, [
    "by the engine",
    "first",
    "moved",
    "by the engine",
    "second",
    "by the engine",
  ]);
  assert.equal(way.asked.length, 3);
});

Deno.test("[K13] an owner that cannot be reached is asked by the engine, one that may have obeyed by nobody", async () => {
  let hangs = false;
  const server = await listen({
    ...nothing,
    ask: () => hangs ? new Promise(() => {}) : Promise.resolve("direct"),
  });
  using way = shortWay(server, () => ["n2", "by the engine"]);
  await way.ask("s7", "[]");
  assert.equal(await way.ask("s7", "[]"), "direct");
  hangs = true;
  const doubtful = assert.rejects(way.ask("s7", "[]"));
  await pause(50);
  await server[Symbol.asyncDispose]();
  await doubtful;
  assert.equal(way.asked.length, 1);
  assert.equal(await way.ask("s7", "[]"), "by the engine");
  assert.equal(await way.ask("s7", "[]"), "by the engine");
});

Deno.test("[K13] what this node owns itself is asked by the engine, and a push goes to that node alone", async () => {
  await using server = await listen({
    ...nothing,
    push: (node, batch) => Promise.resolve(node === "n2" ? `taken ${batch}` : null),
  });
  using way = shortWay(server, () => ["n1", "here"]);
  assert.equal(await way.ask("s7", "[]"), "here");
  assert.equal(await way.ask("s7", "[]"), "here");
  assert.equal(await way.push("n2", "{}"), "taken {}");
  await assert.rejects(way.push("n3", "{}"), /not known/);
  const wrong = new ShortWay({
    ...{ node: "n1", secret, addresses: new Map([["n3", server.address]]) },
    askEngine: () => Promise.reject(new Error("Nobody is asked")),
  });
  await assert.rejects(wrong.push("n3", "{}"), /Another node/);
  wrong.close();
});
