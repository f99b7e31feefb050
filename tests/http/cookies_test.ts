// Which session a request's cookies name, and which origins are the server's own.

import assert from "node:assert/strict";
import { hasOwnOrigin } from "../../routes/auth/origin.ts";
import { readSettings } from "../../settings.ts";
import { password, signUp } from "../support/server/people.ts";
import { answerTo } from "../support/server/raw_socket.ts";
import { openRequest } from "../support/server/raw_request.ts";
import { drivers, startServer } from "../support/server/server.ts";

for (const sockets of drivers) {
  Deno.test(`[A60] of several session cookies each is tried, over HTTP and before the upgrade: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    await using other = await startServer({ sockets });
    const { client } = await signUp(server, "anna");
    const token = client.cookie.replace(/^[^=]*=/, "");
    // Signed with the same key, for a session that only another database knows.
    const stale = (await signUp(other, "anna")).client.cookie.replace(/^[^=]*=/, "");
    const { port } = new URL(server.url);
    const headers = [
      `trio=${stale}; trio=${token}`,
      `trio-${port}=${stale}; trio-${port}=${token}`,
      `trio-${port}=nonsense; trio=${token}`,
      `other=1; trio=; trio-1=${stale};trio=${token}; last`,
    ];
    for (const cookie of headers) {
      const browser = server.client();
      browser.cookie = cookie;
      assert.equal((await browser.get("/api/me")).status, 200, cookie);
      const line = await browser.connect();
      await line.hello();
      await line.close();
    }
    const nobody = server.client();
    nobody.cookie = `trio=${stale}; trio-${port}=${stale}; trio_1=${token}; xtrio=${token}`;
    assert.equal((await nobody.get("/api/me")).status, 401);
  });
}

Deno.test("[A60] over plain HTTP the cookie's name carries the port, so that two servers on one host are told apart", async () => {
  await using server = await startServer();
  await signUp(server, "anna");
  const hosts: [string, string][] = [["trio.example", "trio"], ["trio.example:80", "trio"], [
    "x:8000",
    "trio-8000",
  ]];
  for (const [host, name] of hosts) {
    const framing = ["transfer-encoding: chunked", "connection: close"];
    const head = ["POST /api/session HTTP/1.1", `host: ${host}`, ...framing];
    await using request = await openRequest(server.url, head);
    await request.writeChunk(JSON.stringify({ username: "anna", password }));
    await request.writeChunk("");
    assert.match(await request.answer(), new RegExp(`\\nset-cookie: ${name}=[^;]`, "i"), host);
  }
});

Deno.test("[A60] logging out ends every session that the browser's cookies name, and clears them", async () => {
  await using server = await startServer();
  const { client } = await signUp(server, "anna");
  const browser = server.client();
  await browser.logIn("anna", password);
  const both = `${client.cookie}; ${browser.cookie}`;
  browser.cookie = both;
  const { headers } = await browser.logOut();
  const names = headers.getSetCookie().map((line) => line.split("=")[0]);
  assert.deepEqual(new Set(names), new Set(both.split("; ").map((pair) => pair.split("=")[0])));
  browser.cookie = both;
  assert.equal((await browser.get("/api/me")).status, 401);
});

Deno.test("[A61] Host and Origin are compared without case and default ports", () => {
  const own = (host: string, origin: string, origins: readonly string[] = []) =>
    hasOwnOrigin(new Request("http://x/", { headers: { host, origin } }), origins);
  const same = [
    ["trio.example", "http://trio.example"],
    ["Trio.Example", "http://trio.example"],
    ["trio.example:80", "http://trio.example"],
    ["trio.example", "HTTP://TRIO.example:80"],
    ["trio.example:443", "https://trio.example"],
    ["TRIO.example:8000", "http://trio.EXAMPLE:8000"],
    ["[::1]:8000", "http://[0:0:0:0:0:0:0:1]:8000"],
  ];
  for (const [host = "", origin = ""] of same) assert(own(host, origin), `${host} ${origin}`);
  const foreign = [
    ["trio.example", "http://trio.example:8000"],
    ["trio.example:443", "http://trio.example"],
    ["trio.example:80", "https://trio.example"],
    ["trio.example", "http://trio.example.evil"],
    ["trio.example", "http://trio.example/"],
    ["trio.example", "http://me@trio.example"],
    ["evil@trio.example", "http://trio.example"],
    ["trio.example/x", "http://trio.example"],
    ["trio.example", "null"],
    ["trio.example", "ftp://trio.example"],
    ["trio.example", ""],
  ];
  for (const [host = "", origin = ""] of foreign) assert(!own(host, origin), `${host} ${origin}`);
  const origins =
    readSettings({ ORIGIN: "HTTPS://Trio.Example:443, http://localhost:8000" }).origins;
  assert.deepEqual(origins, ["https://trio.example", "http://localhost:8000"]);
  assert(own("inside:8000", "https://TRIO.example:443", origins));
  assert(!own("inside:8000", "http://inside:8000", origins));
});

for (const sockets of drivers) {
  Deno.test(`[X85] a Host that is none is 400 invalid on every path, and not reported: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { client: { cookie } } = await signUp(server, "anna");
    for (const host of ["a b", "evil:99999", "x/y", "me@x", "[::1"]) {
      for (const [method, path] of [["GET", "/ws"], ["GET", "/api/me"], ["POST", "/api/invites"]]) {
        await using request = await openRequest(server.url, [
          `${method} ${path} HTTP/1.1`,
          `host: ${host}`,
          `cookie: ${cookie}`,
        ]);
        assert.match(await request.answer(), /^HTTP\/1.1 400 [^]*"code":"invalid"/, host + path);
      }
    }
    for (const host of ["x", "x:80", "127.0.0.1:8000", "[::1]:8000", "my_host", "TRIO.example."]) {
      assert.match(
        await answerTo(server.url, "/api/me", { host, cookie }),
        /^HTTP\/1.1 200 /,
        host,
      );
    }
    assert.deepEqual(server.reports, []);
  });
}

for (const sockets of drivers) {
  Deno.test(`[X100] a request with two Host headers is 400 on every path: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { client: { cookie } } = await signUp(server, "anna");
    for (const path of ["/ws", "/api/me"]) {
      await using request = await openRequest(server.url, [
        `GET ${path} HTTP/1.1`,
        "host: x",
        "Host: y",
        ...(path === "/ws" ? ["connection: upgrade", "upgrade: websocket"] : []),
        `cookie: ${cookie}`,
      ]);
      // Deno's own server refuses it before the routes see it.
      assert.match(await request.firstLine(), /^HTTP\/1.1 400 /, path);
    }
  });
}
