// What deploy/ says of Trio, held against Trio itself: its settings, ports, paths and times.

import assert from "node:assert/strict";
import { parse, parseAllDocuments } from "yaml";
import { bounds, readSettings, settingNames } from "../../settings.ts";
import { readEnvFile } from "../../tools/doctor/env_file.ts";
import { taskWords } from "../../tools/task_words.ts";
import { readFiles } from "../architecture/support/files.ts";
import { readImports } from "./support/imports.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

/** A node that is told to stop is gone so many seconds after, whatever its DRAIN_MS is. */
const stopsWithin = bounds.DRAIN_MS[1] / 1_000 + 5;
const usual = readSettings({});
/** A process has a file open for each socket, and some for the rest. */
const filesWanted = usual.socketPlaces.most + 1_000;
/** The page pings so often. */
const pingSeconds = 15;

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

async function readDockerfile(): Promise<readonly Instruction[]> {
  const text = (await read("deploy/Dockerfile")).replaceAll(/^#.*\n/gm, "")
    .replaceAll(/\\\n\s*/g, "");
  return text.split("\n").filter((line) => line.trim() !== "").map((line) => {
    const [, name = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return { name, rest };
  });
}

/** Variables that are not Trio's own. */
function isForeign(name: string): boolean {
  return /^(DENO|DENO_\w+|POD_\w+)$/.test(name);
}

/** Throws where Trio would refuse to start with it. */
function checkSettings(env: Readonly<Record<string, string>>): void {
  const own = Object.entries(env).filter(([name]) => !isForeign(name));
  const names: readonly string[] = settingNames;
  assert.deepEqual(own.map(([name]) => name).filter((name) => !names.includes(name)), []);
  readSettings(Object.fromEntries(own));
}

Deno.test("[Z130] deploy/start.sh becomes the program, with the very words of the start task", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // Stands in for Deno: works the words out, and tells what would be run, and as which process.
    const stub = `${folder}/deno`;
    const real = Deno.execPath();
    await Deno.writeTextFile(
      stub,
      `#!/bin/sh\ncase "$*" in *start_words*) exec "${real}" "$@" ;; esac\n` +
        `printf '%s\\n' "$$" "$DATA_DIR" "$OTEL_DENO_TRACING $OTEL_DENO_METRICS" \\\n` +
        `  "$MALLOC_MMAP_THRESHOLD_" "$@"\n`,
      { mode: 0o755 },
    );
    for (const [task, more] of [["start", {}], ["start:node", { CLUSTER_NODE: "n1" }]] as const) {
      const dataDir = `${folder}/a b$&$$`;
      const child = new Deno.Command(new URL("deploy/start.sh", root), {
        env: { DENO: stub, DATA_DIR: dataDir, HOST: "127.0.0.1", PUSH_HOSTS: "off", ...more },
        stdout: "piped",
      }).spawn();
      const [text, { code }] = await Promise.all([
        new Response(child.stdout).text(),
        child.status,
      ]);
      assert.equal(code, 0);
      const { tasks } = JSON.parse(await read("deno.json"));
      const { command } = tasks[task];
      const [pid, seenDataDir, own, threshold, ...words] = text.trimEnd().split("\n");
      const net = `127.0.0.1:8000,unix:${dataDir}/admin.sock,127.0.0.1:0`;
      assert.equal(pid, String(child.pid));
      assert.equal(seenDataDir, dataDir);
      assert.equal(own, "false false");
      assert.match(command, / OTEL_DENO_TRACING=false OTEL_DENO_METRICS=false /);
      assert.deepEqual(words, await taskWords(root, { task, file: "main.ts", dataDir, net }));
      assert.ok(words.includes(`--allow-write=${dataDir}`));
      assert.match(command, new RegExp(` MALLOC_MMAP_THRESHOLD_=${threshold} `));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("[Z148] no task and no script sends what it prints to a collector, but for the server itself", async () => {
  const { tasks } = JSON.parse(await read("deno.json"));
  const scripts = [
    "deploy/start.sh",
    "deploy/prepare.sh",
    "deploy/as_trio.sh",
    "deploy/Dockerfile",
  ];
  const texts = [
    ...Object.values(tasks).map((task) => (task as { readonly command: string }).command),
    ...await Promise.all(scripts.map(async (path) => (await read(path)).replaceAll("\\\n", ""))),
  ];
  const runs = texts.flatMap((
    text,
  ) => [...text.matchAll(/(\S+ )?(?:deno|"\$deno"|"deno",) "?(?:run|eval|test)\b[^&)\n]*/g)]);
  const servers = runs.filter(([whole]) => whole.endsWith(" main.ts"));
  assert.equal(servers.length, 2);
  assert.ok(runs.length > 20);
  for (const [whole, before = ""] of runs.filter((run) => !servers.includes(run))) {
    assert.match(before, /OTEL_DENO=false"?,? $/, whole);
  }
  assert.match(await read("deploy/prepare.sh"), /^export OTEL_DENO=false$/m);
});

/** By a line of a file of settings: the setting that it is; null: it is none. */
const envLines: readonly (readonly [line: string, setting: readonly [string, string] | null])[] = [
  ["# A=1", null],
  ["; A=1", null],
  ["", null],
  ["nothing", null],
  ["=1", null],
  ["1A=1", null],
  ["A B=1", null],
  ["A-B=1", null],
  ["SPACED = 1", null],
  ["PORT=8000", ["PORT", "8000"]],
  ["TRAILING=8000 \t", ["TRAILING", "8000"]],
  [" \tINDENTED=8000", ["INDENTED", "8000"]],
  ["LEADING=  8000", ["LEADING", "8000"]],
  ["WINDOWS=8000\r", ["WINDOWS", "8000"]],
  ["EMPTY=", ["EMPTY", ""]],
  ["BLANK=  ", ["BLANK", ""]],
  ['DOUBLE=" a b " ', ["DOUBLE", " a b "]],
  ["SINGLE='mailto:a@b.example'", ["SINGLE", "mailto:a@b.example"]],
  ['HALF="', ["HALF", '"']],
  ["MIXED=\"a'", ["MIXED", "\"a'"]],
  ["_under_score=1", ["_under_score", "1"]],
  ["line=1", ["line", "1"]],
  ["URL=postgres://trio:a$b`c\\@db/trio?a=b#x=y", [
    "URL",
    "postgres://trio:a$b`c\\@db/trio?a=b#x=y",
  ]],
  ["WORDS=a  b\u2028c *", ["WORDS", "a  b\u2028c *"]],
  ["TWICE=1", null],
  ["TWICE=2", ["TWICE", "2"]],
  ["LAST=without an end", ["LAST", "without an end"]],
];

Deno.test("[Z136] deploy/as_trio.sh becomes a command, with the settings that systemd and the doctor read from the same file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const text = envLines.map(([line]) => line).join("\n");
    await Deno.writeTextFile(`${folder}/env`, text);
    // Stands in for the program that changes the account, which root alone may.
    const stub = '#!/bin/sh\nprintf "%s\\0" "$$" "$*"\nenv -0\n';
    await Deno.writeTextFile(`${folder}/setpriv`, stub, { mode: 0o755 });
    const child = new Deno.Command(new URL("deploy/as_trio.sh", root), {
      args: ["deno", "task", "doctor"],
      clearEnv: true,
      env: { PATH: `${folder}:/usr/bin:/bin`, TRIO_ENV: `${folder}/env`, TRIO_ACCOUNT: "me" },
      stdout: "piped",
    }).spawn();
    const [printed, { code }] = await Promise.all([
      new Response(child.stdout).text(),
      child.status,
    ]);
    assert.equal(code, 0);
    const [pid, words, ...env] = printed.split("\0").slice(0, -1);
    assert.equal(pid, String(child.pid));
    assert.equal(words, "--reuid me --regid me --init-groups -- deno task doctor");
    const settings = Object.fromEntries(
      envLines.flatMap(([, setting]) => setting ? [setting] : []),
    );
    assert.deepEqual(readEnvFile(text), settings);
    const own = /^(PATH|PWD|OLDPWD|SHLVL|_|TRIO_ENV|TRIO_ACCOUNT|DENO_DIR|DENO_NO_UPDATE_CHECK)=/;
    const exported = env.filter((one) => !own.test(one)).map((
      one,
    ) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]);
    assert.deepEqual(Object.fromEntries(exported), settings);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("[Z131] the image holds what the program imports, and runs it as the only process, not as root", async () => {
  const instructions = await readDockerfile();
  const of = (name: string) => instructions.filter((one) => one.name === name).map((it) => it.rest);
  const last = instructions.findLastIndex(({ name }) => name === "FROM");
  const copied = of("COPY").filter((rest) => !rest.startsWith("--from"))
    .flatMap((rest) => rest.split(" ").slice(0, -1));
  const files = Object.keys(await readFiles(root));
  const holds = (path: string) => copied.some((one) => path === one || path.startsWith(`${one}/`));
  for (const source of copied) {
    assert.ok(files.some((path) => path === source || path.startsWith(`${source}/`)), source);
  }
  const imported = await readImports(root, [
    "main.ts",
    "web/build/build.ts",
    "web/page.tsx",
    "web/platform/sw.ts",
    "tools/start_words.ts",
    "tools/healthz.ts",
    "tools/admin.ts",
    "tools/doctor.ts",
  ]);
  assert.ok(imported.size > 200);
  assert.deepEqual([...imported].filter((path) => !holds(path)), []);
  const shown = (await read("deploy/Dockerfile.dockerignore")).split("\n")
    .filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  assert.deepEqual(shown.toSorted(), copied.toSorted());

  assert.deepEqual(of("ENTRYPOINT"), ['["/app/deploy/start.sh"]']);
  assert.deepEqual(of("EXPOSE"), [String(usual.port)]);
  assert.deepEqual(of("VOLUME"), ["/data"]);
  assert.match(
    of("HEALTHCHECK").join(),
    / CMD \["env", "OTEL_DENO=false", "deno", .*"tools\/healthz\.ts"\]$/,
  );
  const user = instructions.slice(last).find(({ name }) => name === "USER")?.rest ?? "";
  assert.match(user, /^[1-9]\d+:[1-9]\d+$/);
  const env = Object.fromEntries(
    instructions.slice(last).filter(({ name }) => name === "ENV")
      .flatMap(({ rest }) => rest.split(" ").map((pair) => pair.split("="))),
  );
  checkSettings(env);
  assert.equal(env.PORT, String(usual.port));
  const version = /npx --yes deno@([\d.]+) /.exec(await read("README.md"))?.[1];
  assert.ok(of("FROM").includes(`denoland/deno:bin-${version} AS deno`));
  const named = (await read("docs/self_hosting.md")).matchAll(/(?:deno@|\/v|bin-)(\d[\d.]*\d)/g);
  assert.deepEqual([...new Set([...named].map(([, one]) => one))], [version]);
});

Deno.test("[Z132] the compose file's settings are Trio's own, and its limits leave Trio the room that they tell it of", async () => {
  const text = (await read("deploy/compose.yaml"))
    .replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name) => name === "DOMAIN" ? "trio.example" : "");
  const { services: { trio, postgres, caddy }, volumes } = parse(text);
  checkSettings(trio.environment);
  const { databaseUrl, origins, memoryBytes, proxies, sockets } = readSettings(trio.environment);
  assert.equal(new URL(databaseUrl ?? "").hostname, "postgres");
  assert.deepEqual([origins, proxies, sockets], [["https://trio.example"], 1, "ws"]);
  assert.equal(trio.mem_limit, "2g");
  assert.ok((memoryBytes ?? Infinity) <= 2 * 2 ** 30 * 3 / 4);
  assert.ok(trio.ulimits.nofile >= filesWanted);
  assert.ok(parseInt(trio.stop_grace_period) > 5);
  assert.equal(trio.depends_on.postgres.condition, "service_healthy");
  assert.equal(postgres.healthcheck.test[1], "pg_isready");
  assert.equal(caddy.environment.TRIO, `trio:${usual.port}`);
  const mounted = [trio, postgres, caddy].flatMap((service) => service.volumes)
    .map((volume: string) => volume.split(":")[0]).filter((name) => !name?.startsWith("."));
  assert.deepEqual(mounted.toSorted(), Object.keys(volumes).toSorted());
  const named = (await read("deploy/compose.yaml")).matchAll(/\$\{(\w+)/g);
  const example = await read("deploy/compose.env.example");
  for (const [, name] of named) assert.match(example, new RegExp(`^${name}=`, "m"));
});

Deno.test("[Z133] proxies take larger bodies than Trio and wait longer than a client may be silent", async () => {
  const nginx = await read("deploy/nginx.conf");
  const caddy = await read("deploy/Caddyfile");
  for (const [, kilobytes] of (nginx + caddy).matchAll(/(?:body_size|max_size) (\d+)k/gi)) {
    assert.ok(Number(kilobytes) * 1_000 > usual.bodyBytes);
  }
  const [, socket = ""] = nginx.split("location = /ws");
  // A location that sets one header loses those that are set around it.
  const locations = nginx.match(/^ *location [^}]*\}/gm) ?? [];
  assert.deepEqual(locations.map((one) => one.includes("proxy_set_header")), [false, false]);
  assert.match(nginx, /Upgrade \$http_upgrade;\s*proxy_set_header Connection \$trio_connection;/);
  for (const name of ["read", "send"]) {
    const seconds = Number(new RegExp(`proxy_${name}_timeout (\\d+)s`).exec(socket)?.[1]);
    assert.ok(seconds > 2 * pingSeconds, name);
  }
  assert.match(nginx, /X-Forwarded-For \$remote_addr;/);
  assert.match(nginx, /proxy_buffering off;/);
  assert.match(nginx, new RegExp(`server 127\\.0\\.0\\.1:${usual.port};`));
  assert.match(caddy, new RegExp(`reverse_proxy \\{\\$TRIO:127\\.0\\.0\\.1:${usual.port}\\}`));
  assert.match(caddy, /flush_interval -1/);
});

Deno.test("[Z149] no proxy logs addresses of requests, and no command of the docs has a password among its words", async () => {
  const nginx = await read("deploy/nginx.conf");
  const servers = nginx.split(/^server \{$/m).slice(1);
  assert.equal(servers.length, 2);
  for (const server of servers) {
    assert.match(server, /^ {4}access_log off;$/m);
    assert.match(server, /^ {4}error_log \S+ crit;$/m);
  }
  assert.equal(nginx.match(/_log /g)?.length, 4);
  const caddy = await read("deploy/Caddyfile");
  const [, log = "", ...more] = caddy.split(/^\t*log .*\{$/m);
  assert.deepEqual(more, []);
  assert.match(log, /format filter \{[^}]*request>uri delete\n\s*request>headers delete\n/);
  const kubernetes = await read("deploy/kubernetes.yaml");
  const [ingress] = parseAllDocuments(kubernetes).map((document) => document.toJS())
    .filter(({ kind }) => kind === "Ingress");
  const annotations = ingress.metadata.annotations;
  assert.equal(annotations["nginx.ingress.kubernetes.io/enable-access-log"], "false");
  assert.doesNotMatch(kubernetes, /--from-literal/);
  assert.doesNotMatch(await read("docs/self_hosting.md"), /-c .*PASSWORD/);
});

Deno.test("[Z134] the systemd unit runs the launch script alone, may open the files of all sockets, and waits until a node is gone", async () => {
  const lines = (await read("deploy/trio.service")).split("\n")
    .filter((line) => /^\w/.test(line)).map((line) => line.split(/=(.*)/s));
  const of = (name: string) => lines.filter(([key]) => key === name).map(([, value]) => value);
  assert.deepEqual(of("ExecStart"), ["/opt/trio/deploy/start.sh"]);
  assert.deepEqual(of("Type"), ["exec"]);
  assert.deepEqual(of("KillSignal"), ["SIGTERM"]);
  assert.ok(Number(of("TimeoutStopSec")[0]) > stopsWithin);
  assert.ok(Number(of("LimitNOFILE")[0]) >= filesWanted);
  assert.deepEqual([of("StateDirectory"), of("StateDirectoryMode")], [["trio"], ["0700"]]);
  const env = Object.fromEntries(of("Environment").map((pair) => pair?.split("=") ?? []));
  checkSettings(env);
  assert.equal(env.DATA_DIR, "/var/lib/trio");
  // The runtime's compiler writes code and runs it.
  assert.deepEqual(of("MemoryDenyWriteExecute"), []);
});

Deno.test("[Z135] the Kubernetes manifest makes nodes of Trio's settings, asks the paths that Trio answers, and waits until a node is gone", async () => {
  const documents = parseAllDocuments(await read("deploy/kubernetes.yaml"))
    .map((document) => document.toJS({ maxAliasCount: 0 }));
  const of = (kind: string) => documents.filter((one) => one.kind === kind);
  const [{ spec }] = of("StatefulSet");
  const { template, ordinals, replicas } = spec;
  const [container] = template.spec.containers;
  assert.deepEqual([ordinals.start, replicas <= 16], [1, true]);
  const env = Object.fromEntries(
    container.env.map(({ name, value }: Record<string, string>) => [name, value]),
  );
  const secret = "0123456789abcdef".repeat(4);
  const filled = {
    ...env,
    DATABASE_URL: "postgres://trio:x@db/trio",
    SESSION_KEY: secret,
    CLUSTER_SECRET: secret,
    CLUSTER_NODE: env.CLUSTER_NODE.replace("$(POD_NUMBER)", "1"),
    CLUSTER_ADDRESS: env.CLUSTER_ADDRESS.replace("$(POD_IP)", "10.0.0.7"),
  };
  checkSettings(filled);
  const { cluster, memoryBytes, port } = readSettings(filled);
  const ports = Object.fromEntries(
    container.ports.map((one: { name: string; containerPort: number }) =>
      [one.name, one.containerPort] as const
    ),
  );
  assert.deepEqual(ports, { http: port, nodes: cluster?.address.port });
  assert.equal(container.resources.limits.memory, "2Gi");
  assert.ok((memoryBytes ?? Infinity) <= 2 * 2 ** 30 * 3 / 4);

  const health = await read("routes/health.ts");
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const paths = [startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.path);
  assert.deepEqual(paths, ["/healthz", "/readyz", "/healthz"]);
  for (const path of paths) assert.ok(health.includes(`app.get("${path}"`));
  const [, preStop] = container.lifecycle.preStop.exec.command;
  assert.ok(template.spec.terminationGracePeriodSeconds > Number(preStop) + stopsWithin);

  const user = (await readDockerfile()).find(({ name }) => name === "USER")?.rest;
  const { runAsUser, runAsGroup, runAsNonRoot } = template.spec.securityContext;
  assert.deepEqual([`${runAsUser}:${runAsGroup}`, runAsNonRoot], [user, true]);
  const { matchLabels } = spec.selector;
  const selectors = [
    ...of("Service").map((one) => one.spec.selector),
    ...of("PodDisruptionBudget").map((one) => one.spec.selector.matchLabels),
    ...of("NetworkPolicy").map((one) => one.spec.podSelector.matchLabels),
  ];
  assert.equal(selectors.length, 4);
  for (const selector of selectors) assert.deepEqual(selector, matchLabels);
  assert.deepEqual(template.metadata.labels, matchLabels);
});
