// What a page of before has kept in the browser, in the shape of its own database.

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { defaultLimits } from "../../protocol/limits.ts";
import { english, openWish } from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { letIn, until } from "../support/browser/guest.ts";
import { formTrio, type Trio } from "../support/server/trio.ts";

Deno.test("[W150] what a page of before has kept is not lost: unsent texts, drafts, what was seen and asked for", async () => {
  await using house = await openHouse();
  const { url } = house.server;
  const trio = await formTrio(url, "older");
  const [person] = trio.people;
  // A page without scripts, at which the database can be made.
  const { page, context } = await letIn(house.browser, { url, path: "/healthz", person });
  await page.evaluate(makeOldDatabase, await oldRows(trio));

  // Without an answer the page shows what was kept.
  const server = { isDown: true };
  await page.route("**/api/**", (route) => server.isDown ? route.abort() : route.continue());
  await page.routeWebSocket(/\/ws$/, (route) => {
    if (server.isDown) void route.close({ code: 1001 });
    else route.connectToServer();
  });
  await page.goto(`/groups/${trio.group}`);
  await page.locator(".trio-card-title").waitFor();
  await page.getByText("Sending…").waitFor();
  assert.equal(await page.getByLabel(english.write).inputValue(), "Half a thou");

  server.isDown = false;
  await page.reload();
  await page.locator(".said:not(.pending)", { hasText: "Written before the update" }).waitFor();
  await until(async () => await countRows(page, "pending") === 0);
  assert.equal(await page.getByLabel(english.write).inputValue(), "Half a thou");
  await page.goto("/groups");
  await openWish({ page }, english);
  assert.ok(await page.getByRole("radio", { name: "Anyone" }).isChecked());
  await page.getByText("up to 7 years, any sex").waitFor();
  await context.close();
});

/** Rows as they were: an operation was a deed, groups were rooms, the last criteria a wish. */
async function oldRows({ group: id, people: [person] }: Trio) {
  const { body: { user, profile } } = await person.get<{ user: { id: string }; profile: unknown }>(
    "/api/me",
  );
  const { body: { group } } = await person.get<{ group: unknown }>(`/api/groups/${id}`);
  const { body: { messages } } = await person.get<{ messages: unknown[] }>(
    `/api/groups/${id}/messages?after=0&limit=50`,
  );
  const operation = {
    type: "send",
    group: id,
    id: crypto.randomUUID(),
    text: "Written before the update",
  };
  const wish = { sex: "any", age: 7, widen: false };
  return {
    pending: [
      [user.id, operation.id],
      { deed: operation, at: Date.now(), refusal: null, isStored: false },
    ],
    drafts: [[user.id, id], { user: user.id, group: id, text: "Half a thou" }],
    snapshot: ["last", {
      user,
      profile,
      limits: defaultLimits,
      wish,
      rooms: [{ group, run: messages }],
    }],
  } as const;
}

/** Runs in the page: makes the database as version 1 had it. */
function makeOldDatabase(rows: Awaited<ReturnType<typeof oldRows>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("trio", 1);
    request.onupgradeneeded = () => {
      for (const [store, [key, row]] of Object.entries(rows)) {
        request.result.createObjectStore(store).put(row, key as IDBValidKey);
      }
    };
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
    request.onerror = () => reject(request.error);
  });
}

function countRows(page: Page, store: string): Promise<number> {
  return page.evaluate((name) =>
    new Promise<number>((resolve) => {
      const request = indexedDB.open("trio");
      request.onsuccess = () => {
        const count = request.result.transaction(name).objectStore(name).count();
        count.onsuccess = () => {
          request.result.close();
          resolve(count.result);
        };
      };
    }), store);
}
