// What the page loads, when, and how much that is on the way, in real Chromium.

import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { french, openMenu, signUp, visit } from "../support/browser/browser.ts";
import { type BrowserHouse, openHouse } from "../support/browser/browser_house.ts";
import { until } from "../support/browser/guest.ts";
import { namesOfShelves, servePage } from "../support/browser/page_versions.ts";
import { countWireBytes } from "../support/browser/wire_bytes.ts";

for (const sockets of ["native", "ws"]) {
  Deno.test(`[W93] [W148] [W149] what the page loads, and what only when it is needed: ${sockets}`, async (t) => {
    await using house = await openHouse({ SOCKETS: sockets });
    await t.step(
      "[W93] the first page takes as few bytes as it may, where they arrive",
      () => weigh(house),
    );
    await t.step(
      "[W148] only the texts of the language in use are loaded, and before anything is drawn",
      () => speak(house),
    );
    await t.step(
      "[W149] what few open is loaded when it is opened, and the page says so when it cannot be",
      () => openWhatFewOpen(house),
    );
  });
}

Deno.test("[W148] [W149] without the server, and after it has got a new version, every part is there", async () => {
  await using house = await openHouse();
  await outliveVersions(house.browser);
});

async function weigh({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await context.newPage();
  const { byEnding, of, paths } = await countWireBytes(page);
  await page.goto(url);
  await page.getByRole("tablist").waitFor();
  await page.getByRole("figure").waitFor();
  await page.waitForLoadState("networkidle");
  const [script = NaN, style = NaN] = ["js", "css"].map((ending) => byEnding.get(ending));
  // The made-up talk, for which the form does not wait.
  const talk = of(/\/(example_)?talk[\w-]*\.js$/);
  assert.ok(talk > 500 && talk <= 3_000, `The talk takes ${talk} bytes`);
  const first = script - talk;
  assert.ok(first > 20_000 && first <= 45_000, `The scripts take ${first} bytes`);
  assert.ok(style > 2_000 && style <= 10_000, `The style takes ${style} bytes`);
  assert.equal(new Set(paths).size, paths.length, `Something is asked for twice: ${paths}`);
  await context.close();
}

const namesOf = (paths: readonly string[]) =>
  paths.map((path) => /\/assets\/(\w+)-/.exec(path)?.[1]).filter((name) => name !== undefined);

async function speak({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const context = await browser.newContext({ locale: "fr-FR" });
  const page = await context.newPage();
  const { paths } = await countWireBytes(page);
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = () => void seen.push(document.querySelector("#app")?.textContent ?? "");
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  await page.goto(url);
  await page.getByRole("tab", { name: "Se connecter" }).waitFor();
  assert.ok(namesOf(paths).includes("fr") && !namesOf(paths).includes("en"), `${paths}`);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  assert.match(seen.at(-1) ?? "", /Se connecter/);
  for (const text of seen) assert.doesNotMatch(text, /Three people|Log in|\b(app|enter)\./);

  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("tab", { name: "Log in" }).waitFor();
  assert.ok(namesOf(paths).includes("en"), `${paths}`);
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await context.close();
}

async function openWhatFewOpen({ browser, server: { url } }: BrowserHouse): Promise<void> {
  const visitor = await visit(browser, url, "olga", { locale: "fr-FR" });
  const { page } = visitor;
  const { paths } = await countWireBytes(page);
  await signUp(visitor, french);
  assert.ok(!namesOf(paths).includes("on_demand"), `${paths}`);
  await page.context().route("**/assets/on_demand-*", (route) => route.abort());
  // The worker answers from what it has kept: not here, and none comes in its place.
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error("By the test"));
  });
  await page.evaluate(() =>
    Promise.all([
      navigator.serviceWorker.getRegistration().then((worker) => worker?.unregister()),
      caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))),
    ])
  );
  await page.goto("/groups");
  await openMenu(page);
  await page.getByText("Tout n’a pas chargé.").waitFor();
  await page.setViewportSize({ width: 320, height: 700 });
  const bar = await page.locator(".status-bar").evaluate((
    element,
  ) => [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight]);
  assert.deepEqual(bar, [0, 0], "The bar is cut off");
  assert.ok(!await page.locator(".menu-panel").isVisible(), "An empty panel is shown");
  await page.context().unroute("**/assets/on_demand-*");
  await page.getByRole("button", { name: "Recharger" }).click();
  await page.getByText("Tout n’a pas chargé.").waitFor({
    state: "detached",
  });
  const account = page.getByRole("link", { name: "Compte" });
  await openMenu(page);
  await account.waitFor();
  await page.keyboard.press("Escape");
  await account.waitFor({ state: "detached" });
  // What is loaded is drawn at once the next time.
  await openMenu(page);
  await account.waitFor();
  assert.ok(!namesOf(paths).some((name) => name.startsWith("account")), `${paths}`);
  await account.click();
  await page.getByRole("heading", { name: "Ton compte", exact: true }).waitFor();
  const loaded = namesOf(paths).filter((name) => name.startsWith("account"));
  assert.deepEqual(loaded.sort(), ["account_fr", "account_page"]);
  await page.context().close();
}

async function outliveVersions(browser: Browser): Promise<void> {
  await using site = await servePage();
  const context = await browser.newContext({ locale: "en-GB", baseURL: site.url });
  const page = await context.newPage();
  await page.goto("/");
  await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null));
  site.isDown = true;
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByRole("tab", { name: "Se connecter" }).waitFor();
  await page.reload();
  await page.getByRole("tab", { name: "Se connecter" }).waitFor();

  // A new version takes the place of the files of this one, which goes on.
  site.isDown = false;
  site.version = 2;
  await page.evaluate(() =>
    navigator.serviceWorker.getRegistration().then((worker) => worker?.update())
  );
  await until(() => page.evaluate(namesOfShelves).then((names) => names.length === 2));
  await page.evaluate(async () => {
    const newest = await caches.open("trio-2");
    for (const request of await newest.keys()) await newest.delete(request);
  });
  site.hasAssets = false;
  await openMenu(page);
  await page.getByText("Thème").waitFor();
  await context.close();
}
