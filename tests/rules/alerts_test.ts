// The dashboard, the alert rules and their own unit tests: what they name is exported, and
// Prometheus' own checker takes them.

import assert from "node:assert/strict";
import { exposition } from "../../routes/metrics/exposition.ts";
import { metricTable } from "../../routes/metrics/metric_table.ts";
import { promtool } from "../support/metrics/promtool.ts";
import { snapshotOf } from "../support/metrics/snapshots.ts";

const folder = decodeURIComponent(new URL("../../deploy/", import.meta.url).pathname);
const rulesPath = `${folder}prometheus/trio.rules.yml`;
const testsPath = `${folder}prometheus/trio.rules.test.yml`;

/** What a dashboard of Grafana has of queries. */
interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly definition?: string }[];
  };
}

async function readDashboard(): Promise<Dashboard> {
  return JSON.parse(await Deno.readTextFile(`${folder}grafana/trio.json`));
}

function queriesOf({ panels, templating }: Dashboard): string[] {
  return [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...templating.list.flatMap(({ definition }) => definition ?? []),
  ];
}

/**
 * What queries name that is not exported: a metric, a label or a label's value. `instance`, `job`
 * and `up` are Prometheus' own.
 */
function unexported(queries: readonly string[]): string[] {
  const labelsOf = new Map<string, Set<string>>();
  const samples = exposition(snapshotOf()).matchAll(/^(\w+)(?:\{(.*)\})? /gm);
  for (const [, name = "", labels = ""] of samples) {
    const known = labelsOf.get(name) ?? new Set();
    for (const label of labels.split(",")) known.add(label);
    labelsOf.set(name, known);
  }
  const named = queries.flatMap((query) => [
    ...query.matchAll(/\b((?:trio|process)_\w+)(?:\{([^}]*)\})?/g),
  ]);
  return named.flatMap(([, name = "", selector = ""]) => {
    const known = labelsOf.get(name);
    if (!known) return [name];
    const labels = [...selector.matchAll(/(\w+)=~?"([^"]*)"/g)]
      .filter(([, label]) => label !== "job" && label !== "instance")
      .flatMap(([, label, values = ""]) => values.split("|").map((value) => `${label}="${value}"`));
    return labels.filter((label) => !known.has(label)).map((label) => `${name}{${label}}`);
  });
}

Deno.test("[Z11] a metric, a label or a value that is not exported is found in a query", () => {
  const queries = [
    "rate(trio_messages_total[5m]) + trio_sockets",
    'trio_pushes_total{outcome="lost"} / trio_pushes_total{outcome=~"sent|failed"}',
    'trio_sockets{room="1",job="trio"}',
    'trio_wait_seconds + trio_wait_seconds_bucket{le="3600"} + trio_sockets_count',
    'trio_wait_seconds_bucket{criteria="any",le="3601"}',
  ];
  assert.deepEqual(unexported(queries), [
    "trio_messages_total",
    'trio_pushes_total{outcome="lost"}',
    'trio_sockets{room="1"}',
    "trio_wait_seconds",
    "trio_sockets_count",
    'trio_wait_seconds_bucket{le="3601"}',
  ]);
});

Deno.test("[Z11] what dashboard and alerts name is exported, and the dashboard shows every metric", async () => {
  const dashboard = queriesOf(await readDashboard());
  const alerts = await Promise.all([rulesPath, testsPath].map((path) => Deno.readTextFile(path)));
  const without = alerts.map((text) => text.replaceAll(/description: >-(\n {12,}.*)+/g, ""));
  assert.deepEqual(unexported([...dashboard, ...without]), []);
  const shown = dashboard.join(" ");
  const hidden = metricTable.filter(({ name }) => !new RegExp(`\\b${name}`).test(shown));
  assert.deepEqual(hidden.map(({ name }) => name), []);
});

Deno.test("[Z12] Prometheus takes the rules, the example of its configuration, and each query of the dashboard", async () => {
  await promtool(["check", "rules", "--lint-fatal", rulesPath]);
  await promtool(["check", "config", `${folder}prometheus/prometheus.yml`]);
  const { panels } = await readDashboard();
  const queries = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => {
      assert.doesNotMatch(expr.replaceAll(/\$(__rate_interval|job|instance)\b/g, ""), /\$/, title);
      return expr.replaceAll("$__rate_interval", "5m");
    })
  );
  assert(queries.length > 40);
  await using stack = new AsyncDisposableStack();
  const path = await Deno.makeTempFile({ suffix: ".json" });
  stack.defer(() => Deno.remove(path));
  const rules = queries.map((expr, at) => ({ record: `trio:query:${at}`, expr }));
  // JSON is YAML, too.
  await Deno.writeTextFile(path, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
  const printed = await promtool(["check", "rules", path]);
  assert.match(printed, new RegExp(`SUCCESS: ${queries.length} rules found`));
});

Deno.test("[Z12] the panels have ids and places of their own", async () => {
  const { panels } = await readDashboard();
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
  assert.equal(new Set(places).size, panels.length);
  for (const { title, gridPos: { x, w } } of panels) assert(x + w <= 24, title);
});

Deno.test("[Z13] [Z15] each alert has a test in which it fires and one in which it does not, and they pass", async () => {
  const rules = await Deno.readTextFile(rulesPath);
  const tests = await Deno.readTextFile(testsPath);
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const cases = [...tests.matchAll(/alertname: (\w+)\n +exp_alerts:( \[\])?/g)];
  const named = (fires: boolean) =>
    new Set(cases.filter(([, , none]) => (none === undefined) === fires).map(([, name]) => name));
  assert(alerts.length > 10);
  for (const fires of [true, false]) {
    assert.deepEqual(alerts.filter((name) => !named(fires).has(name)), [], `fires: ${fires}`);
  }
  await promtool(["test", "rules", testsPath]);
});

Deno.test("[Z13] Prometheus' checker refuses a rule that was broken, and a metric that is badly named", async () => {
  await using stack = new AsyncDisposableStack();
  const path = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(path, { recursive: true }));
  const rules = await Deno.readTextFile(rulesPath);
  const broken = rules.replace("trio_database_up == 0", "trio_database_up == 1");
  assert.notEqual(broken, rules);
  await Deno.writeTextFile(`${path}/trio.rules.yml`, broken);
  await Deno.copyFile(testsPath, `${path}/test.yml`);
  await assert.rejects(promtool(["test", "rules", `${path}/test.yml`]), /TrioDatabaseDown/);
  const badly = "# HELP trio_sent Sent\n# TYPE trio_sent counter\ntrio_sent 1\n";
  await assert.rejects(
    promtool(["check", "metrics"], badly),
    /counter metrics should have "_total"/,
  );
});
