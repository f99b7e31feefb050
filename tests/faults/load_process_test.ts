// The load tool as `deno task load` runs it, against the real server, and against one that breaks
// promises on purpose: a proxy in front of it drops a frame, and doubles one.

import assert from "node:assert/strict";
import type { ServerFrame } from "../../protocol/frames.ts";
import { startBreakingProxy } from "../support/server/breaking_proxy.ts";
import { spawnLoad, startServer } from "../support/server/process.ts";
import { emptyFolder } from "../support/store/kept_pglite.ts";

/** Two groups, a second or so of talk, and some sockets cut. */
const small = "--users 6 --rate 40 --minutes 0.025 --cuts 600 --leaves 600 --report".split(" ");
const anything = /./;

/** Whether a frame brings a text of somebody else's that is not the first of its group. */
function bringsText(frame: ServerFrame, user: string) {
  return frame.type === "message" && frame.message.kind === "text" && frame.message.seq > 4 &&
    frame.message.by !== user;
}

Deno.test("[Z86] [Z87] the load tool ends with 0 at an honest server, and with 1 at one that drops and doubles a frame, and says where", async (t) => {
  await using data = await emptyFolder("trio-load-");
  await using reports = await emptyFolder("trio-load-report-");
  await using server = await startServer({ dataDir: data.path });
  const report = `${reports.path}/report.html`;

  await t.step("[Z86] all was acknowledged, shown once to all and read back", async () => {
    await using load = await spawnLoad([...small, report, "--url", server.url], anything);
    const { code, output } = await load.ended;
    assert.equal(code, 0, output);
    assert.match(output, /^All promises were kept\.$/m);
    assert.match(output, /^texts due +60 [^]*^not acknowledged +0$/m);
    assert.match(output, /^logs read back and compared +2$/m);
    assert.match(output, /^ +1 s {2}sent \d+ {2}acknowledged \d+ \(p50 .*broken 0$/m);
    assert.match(await Deno.readTextFile(report), /^<!doctype html>[^]*All promises were kept/);
  });

  await t.step(
    "[Z87] the dropped frame and the doubled one are named by group and seq",
    async () => {
      const broken: string[] = [];
      const places = new Set<string>();
      await using proxy = startBreakingProxy(server.url, (frame, user) => {
        const place = frame.type === "message" ? `${frame.group} at seq ${frame.message.seq}` : "";
        if (broken.length === 2 || places.has(place) || !bringsText(frame, user)) return [frame];
        places.add(place);
        const breach = broken.length === 0 ? "lost" : "twice";
        broken.push(`BROKEN (${breach}) in group ${place}: `);
        return breach === "lost" ? [] : [frame, frame];
      });
      const words = [...small, report, "--url", proxy.url, "--cuts", "0", "--leaves", "0"];
      await using load = await spawnLoad(words, anything);
      const { code, output } = await load.ended;
      assert.equal(code, 1, output);
      assert.match(output, /^PROMISES BROKEN: 2\.$/m);
      assert.equal(broken.length, 2);
      for (const line of broken) assert.ok(output.includes(line), `${line}\n${output}`);
      assert.match(await Deno.readTextFile(report), /PROMISES BROKEN: 2\./);
    },
  );

  await t.step(
    "[Z89] told to stop it waits for what is under way, writes the report and ends",
    async () => {
      const words = ["--users", "3", "--minutes", "60", "--url", server.url, "--report", report];
      await using load = await spawnLoad([...words, "--rate", "20"], /^ +1 s {2}sent/m);
      assert.ok(await load.first, load.output());
      const { code, output } = await load.stop("SIGINT");
      assert.equal(code, 3, output);
      assert.match(
        output,
        /^No promise was seen broken; .*\nIt was ended early\.\nOf 1 logs 0 were/m,
      );
      assert.match(await Deno.readTextFile(report), /It was ended early/);
    },
  );

  await t.step(
    "[Z86] a rate that the server's limits do not allow is refused at once",
    async () => {
      const words = ["--users", "3", "--rate", "100", "--url", server.url, "--report", report];
      await using load = await spawnLoad(words, anything);
      const { code, output } = await load.ended;
      assert.equal(code, 3, output);
      assert.match(output, /^100 texts a second of 3 users are more .* --users 10 at least/m);
    },
  );

  await t.step("[Z86] a server that is away is told with what to do", async () => {
    await server.stop();
    await using load = await spawnLoad([...small, report, "--url", server.url], anything);
    const { code, output } = await load.ended;
    assert.equal(code, 3, output);
    assert.match(output, /^No answer from .*\. Start Trio there with "deno task start"/m);
  });
});
