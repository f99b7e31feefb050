// The settings: what is refused, in which words, and what stands when nothing is set.

import assert from "node:assert/strict";
import { bounds, readSettings, settingNames } from "../../settings.ts";
import { isPrivateAddress } from "../../settings/cluster_settings.ts";
import { SettingError } from "../../settings/setting_error.ts";

Deno.test("[E1] a wrong setting is refused with its name, its value and what would be right", () => {
  const bad: Record<string, string>[] = [
    { PORT: "abc" },
    { PORT: "65536" },
    { PORT: "-1" },
    { PORT: "8000.5" },
    { MIN_AGE: "12" },
    { DATA_DIR: "./one,two" },
    { ORIGIN: "trio.example" },
    { ORIGIN: "https://trio.example/" },
    { ORIGIN: "https://a.example,ftp://b.example" },
    { DATABASE_URL: "mysql://localhost/trio" },
    { DATABASE_URL: "nonsense" },
    { TEXT_LENGTH: "0" },
    { FRAME_BYTES: "1e3" },
    { SESSION_DAYS: " 3" },
    { SESSION_DAYS: "401" },
    { DATABASE_URL: "postgres://localhost/%zz" },
    { MET_DAYS: "3651" },
    { CREDIT_MS: "0" },
    { MET_DAYS: "-1" },
    { PROXIES: "11" },
    { DISK_MARGIN_MB: "-1" },
    { DISK_MARGIN_MB: "1048577" },
    { SOCKETS: "uws" },
    { LOG_LEVEL: "loud" },
    { NETWORK_RULES: "no" },
    { MIN_AGE: "17" },
    { MINORS_ACKNOWLEDGED: "yes" },
    { CLUSTER_NODE: "n0" },
    { CLUSTER_NODE: "n17" },
    { CLUSTER_NODE: "n01" },
    { CLUSTER_NODE: "1" },
    { CLUSTER_ADDRESS: "10.0.0.7" },
    { CLUSTER_ADDRESS: "10.0.0.7:0" },
    { CLUSTER_ADDRESS: "10.0.0.7:65536" },
    { CLUSTER_ADDRESS: "fd00::7:8101" },
    { CLUSTER_ADDRESS: "10.0.7:8101" },
    { CLUSTER_ADDRESS: "-x:8101" },
    { CLUSTER_ADDRESS: "0.0.0.0:8101", CLUSTER_INSECURE: "1" },
    { CLUSTER_ADDRESS: "[::]:8101", CLUSTER_INSECURE: "1" },
    { CLUSTER_LISTEN: "http://10.0.0.7:8101" },
    { CLUSTER_INSECURE: "yes" },
    { DRAIN_MS: "10001" },
    { PUSH_HOSTS: "https://push.example" },
    { PUSH_HOSTS: "push.example/path" },
    { PUSH_HOSTS: "push.example:0" },
    { PUSH_HOSTS: "push.example,*" },
    { PUSH_HOSTS: "*.127.0.0.1" },
    { PUSH_SUBJECT: "operator@trio.example" },
    { PUSH_SUBJECT: "http://trio.example" },
  ];
  for (const env of bad) {
    const [[name, value] = []] = Object.entries(env);
    assert.throws(() => readSettings(env), (error) => {
      assert(error instanceof SettingError && name && value);
      assert(error.message.startsWith(name), error.message);
      assert.match(error.message, /".+", expected /);
      assert(
        [value, ...value.split(",")].some((part) => error.message.includes(`"${part}"`)),
        error.message,
      );
      return true;
    });
  }
});

Deno.test("[E2] no secret is repeated: neither the session key nor the database's password", () => {
  const messageOf = (env: Record<string, string>) => {
    try {
      readSettings(env);
    } catch (error) {
      return String(error);
    }
    return "accepted";
  };
  assert.match(
    messageOf({ SESSION_KEY: "too short" }),
    /SESSION_KEY has 9 characters, expected at least 32/,
  );
  assert(!messageOf({ SESSION_KEY: "too short" }).includes("too short"));
  assert.match(messageOf({ SESSION_KEY: "k".repeat(31) }), /SESSION_KEY has 31 characters/);
  assert.equal(messageOf({ SESSION_KEY: "k".repeat(32) }), "accepted");
  const secret = "s".repeat(32);
  for (
    const [keys, sentence] of [
      [`a:${secret},secret2`, "SESSION_KEYS has a key 2 without an id, expected keys like"],
      [`a:${secret},b:secret2`, 'SESSION_KEYS has 7 characters for "b", expected at least 32'],
      [`a:${secret},a:${secret}x`, 'SESSION_KEYS has "a" twice, expected an id of its own for'],
    ] as const
  ) {
    const message = messageOf({ SESSION_KEYS: keys });
    assert(message.includes(sentence) && !message.includes("secret2"), message);
    assert(!message.includes(secret), message);
  }
  assert.equal(
    messageOf({ CLUSTER_SECRET: "too short" }),
    "SettingError: CLUSTER_SECRET has 9 characters, expected at least 32, chosen at random",
  );
  const url = messageOf({ DATABASE_URL: "postgre://trio:hunter2@localhost/trio" });
  assert.match(url, /DATABASE_URL is "postgre:\/\/…@localhost\/trio"/);
});

Deno.test("[E3] without any setting, or with empty ones, what docs/protocol.md names stands", () => {
  const empty = Object.fromEntries(settingNames.map((name) => [name, ""]));
  for (const env of [{}, empty]) {
    assert.deepEqual(readSettings(env), {
      port: 8000,
      host: "localhost",
      dataDir: "./data",
      databaseUrl: null,
      diskMarginBytes: 67_108_864,
      minAge: 18,
      origins: [],
      sessionKeys: [],
      sessionMs: 30 * 86_400_000,
      usernameMs: 30 * 86_400_000,
      keepMs: { tickets: 30 * 86_400_000, groups: 30 * 86_400_000, reports: 365 * 86_400_000 },
      limits: {
        textLength: 4000,
        frameBytes: 16384,
        framesPerSecond: 20,
        burst: 40,
        queueBytes: 1048576,
      },
      bodyBytes: 65536,
      helloMs: 10_000,
      resumeMessages: 500,
      groupIdleMs: 300_000,
      metDays: 30,
      ticketAwayMs: 48 * 3_600_000,
      silentMs: 7 * 86_400_000,
      creditMs: 10_000,
      proxies: 0,
      socketPlaces: { most: 20_000, mostPerAddress: 256 },
      logLevel: "info",
      tracing: false,
      memoryBytes: null,
      signUpsPerHour: 5,
      networkRules: true,
      pushHosts: [
        "fcm.googleapis.com",
        "jmt17.google.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        "*.notify.windows.com",
      ].map((name) => ({ name, port: 443, hasPort: false })),
      pushSubject: "mailto:root@localhost",
      sockets: "native",
      cluster: null,
      drainMs: 5_000,
      metricsPort: 0,
    });
  }
});

/** All that a node needs. */
const nodeEnv = {
  CLUSTER_NODE: "n3",
  CLUSTER_SECRET: "c".repeat(32),
  DATABASE_URL: "postgres://localhost/trio",
  SESSION_KEY: "k".repeat(32),
};

Deno.test("[E62] a node listens on loopback, at 8100 and its number, unless it is told where it is reached and listens", () => {
  const clusterOf = (env: Record<string, string>) => readSettings({ ...nodeEnv, ...env }).cluster;
  const usual = { host: "127.0.0.1", port: 8103 };
  const rest = { node: "n3", secret: "c".repeat(32), isInsecure: false };
  assert.deepEqual(clusterOf({}), { ...rest, address: usual, listen: usual });
  const [v4, v6] = [{ host: "10.0.0.7", port: 1 }, { host: "fd00::7", port: 65_535 }];
  const elsewhere = { CLUSTER_ADDRESS: "10.0.0.7:1" };
  assert.deepEqual(clusterOf(elsewhere), { ...rest, address: v4, listen: v4 });
  assert.deepEqual(
    clusterOf({ ...elsewhere, CLUSTER_LISTEN: "[fd00::7]:65535" }),
    { ...rest, address: v4, listen: v6 },
  );
  for (const node of ["n1", "n16"]) assert.equal(clusterOf({ CLUSTER_NODE: node })?.node, node);
});

Deno.test("[E63] a node needs a secret, a Postgres and a session key, and says which is missing", () => {
  const missing = {
    CLUSTER_SECRET: "CLUSTER_SECRET with it: the same on every node",
    DATABASE_URL: "DATABASE_URL with it: the Postgres of all nodes",
    SESSION_KEY: "SESSION_KEY or SESSION_KEYS with it: the same on every node",
  };
  for (const [name, wanted] of Object.entries(missing)) {
    assert.throws(() => readSettings({ ...nodeEnv, [name]: "" }), {
      name: "SettingError",
      message: `CLUSTER_NODE is "n3", expected ${wanted}`,
    });
  }
  const { SESSION_KEY, ...others } = nodeEnv;
  assert(readSettings({ ...others, SESSION_KEYS: `a:${SESSION_KEY}` }).cluster);
});

Deno.test("[E64] nodes talk on this machine and in private networks, elsewhere with CLUSTER_INSECURE=1 alone", () => {
  const kept = [
    "127.0.0.1",
    "10.255.0.1",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.1.1",
    "100.64.0.1",
  ];
  const keptV6 = ["::1", "fd12::1", "fe80::1", "::ffff:10.0.0.1"];
  const open = ["203.0.113.5", "172.32.0.1", "100.128.0.1", "8.8.8.8"];
  const openV6 = ["2001:4860::1", "::ffff:8.8.8.8"];
  for (const address of [...kept, ...keptV6]) {
    assert.equal(isPrivateAddress(address), true, address);
  }
  for (const address of [...open, ...openV6, "0.0.0.0", "::", "trio.example"]) {
    assert.equal(isPrivateAddress(address), false, address);
  }
  const endpoints = (v4: readonly string[], v6: readonly string[]) => [
    ...v4.map((host) => `${host}:8103`),
    ...v6.map((host) => `[${host}]:8103`),
  ];
  for (const name of ["CLUSTER_ADDRESS", "CLUSTER_LISTEN"]) {
    // What a name stands for is looked at when it is resolved.
    for (const value of [...endpoints(kept, keptV6), "trio-3.internal:8103", "node_3:8103"]) {
      assert(readSettings({ ...nodeEnv, [name]: value }).cluster, value);
    }
    for (const value of endpoints(open, openV6)) {
      assert.throws(() => readSettings({ ...nodeEnv, [name]: value }), {
        name: "SettingError",
        message: `${name} is "${value}", expected an address of this machine or a private ` +
          "network, or CLUSTER_INSECURE=1 as docs/running.md says",
      });
      const { cluster } = readSettings({ ...nodeEnv, [name]: value, CLUSTER_INSECURE: "1" });
      assert.equal(cluster?.isInsecure, true);
    }
  }
  const everywhere = { ...nodeEnv, CLUSTER_LISTEN: "0.0.0.0:8103" };
  assert.throws(
    () => readSettings(everywhere),
    /^SettingError: CLUSTER_LISTEN is "0\.0\.0\.0:8103"/,
  );
  assert(readSettings({ ...everywhere, CLUSTER_INSECURE: "1" }).cluster);
});

Deno.test("[E60] MIN_AGE below 18 is taken with MINORS_ACKNOWLEDGED=1 alone", () => {
  for (const age of ["13", "16", "17"]) {
    for (const acknowledged of [undefined, ""]) {
      const env = { MIN_AGE: age, MINORS_ACKNOWLEDGED: acknowledged };
      assert.throws(() => readSettings(env), {
        name: "SettingError",
        message: `MIN_AGE is "${age}", expected at least 18, ` +
          "or MINORS_ACKNOWLEDGED=1 as docs/running.md says",
      });
    }
    assert.equal(readSettings({ MIN_AGE: age, MINORS_ACKNOWLEDGED: "1" }).minAge, Number(age));
  }
  assert.equal(readSettings({ MIN_AGE: "18" }).minAge, 18);
  assert.equal(readSettings({ MINORS_ACKNOWLEDGED: "1" }).minAge, 18);
});

Deno.test("[E61] networks are looked at unless NETWORK_RULES is off", () => {
  assert.equal(readSettings({ NETWORK_RULES: "on" }).networkRules, true);
  assert.equal(readSettings({ NETWORK_RULES: "off" }).networkRules, false);
});

Deno.test("[Z38] frames are traced where OTEL_DENO is set, which needs Deno's own spans and metrics off", () => {
  const off = { OTEL_DENO_TRACING: "false", OTEL_DENO_METRICS: "false" };
  for (const OTEL_DENO of ["true", "1", "TRUE"]) {
    assert.equal(readSettings({ ...off, OTEL_DENO }).tracing, true);
    for (const name of ["OTEL_DENO_TRACING", "OTEL_DENO_METRICS"] as const) {
      for (const value of ["", "true", "0"]) {
        const message = new RegExp(`^${name} is "${value}", expected "false"`);
        assert.throws(() => readSettings({ ...off, OTEL_DENO, [name]: value }), { message });
      }
    }
  }
  for (const OTEL_DENO of ["", "false", "0"]) {
    assert.equal(readSettings({ OTEL_DENO }).tracing, false);
  }
});

Deno.test("[E7] without SOCKETS this machine alone is served by native, and others by ws", () => {
  for (const host of ["localhost", "::1", "127.0.0.1", "127.1.2.3"]) {
    assert.equal(readSettings({ HOST: host }).sockets, "native", host);
  }
  for (const host of ["0.0.0.0", "::", "192.168.1.2", "trio.example", "127.trio.example"]) {
    assert.equal(readSettings({ HOST: host }).sockets, "ws", host);
  }
  assert.equal(readSettings({ HOST: "0.0.0.0", SOCKETS: "native" }).sockets, "native");
  assert.equal(readSettings({ SOCKETS: "ws" }).sockets, "ws");
});

Deno.test("[E6] a year between the ages is made up for by a wait of 10 s unless CREDIT_MS says otherwise", () => {
  assert.equal(readSettings({}).creditMs, 10_000);
  assert.equal(readSettings({ CREDIT_MS: "100" }).creditMs, 100);
});

Deno.test("[E5] who met are kept apart for 30 days unless MET_DAYS says otherwise, and a header for proxies is believed where there are some", () => {
  assert.equal(readSettings({}).metDays, 30);
  assert.equal(readSettings({ MET_DAYS: "0" }).metDays, 0);
  assert.equal(readSettings({ MET_DAYS: "3650" }).metDays, 3_650);
  // Who met is known as long as their group.
  assert.equal(readSettings({ MET_DAYS: "3650" }).keepMs.groups, 3_650 * 86_400_000);
  assert.equal(readSettings({}).proxies, 0);
  assert.equal(readSettings({ ORIGIN: "http://trio.example" }).proxies, 0);
  assert.equal(readSettings({ ORIGIN: "https://trio.example" }).proxies, 1);
  assert.equal(readSettings({ ORIGIN: "https://trio.example", PROXIES: "0" }).proxies, 0);
  assert.equal(readSettings({ PROXIES: "2" }).proxies, 2);
});

Deno.test("[E4] the start task lets the program read every setting, and documents none that is not there", async () => {
  const { tasks, permissions } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  assert.match(tasks.start.command, / -P=start .* main\.ts$/);
  assert(
    !tasks.start.command.includes("--allow-env"),
    "The task grants what the set named start does not",
  );
  const allowed: string[] = permissions.start.env;
  assert.deepEqual(allowed.filter((name) => !name.endsWith("*")), [...settingNames]);
  const page = await Deno.readTextFile(new URL("../../docs/running.md", import.meta.url));
  const [, settings = ""] = page.split("\n## Settings\n");
  const [table = ""] = settings.split("\n## ");
  const rows = [...table.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) /gm)];
  const documented = rows.flatMap(([, names = ""]) => names.replaceAll("`", "").split(", "));
  assert.deepEqual(documented.toSorted(), [...settingNames].toSorted());
});

Deno.test("[E40] each number is taken at its bounds and refused past them", () => {
  for (const [name, [least, most]] of Object.entries(bounds)) {
    for (const value of [least - 1, most + 1]) {
      const sentence = new RegExp(`^${name} is "${value}", expected a (whole )?number from`);
      assert.throws(() => readSettings({ [name]: String(value) }), { message: sentence });
    }
    for (const value of [least, most]) {
      readSettings({ [name]: String(value), MINORS_ACKNOWLEDGED: "1" });
    }
  }
});

Deno.test("[E41] a size that is not set follows those that are, so that the longest text fits in a frame and two in a queue", () => {
  const sizes = (env: Record<string, string>) => {
    const { textLength, frameBytes, queueBytes } = readSettings(env).limits;
    return [textLength, frameBytes, queueBytes];
  };
  assert.deepEqual(sizes({ TEXT_LENGTH: "100000" }), [100_000, 300_160, 1_048_576]);
  assert.deepEqual(sizes({ FRAME_BYTES: "512" }), [117, 512, 1_048_576]);
  assert.deepEqual(sizes({ FRAME_BYTES: "1048576" }), [4_000, 1_048_576, 1_048_576]);
  assert.deepEqual(sizes({ QUEUE_BYTES: "65536" }), [4_000, 16_384, 65_536]);
  assert.deepEqual(sizes({ TEXT_LENGTH: "117", FRAME_BYTES: "512" }), [117, 512, 1_048_576]);
  assert.deepEqual(sizes({ TEXT_LENGTH: "31744", QUEUE_BYTES: "192512" }), [
    31_744,
    95_392,
    192_512,
  ]);
});

Deno.test("[E42] sizes that do not go together are refused with a sentence that names both", () => {
  const together: [Record<string, string>, RegExp][] = [
    [
      { TEXT_LENGTH: "118", FRAME_BYTES: "512" },
      /^FRAME_BYTES is "512", expected at least 514 for texts of TEXT_LENGTH "118"$/,
    ],
    [
      { TEXT_LENGTH: "100000", FRAME_BYTES: "1048576", QUEUE_BYTES: "65536" },
      /^QUEUE_BYTES is "65536", expected at least 602048 for texts of TEXT_LENGTH "100000"$/,
    ],
    [
      { TEXT_LENGTH: "31744", QUEUE_BYTES: "192511" },
      /^QUEUE_BYTES is "192511", expected at least 192512 /,
    ],
  ];
  for (const [env, message] of together) {
    assert.throws(() => readSettings(env), { name: "SettingError", message });
  }
});
