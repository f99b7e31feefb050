// An operator who looks how the server is, after people wrote to each other: what it measured of
// itself, drawn and as a table, by keys alone.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { OpsView } from "../../../protocol/ops_figures.ts";
import { askTrio } from "../../../tools/admin/admin_connection.ts";
import { readWords } from "../../../tools/admin/admin_request.ts";
import type { Client } from "../../../tools/client.ts";
import { formatFigure } from "../../../web/ops/units.ts";
import { arrive } from "../server/trio.ts";
import { openMenu } from "./browser.ts";
import type { BrowserHouse } from "./browser_house.ts";
import { letIn } from "./guest.ts";
import { tabTo } from "./keyboard.ts";

/** By the operator's own command. */
export async function setRole(dataDir: string, name: string, role: string): Promise<void> {
  const words = readWords(["role", name, role]);
  assert.ok(words.type === "run" && (await askTrio(dataDir, words.request))?.status === 204);
}

export async function watchServer({ browser, dataDir, server: { url } }: BrowserHouse) {
  const name = "a.watcher";
  const person = await arrive(url, name);
  const { page, complaints } = await letIn(browser, { url, path: "/ops", person });
  await page.getByRole("heading", { name: "Nothing here" }).waitFor();
  await setRole(dataDir, name, "operator");
  await page.clock.install();
  await page.goto("/groups");
  await openMenu(page);
  await page.getByRole("link", { name: "Server status" }).click();
  await page.waitForFunction(isDrawn, "Messages");
  await compareTable(page, person);
  await chooseDay(page);
  // A step later it asks by itself.
  const asked = page.waitForRequest("**/api/ops?span=day");
  await page.clock.fastForward(20_000);
  await asked;
  await loseDatabase(page);
  await setRole(dataDir, name, "moderator");
  await page.reload();
  await page.getByRole("heading", { name: "Nothing here" }).waitFor();
  assert.deepEqual(complaints.filter((one) => !/status of (404|503)/.test(one)), []);
  await page.context().close();
}

/** Should nothing have been measured yet, the page asks again by itself. */
async function compareTable(page: Page, person: Client): Promise<void> {
  const card = page.getByRole("region", { name: "Messages", exact: true });
  await tabTo(page, card.locator("summary"));
  await page.keyboard.press("Enter");
  const cell = card.getByRole("cell").filter({ hasText: /[1-9]/ }).first();
  const shown = await cell.innerText();
  const { body: view } = await person.get<OpsView>("/api/ops?span=hour");
  const rates = view.figures.messagesPerSecond
    .map((rate) => rate && formatFigure({ tag: "en-GB" }, "rate", rate));
  assert.ok(rates.includes(shown), `${shown} is none of ${rates.filter(Boolean)}`);
  const table = card.getByRole("table");
  assert.deepEqual(await table.getByRole("columnheader").allInnerTexts(), ["Time", "Per second"]);
  // It begins with the first sample, not an hour before.
  assert.match(await table.getByRole("row").last().getByRole("cell").innerText(), /^\d/);
}

async function chooseDay(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("tab", { name: "Last hour" }));
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "Last day", selected: true }).waitFor();
  await page.getByRole("region", { name: "Trios formed every 5 minutes" }).waitFor();
  await page.waitForFunction(isDrawn, "Messages");
}

/** What is shown stays, with a word that it is from before. */
async function loseDatabase(page: Page): Promise<void> {
  const json = { code: "unavailable" };
  await page.route("**/api/ops?*", (route) => route.fulfill({ status: 503, json }));
  await page.getByRole("tab", { name: "Last hour" }).click();
  await page.getByText("The database can’t be reached right now.").waitFor();
  await page.unroute("**/api/ops?*");
  await page.clock.fastForward(20_000);
  await page.waitForFunction(isDrawn, "Messages");
  assert.equal(await page.getByText("The database can’t be reached right now.").count(), 0);
}

/** Runs in the page: whether anything is drawn in a plot in the colour of its first line. */
function isDrawn(title: string): boolean {
  const card = [...document.querySelectorAll(".ops-card")]
    .find((one) => one.querySelector("h2")?.textContent === title);
  const [canvas, ink] = [card?.querySelector("canvas"), card?.querySelector(".ops-line-1")];
  const context = canvas?.getContext("2d");
  if (!canvas || !ink || !context) return false;
  const wanted = getComputedStyle(ink).borderBlockStartColor.match(/\d+/g)?.join() ?? "";
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    if (data.slice(at, at + 3).join() === wanted && data[at + 3] === 255) return true;
  }
  return false;
}
