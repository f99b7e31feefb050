// What the operators' page makes of the figures that it is given.

import assert from "node:assert/strict";
import {
  figureNames,
  longerDelayMs,
  longestDelayMs,
  type OpsView,
  type Series,
} from "../../protocol/ops_figures.ts";
import type { Locale } from "../../web/i18n/locale.ts";
import { plotsOf, titleOf } from "../../web/ops/plots.ts";
import {
  lastKnown,
  latestOf,
  loneSteps,
  measuredSince,
  outagesOf,
  timeOf,
} from "../../web/ops/series.ts";
import { distances, formatFigure, type Unit } from "../../web/ops/units.ts";
import { writeFigure } from "../../web/ops/write_figure.ts";
import { english, french } from "../support/page/speech.ts";

const from = "2026-06-15T12:00:00.000Z";

/** A view of as many steps as `figures` has; of other figures nothing is known. */
function viewOf(figures: Partial<OpsView["figures"]>, more: Partial<OpsView> = {}): OpsView {
  const [given = []] = Object.values(figures);
  const all = figureNames.map((name): [string, Series] => [
    name,
    figures[name] ?? given.map(() => null),
  ]);
  return {
    ...{ span: "hour", stepMs: 15_000, from, now: from },
    current: Object.fromEntries(figureNames.map((name) => [name, null])) as OpsView["current"],
    figures: Object.fromEntries(all) as Record<typeof figureNames[number], Series>,
    ...more,
  };
}

Deno.test("[Z60] figures are known from their first step to their last, and their times are those of the steps", () => {
  const view = viewOf({ nodes: [null, null, 1, null, 2, null] });
  assert.equal(measuredSince(view), Date.parse("2026-06-15T12:00:30.000Z"));
  assert.equal(lastKnown(view.figures.nodes), 4);
  assert.equal(timeOf(view, 4), Date.parse("2026-06-15T12:01:00.000Z"));
  assert.deepEqual([measuredSince(viewOf({ nodes: [null] })), lastKnown([null])], [null, null]);
  assert.equal(lastKnown([0]), 0);
});

Deno.test("[Z60] an outage is all steps in a row without each answer; a gap is none, and ends one", () => {
  const outages = (databaseUp: Series) => outagesOf(viewOf({ databaseUp }));
  assert.deepEqual(outages([]), []);
  assert.deepEqual(outages([1, null, 1]), []);
  assert.deepEqual(outages([0, 0.5, 1, 0]), [{ first: 0, last: 1 }, { first: 3, last: 3 }]);
  assert.deepEqual(outages([1, 0, null, 0]), [{ first: 1, last: 1 }, { first: 3, last: 3 }]);
});

Deno.test("[Z60] a figure with none on either side stands alone", () => {
  assert.deepEqual(loneSteps([1, null, 0, null, 3, 4, null, 5]), [0, 2, 7]);
  assert.deepEqual([loneSteps([]), loneSteps([null]), loneSteps([1])], [[], [], [0]]);
});

Deno.test("[Z61] figures have their unit in the language", () => {
  const en = (unit: Unit, value: number) => formatFigure({ tag: "en-GB" }, unit, value);
  const fr = (unit: Unit, value: number) =>
    formatFigure({ tag: "fr-FR" }, unit, value).replaceAll(/\s/g, " ");
  assert.deepEqual([en("count", 9.25), en("count", 1_234.5)], ["9.3", "1,235"]);
  assert.deepEqual([en("rate", 3.333), en("rate", 12.5)], ["3.33", "12.5"]);
  assert.deepEqual([en("ms", 0.004), en("ms", 9.876), en("ms", 12_340)], [
    "0.004 ms",
    "9.88 ms",
    "12.3 secs",
  ]);
  assert.deepEqual([en("wait", 90_400), en("wait", 150_000), en("wait", 9_000_000)], [
    "90 secs",
    "2.5 mins",
    "2.5 hrs",
  ]);
  assert.deepEqual([en("bytes", 5e6), en("bytes", 2.5e9)], ["5 MB", "2.5 GB"]);
  assert.deepEqual([fr("ms", 2.5), fr("bytes", 25e7)], ["2,5 ms", "250 Mo"]);
});

Deno.test("[Z61] no two lines of an axis are written alike, whatever its length", () => {
  for (const [unit, steps] of Object.entries(distances)) {
    for (const step of steps) {
      // uPlot draws few lines, and takes the next distance where there would be more.
      const lines = Array.from({ length: 8 }, (_, at) => at * step);
      const written = lines.map((value) =>
        formatFigure({ tag: "en-GB" }, unit as Unit, value, step)
      );
      assert.equal(new Set(written).size, lines.length, `${unit} ${step}: ${written}`);
    }
  }
});

Deno.test("[Z62] every figure is in a plot, but how often the database answered, which is marked", () => {
  const view = viewOf({ nodes: [1], poolBusy: [0], deliveredP50Ms: [1] });
  const drawn = plotsOf(view).flatMap(({ lines }) => lines.map(({ figure }) => figure));
  assert.deepEqual(drawn.toSorted(), figureNames.filter((one) => one !== "databaseUp").toSorted());
  assert.equal(plotsOf(view).filter(({ hasOutages }) => hasOutages).length, 1);
  const embedded = plotsOf(viewOf({ nodes: [1] })).map(({ id }) => id);
  assert.deepEqual([embedded.length, embedded.includes("pool")], [10, false]);
  assert.deepEqual([embedded.includes("stored"), embedded.includes("delivered")], [true, false]);
});

Deno.test("[Z62] a count is named by the length of its steps", () => {
  const titles = (["hour", "day"] as const).map((span) => {
    const view = viewOf({ nodes: [1] }, { span });
    return plotsOf(view).filter(({ id }) => id === "formed").map((plot) => titleOf(plot, view))[0];
  });
  assert.deepEqual(titles, ["ops.formed.hour", "ops.formed.day"]);
});

Deno.test("[Z63] what is said beside a plot is of just now, else of the last step that is known, with its time", () => {
  const figures = { nodes: [1, 1, 1], online: [3, 5, 4], formed: [2, null, 1] };
  const none = viewOf({}).current;
  const day = viewOf(figures, { span: "day", current: { ...none, online: 9, formed: 0 } });
  assert.deepEqual(latestOf(day, "online"), { value: 9, step: null });
  // A count is of its own step.
  assert.deepEqual(latestOf(day, "formed", true), { value: 1, step: null });
  const past = viewOf({ ...figures, formed: [2, null, null] });
  assert.deepEqual(latestOf(past, "online"), { value: 4, step: 2 });
  assert.deepEqual(latestOf(past, "formed", true), { value: 2, step: 0 });
  assert.deepEqual(latestOf(past, "sockets"), { value: null, step: null });
});

Deno.test("[Z63] a bound is said to be one, and a longer delay than the longest bound is not measured", () => {
  const write = (locale: Locale, value: number | null, isBound = true) =>
    writeFigure(locale, { unit: "ms", line: { isBound } }, value).replaceAll(/\s/g, " ");
  assert.deepEqual([
    write(english, 2.5),
    write(english, longestDelayMs),
    write(english, longerDelayMs),
  ], [
    "at most 2.5 ms",
    "at most 5 sec",
    "over 5 sec",
  ]);
  assert.deepEqual([write(french, 10), write(french, longerDelayMs)], [
    "au plus 10 ms",
    "plus de 5 s",
  ]);
  assert.deepEqual([write(english, 6_000, false), write(english, null)], ["6 sec", "not known"]);
});
