// `deno task cluster` as its user starts and stops it.

import assert from "node:assert/strict";
import { haproxyConfig, startHaproxy } from "../../tools/cluster/haproxy.ts";
import { findProgram } from "../../tools/cluster/postgres_programs.ts";
import { parseOptions } from "../../tools/cluster/options.ts";
import { spawn } from "../../tools/running.ts";
import { taskWords } from "../../tools/task_words.ts";
import { arrive } from "../support/server/trio.ts";
import { until } from "../support/server/patience.ts";

const root = new URL("../../", import.meta.url);

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

Deno.test("[K4] two nodes start behind HAProxy, one that is killed comes back, and nothing is left", async () => {
  const data = await Deno.makeTempDir({ prefix: "trio_cluster_test_" });
  const words = await taskWords(root, { task: "cluster", file: "tools/cluster.ts" });
  const sign = /HAProxy is at (\S+),/;
  await using cluster = spawn([...words, "--nodes", "2", "--data", data], { sign });
  const url = sign.exec(await cluster.first ?? "")?.[1] ?? assert.fail(cluster.output());
  const anna = await arrive(url, "anna");
  const line = await anna.connect();
  await line.hello();
  const pids = () => [...cluster.output().matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
  const [first = assert.fail("No process is named")] = pids();
  Deno.kill(first, "SIGKILL");
  await until("n1 is started again", () => pids().length === 3, () => pause(50));
  assert.equal((await anna.get("/api/me")).status, 200);
  const { code, output } = await cluster.stop("SIGINT");
  assert.equal(code, 0, output);
  await line.closed;
  assert.deepEqual(pids().filter(isAlive), []);
  assert.equal(await anna.get("/").catch(() => null), null);
  const left = await Array.fromAsync(Deno.readDir(data), ({ name }) => name);
  assert.deepEqual(left.sort(), ["haproxy.cfg", "keys.json", "n1", "n2", "postgres"]);
  await Deno.remove(data, { recursive: true });
});

Deno.test("[K4] a missing program is named with what to install", async () => {
  assert.equal(await findProgram("no_such_program"), null);
  const folder = "/nowhere";
  const started = startHaproxy({ port: 1, nodes: [], folder, find: () => Promise.resolve(null) });
  await assert.rejects(started, /^Error: HAProxy is missing: install Debian's package haproxy$/);
});

Deno.test("[K4] HAProxy takes its configuration as right", async () => {
  const path = await Deno.makeTempFile();
  const nodes = [{ name: "n1", port: 8_001 }, { name: "n2", port: 8_002 }];
  await Deno.writeTextFile(path, haproxyConfig({ port: 8_000, nodes }));
  const program = await findProgram("haproxy") ?? assert.fail("HAProxy is missing");
  const { success, stderr } = await new Deno.Command(program, { args: ["-c", "-f", path] })
    .output();
  assert(success, new TextDecoder().decode(stderr));
  await Deno.remove(path);
});

Deno.test("[K4] the options of the cluster are read, and a wrong one is refused", () => {
  assert.deepEqual(parseOptions(["--nodes", "5", "--data", "x"]), {
    type: "run",
    options: { nodes: 5, port: null, data: "x" },
  });
  assert.equal(parseOptions(["--nodes", "17"]).type, "wrong");
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
