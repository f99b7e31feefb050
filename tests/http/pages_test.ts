// How the page's files are sent: compressed for who takes it, tagged, and kept by browsers as long
// as they stay true.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { formsOf } from "../../web/build/compress.ts";
import { loadPages } from "../../routes/pages.ts";
import { drivers, startServer } from "../support/server/server.ts";

const script = "export const words = 'one and one and one and one and one and one and one';\n";
const files: Readonly<Record<string, string>> = {
  "index.html": "<!doctype html><title>Trio</title>",
  "sw.js": "self.version = 1;",
  "manifest.webmanifest": '{"name":"Trio"}',
  "assets/main-AAAA1111.js": script,
  "assets/icon-BBBB2222.png": "a picture",
};

/** Pages as the build would leave them. */
async function buildPages() {
  const dir = await Deno.makeTempDir({ prefix: "trio-pages-" });
  await Deno.mkdir(`${dir}/assets`);
  for (const [path, text] of Object.entries(files)) {
    const content = new TextEncoder().encode(text);
    for (const { ending, of } of formsOf(path)) {
      await Deno.writeFile(`${dir}/${path}${ending}`, of(content));
    }
  }
  const pages = await loadPages(new URL(`file://${dir}/`));
  await Deno.remove(dir, { recursive: true });
  return pages;
}

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One request whose answer is left as it came. */
function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers, method, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const { statusCode: status, headers } = answer;
        resolve({ status, headers, body: Buffer.concat(chunks) });
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}

const plain = (body: Uint8Array) => new TextDecoder().decode(body);
const decoders: Readonly<Record<string, (body: Uint8Array) => Uint8Array>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  identity: (body) => body,
};

/** What a client that sends this header is to be sent. */
const choices: readonly (readonly [header: string | undefined, coding: string])[] = [
  [undefined, "identity"],
  ["", "identity"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["GZIP", "gzip"],
  ["br;q=0.5, gzip", "gzip"],
  ["br;q=0, gzip;q=0.1", "gzip"],
  ["deflate", "identity"],
  ["identity", "identity"],
  ["gzip;q=0.5, identity", "identity"],
  ["identity;q=0, gzip;q=0.001", "gzip"],
  ["*", "br"],
  ["*;q=0", "identity"],
  ["*;q=0, gzip", "gzip"],
  ["br;q=0, *;q=0.5", "gzip"],
  ["identity;q=0", "identity"],
  ["identity;q=0, deflate", "identity"],
  ["br;q=0, gzip;q=0, identity;q=0.5", "identity"],
];

for (const sockets of drivers) {
  Deno.test(`[W146] a file is sent in the form that the client likes best, and plain when it refuses all: ${sockets}`, async () => {
    await using server = await startServer({ sockets, pages: await buildPages() });
    for (const [header, coding] of choices) {
      const headers = header === undefined ? {} : { "accept-encoding": header };
      const accepted = `accept-encoding: ${header}`;
      const answer = await ask(`${server.url}/assets/main-AAAA1111.js`, headers);
      assert.equal(answer.headers["vary"], "accept-encoding", accepted);
      assert.equal(answer.status, 200, accepted);
      assert.equal(answer.headers["content-encoding"] ?? "identity", coding, accepted);
      assert.equal(answer.headers["content-length"], String(answer.body.length), accepted);
      assert.equal(plain(decoders[coding]?.(answer.body) ?? answer.body), script, accepted);
    }
    const picture = await ask(`${server.url}/assets/icon-BBBB2222.png`, {
      "accept-encoding": "br, gzip",
    });
    assert.equal(picture.headers["content-encoding"], undefined);
    assert.equal(plain(picture.body), "a picture");
    assert.equal((await ask(`${server.url}/assets/main-AAAA1111.js.br`)).status, 404);
  });

  Deno.test(`[W146] every file says its type and how long it stays true, and is not sent twice: ${sockets}`, async () => {
    await using server = await startServer({ sockets, pages: await buildPages() });
    const forever = "public, max-age=31536000, immutable";
    const expected = [
      ["/", "text/html; charset=utf-8", "no-cache"],
      ["/groups", "text/html; charset=utf-8", "no-cache"],
      ["/sw.js", "text/javascript; charset=utf-8", "no-cache"],
      ["/manifest.webmanifest", "application/manifest+json", "no-cache"],
      ["/assets/main-AAAA1111.js", "text/javascript; charset=utf-8", forever],
    ] as const;
    for (const [path, type, cache] of expected) {
      const tags = new Set<string>();
      for (const coding of ["br", "gzip", "identity"]) {
        const headers = { "accept-encoding": coding };
        const answer = await ask(server.url + path, headers);
        assert.equal(answer.headers["content-type"], type);
        assert.equal(answer.headers["cache-control"], cache, path);
        assert.equal(answer.headers["content-encoding"] ?? "identity", coding, path);
        const tag = String(answer.headers["etag"]);
        tags.add(tag);
        const again = await ask(server.url + path, {
          ...headers,
          "if-none-match": `"0", W/${tag}`,
        });
        assert.deepEqual([again.status, again.body.length], [304, 0], path);
        assert.equal(again.headers["etag"], tag);
        assert.equal(again.headers["vary"], "accept-encoding");
        assert.equal(again.headers["cache-control"], cache);
        const head = await ask(server.url + path, headers, "HEAD");
        assert.deepEqual([head.status, head.headers["etag"]], [200, tag]);
        assert.equal(head.headers["content-length"], String(answer.body.length), path);
      }
      assert.equal(tags.size, 3, `Two forms of ${path} have one tag`);
    }
    const missing = await ask(`${server.url}/nowhere`, { "if-none-match": "*" });
    assert.deepEqual([missing.status, missing.headers["cache-control"]], [404, "no-cache"]);
    assert.equal(plain(missing.body), files["index.html"]);
  });

  Deno.test(`[W147] no answer of the API that tells of anybody is compressed, however long: ${sockets}`, async () => {
    await using server = await startServer({ sockets });
    const { client } = await server.newcomer("anna", { birthDate: "1996-01-01", sex: "female" });
    const headers = { cookie: client.cookie, "accept-encoding": "br, gzip, deflate, zstd" };
    let longest = 0;
    for (const path of ["/api/me", "/api/me/data", "/api/groups", "/api/nothing", "/healthz"]) {
      const { headers: got, body } = await ask(server.url + path, headers);
      assert.equal(got["content-encoding"], undefined, path);
      assert.doesNotThrow(() => JSON.parse(plain(body)), path);
      longest = Math.max(longest, body.length);
    }
    // But for the descriptions, which are the same for everybody.
    for (const path of ["/api/openapi.json", "/api/asyncapi.json"]) {
      const { headers: got, body } = await ask(server.url + path, headers);
      assert.deepEqual([got["content-encoding"], got["cache-control"]], ["gzip", "no-cache"]);
      assert.equal(got["content-length"], String(body.length));
      assert.doesNotThrow(() => JSON.parse(plain(gunzipSync(body))));
    }
    // Longer than what servers find too short to compress.
    assert.ok(longest > 100, `The longest answer has ${longest} bytes`);
  });
}
