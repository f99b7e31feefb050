// The operators' page in real Chromium: what the server measured of itself, drawn and as a table.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { OpsView } from "../../protocol/ops_figures.ts";
import { askTrio } from "../../tools/admin/admin_connection.ts";
import { readWords } from "../../tools/admin/admin_request.ts";
import { formatFigure } from "../../web/ops/units.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { letIn, sayAll } from "../support/browser/guest.ts";
import { tabTo } from "../support/browser/keyboard.ts";
import { formTrio } from "../support/server/trio.ts";

async function setRole(dataDir: string, name: string, role: string): Promise<void> {
  const words = readWords(["role", name, role]);
  assert.ok(words.type === "run" && (await askTrio(dataDir, words.request))?.status === 204);
}

Deno.test("[Z70] an operator sees what was measured, drawn and as a table, of an hour and a day, by keys alone; nobody else does", async () => {
  await using house = await openHouse();
  const { browser, dataDir, server: { url } } = house;
  const { group, people: [anna, ben] } = await formTrio(url, "measured");
  const { body } = await anna.get<{ user: { username: string } }>("/api/me");
  await setRole(dataDir, body.user.username, "operator");
  const line = await ben.connect();
  await line.hello();
  await sayAll(line, group, Array.from({ length: 30 }, (_, at) => `text ${at}`));
  await line.close();

  const other = await letIn(browser, { url, path: "/ops", person: ben });
  await other.page.getByRole("heading", { name: "Nothing here" }).waitFor();
  await other.page.context().close();
  assert.deepEqual(other.complaints.filter((one) => !/status of 404/.test(one)), []);

  const { page, complaints } = await letIn(browser, { url, path: "/groups", person: anna });
  await page.locator("main:not([aria-busy=true])").waitFor();
  await page.getByRole("button", { name: /Menu$/ }).click();
  await page.getByRole("link", { name: "Server status" }).click();
  const card = page.getByRole("region", { name: "Messages" });
  // The page asks again by itself, once the step has been measured.
  await card.locator("canvas").waitFor();
  await page.waitForFunction(isDrawn, "Messages");
  await openTable(page);
  const cell = card.getByRole("cell").filter({ hasText: /[1-9]/ }).first();
  const shown = await cell.innerText();
  const { body: view } = await anna.get<OpsView>("/api/ops?span=hour");
  const rates = view.figures.messagesPerSecond
    .map((rate) => rate && formatFigure({ tag: "en-GB" }, "rate", rate));
  assert.ok(rates.includes(shown), `${shown} is none of ${rates.filter(Boolean)}`);
  const table = card.getByRole("table");
  assert.deepEqual(await table.getByRole("columnheader").allInnerTexts(), ["Time", "Per second"]);
  assert.equal(await table.getByRole("row").count(), 1 + 240);

  await tabTo(page, page.getByRole("tab", { name: "Last hour" }));
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "Last day", selected: true }).waitFor();
  await page.waitForFunction(isDrawn, "Messages");
  await page.getByRole("region", { name: "Trios formed every 5 minutes" }).waitFor();
  await card.getByText(/^Per second/).waitFor();
  assert.deepEqual(complaints, []);

  await setRole(dataDir, body.user.username, "moderator");
  await page.reload();
  await page.getByRole("heading", { name: "Nothing here" }).waitFor();
});

/** Runs in the page: whether anything is drawn in the accent's colour in a plot. */
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

async function openTable(page: Page): Promise<void> {
  await tabTo(page, page.getByRole("region", { name: "Messages" }).locator("summary"));
  await page.keyboard.press("Enter");
}
