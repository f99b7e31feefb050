// A run as a page of its own: plots, a table behind them, and what was found. One file, which asks
// the network for nothing. Pure.

import { rows } from "./closing_table.ts";
import { promises } from "./finding.ts";
import type { Sample } from "./meter.ts";
import { type Outcome, sentences } from "./load_outcome.ts";
import { type Line, type Plot, plot } from "./plot.ts";
import { milliseconds } from "./progress.ts";

const style = `
:root { color-scheme: light dark; --ink: #1d1b19; --paper: #fdfcfa; --faint: #75706a; --rule: #e2ddd6;
  --a: #00639b; --b: #b3261e; --c: #1b6e3c; --d: #7a5c00; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece7e0; --paper: #191715; --faint: #a39c93;
  --rule: #37332e; --a: #7cc0ee; --b: #ff8a80; --c: #7fd39b; --d: #e0bc5a; } }
body { max-width: 800px; margin: 2rem auto; padding: 0 1rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .25rem; }
p { margin: .25rem 0; } .faint { color: var(--faint); } .broken { color: var(--b); font-weight: 600; }
.kept { color: var(--c); font-weight: 600; }
svg { width: 100%; height: auto; } svg text { fill: var(--faint); font-size: 12px; }
.grid { stroke: var(--rule); } .line { fill: none; stroke-width: 1.8; stroke-linejoin: round;
  stroke-linecap: round; }
.dashed { stroke-dasharray: 5 4; } .a { stroke: var(--a); } .b { stroke: var(--b); } .c { stroke: var(--c); } .d { stroke: var(--d); }
.legend { display: flex; flex-wrap: wrap; gap: 0 1.25rem; } .legend svg { width: 24px; height: 8px;
  margin-right: .4rem; vertical-align: middle; }
.wide { overflow-x: auto; } table { border-collapse: collapse; }
th, td { text-align: left; padding: .15rem 1rem .15rem 0; border-bottom: 1px solid var(--rule);
  vertical-align: top; } th { font-weight: 400; color: var(--faint); }
.seconds td, .seconds th { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; margin-top: 2rem; }
`;

export function htmlReport(outcome: Outcome): string {
  const { options, startedAt, version, broken } = outcome;
  const at = new Date(startedAt).toISOString().slice(0, 19).replace("T", " ");
  const [verdict = "", ...more] = sentences(outcome);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Trio under load, ${at} UTC</title>
<style>${style}</style>
</head>
<body>
<h1>Trio under load</h1>
<p class="faint">${escape(options.url)}, version ${
    escape(version)
  }, ${at} UTC; ${options.users} users,
${options.rate} texts a second for ${options.minutes} minutes.</p>
<p class="${broken > 0 ? "broken" : "kept"}">${escape(verdict)}</p>
${more.map((sentence) => `<p>${escape(sentence)}</p>`).join("\n")}
${findingsOf(outcome)}
${plotsOf(outcome.samples).map(section).join("\n")}
<h2>In all</h2>
<div class="wide"><table>
${rows(outcome).map(([name, figure]) => row(name, figure)).join("\n")}
</table></div>
<p class="faint">Times count from the moment at which a text was due, also where it could not be sent
then. Texts that were due while this tool had cut one of the three off are not timed.</p>
<details><summary>Each second</summary><div class="wide">${
    secondsOf(outcome.samples)
  }</div></details>
</body>
</html>
`;
}

function row(name: string, figure: string): string {
  return `<tr><th scope="row">${escape(name)}</th><td>${escape(figure)}</td></tr>`;
}

function findingsOf({ findings, broken }: Outcome): string {
  if (broken === 0) return "";
  const items = findings.map(({ breach, group, seq, sentence }) =>
    `<tr><td>${promises[breach]}</td><td>${escape(group)}</td><td>${seq}</td><td>${
      escape(sentence)
    }</td></tr>`
  );
  const more = broken > findings.length ? `<p>These are the first ${findings.length}.</p>` : "";
  return `<h2>What was broken, and where</h2>
<div class="wide"><table><tr><th>promise</th><th>group</th><th>seq</th><th>what came</th></tr>
${items.join("\n")}</table></div>${more}`;
}

function plotsOf(samples: readonly Sample[]): Plot[] {
  const line = (name: string, style: string, of: (sample: Sample) => number): Line => ({
    name,
    style,
    values: samples.map(of),
  });
  return [
    {
      title: "Texts",
      unit: "a second",
      isLogarithmic: false,
      lines: [
        line("acknowledged", "c", ({ acknowledged }) => acknowledged),
        line("sent", "a", ({ sent }) => sent),
        line("due", "d dashed", ({ offered }) => offered),
      ],
    },
    {
      title: "Time to the acknowledgement and to the slowest member",
      unit: "ms",
      isLogarithmic: true,
      lines: [
        line("acknowledged, p50", "c", ({ acknowledgement }) => acknowledgement.p50),
        line("slowest member, p50", "a dashed", ({ delivery }) => delivery.p50),
        line("acknowledged, p99", "d", ({ acknowledgement }) => acknowledgement.p99),
        line("slowest member, p99", "b dashed", ({ delivery }) => delivery.p99),
      ],
    },
    {
      title: "Waiting texts, errors and reconnects",
      unit: "at the second's end, and within it",
      isLogarithmic: false,
      lines: [
        line("waiting", "a", ({ waiting }) => waiting),
        line("errors", "b", ({ errors }) => errors),
        line("reconnects", "d", ({ reconnects }) => reconnects),
      ],
    },
  ];
}

function section(drawn: Plot): string {
  const legend = drawn.lines.map(({ name, style }) =>
    `<span><svg viewBox="0 0 24 8" aria-hidden="true"><path class="line ${style}" d="M1 4H23"/></svg>${name}</span>`
  );
  return `<h2>${drawn.title} <span class="faint">(${drawn.unit})</span></h2>
<div class="legend">${legend.join("")}</div>
${plot(drawn)}`;
}

function secondsOf(samples: readonly Sample[]): string {
  const heads = [
    ...["second", "due", "sent", "acknowledged", "p50", "p99", "slowest p50", "slowest p99"],
    ...["waiting", "errors", "reconnects"],
  ];
  const lines = samples.map((sample) => {
    const { acknowledgement, delivery } = sample;
    const times = [acknowledgement.p50, acknowledgement.p99, delivery.p50, delivery.p99];
    const { second, offered, sent, acknowledged, waiting, errors, reconnects } = sample;
    const cells = [second, offered, sent, acknowledged, ...times.map(milliseconds)];
    return `<tr>${
      [...cells, waiting, errors, reconnects].map((cell) => `<td>${cell}</td>`).join("")
    }</tr>`;
  });
  return `<table class="seconds"><tr>${
    heads.map((head) => `<th scope="col">${head}</th>`).join("")
  }</tr>
${lines.join("\n")}</table>`;
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replaceAll(/[&<>"]/g, (mark) => entities[mark] ?? mark);
}
