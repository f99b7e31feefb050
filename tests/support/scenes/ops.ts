// The operators' page. What the server would say to one is said by the line, as for moderators.

import {
  type FigureName,
  figureNames,
  longerDelayMs,
  type OpsView,
  type Series,
  type Span,
  spans,
} from "../../../protocol/ops_figures.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";

const now = Date.parse("2026-11-01T18:00:00.000Z");

/** A server that was started at a fifth of the span, stood still once, and lost its database. */
function viewOf(span: Span): OpsView {
  const { stepMs, steps } = spans[span];
  const isGap = (part: number) => part < 0.2 || (part > 0.4 && part < 0.45);
  const series = (figure: (wave: number, isAway: boolean) => number | null) =>
    Array.from({ length: steps }, (_, step) => {
      const part = step / steps;
      const isAway = part > 0.7 && part < 0.74;
      return isGap(part) ? null : figure(1 + Math.sin(part * 9), isAway);
    });
  const figures: OpsView["figures"] = {
    nodes: series(() => 3),
    online: series((wave) => Math.round(60 * wave)),
    sockets: series((wave) => Math.round(75 * wave)),
    waiting: series((wave) => Math.round(7 * wave)),
    waitMedianMs: series((wave) => 20_000 * wave),
    waitLongestMs: series((wave) => 90_000 * wave),
    formed: series((wave) => Math.round(2 * wave)),
    messagesPerSecond: series((wave, isAway) => isAway ? 0 : 12.5 * wave),
    storedP50Ms: series((wave, isAway) => isAway ? null : wave > 1 ? 5 : 2.5),
    storedP99Ms: series((wave, isAway) => isAway ? null : wave > 1 ? 25 : 10),
    deliveredP50Ms: series((wave, isAway) => isAway ? null : wave > 1 ? 10 : 5),
    deliveredP99Ms: series((wave, isAway) => isAway ? null : wave > 1.9 ? longerDelayMs : 50),
    memoryBytes: series((wave) => 2.4e8 + 1e7 * wave),
    databaseUp: series((_, isAway) => isAway ? 0 : 1),
    databaseMs: series((wave, isAway) => isAway ? null : 1 + wave),
    poolBusy: series((wave) => Math.round(2 * wave)),
    poolQueue: series((_, isAway) => isAway ? 6 : 0),
    loopDelayMs: series((wave) => wave > 1 ? 5 : 2.5),
  };
  const from = new Date(now - steps * stepMs).toISOString();
  return {
    span,
    stepMs,
    from,
    now: new Date(now).toISOString(),
    current: lastOf(figures),
    figures,
  };
}

/** As though the newest step were as long as that of the span. */
function lastOf(figures: OpsView["figures"]): OpsView["current"] {
  const last = figureNames.map((name) => [name, figures[name].at(-1) ?? null]);
  return Object.fromEntries(last);
}

function emptyView(): OpsView {
  const view = viewOf("hour");
  const figures: Record<FigureName, Series> = { ...view.figures };
  for (const name of figureNames) figures[name] = figures[name].map(() => null);
  return { ...view, current: lastOf(figures), figures };
}

/** What the server answers to an operator. */
async function play({ page }: Stage): Promise<void> {
  let isNew = true;
  await page.route("**/api/ops?*", async (route) => {
    const span = new URL(route.request().url()).searchParams.get("span");
    await route.fulfill({ json: isNew ? emptyView() : viewOf(span === "day" ? "day" : "hour") });
    isNew = false;
  });
  await page.route("**/api/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...await answer.json(), role: "operator" } });
  });
}

export const asOperator: readonly Scene[] = [
  {
    name: "ops_new",
    async play(stage) {
      await play(stage);
      // Its `ready` tells of no such role.
      stage.wire.isDown = true;
      await stage.page.evaluate(() => localStorage.setItem("trio.here", "1"));
      await stage.page.goto("/ops");
      await stage.page.locator(".ops .note").waitFor();
    },
  },
  {
    name: "ops_day",
    async play({ page }) {
      await page.locator("#tab-day").click();
      const card = page.locator(".ops-card").nth(6);
      await card.locator("canvas").waitFor();
      await card.locator("summary").click();
      await card.locator("td").first().waitFor();
    },
  },
];
