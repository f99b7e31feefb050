// When things fail, and when people go and come: refused, offline, unread, left, looked for,
// joined.

import { askForAnyone, openWish, sees } from "../browser/browser.ts";
import { arrive } from "../server/trio.ts";
import { bringOthers, groupOfOthers, hear, other } from "./stage.ts";
import { box, button, type Scene, send, words } from "./scene.ts";

export const whenThingsFail: readonly Scene[] = [
  {
    name: "group_failed",
    async play(stage) {
      await button(stage, "Close").click();
      stage.wire.refused.add("This one is refused");
      await box(stage).fill("");
      await send(stage, "This one is refused");
      await button(stage, "Discard").waitFor();
    },
  },
  {
    name: "group_offline",
    async play(stage) {
      await button(stage, "Discard").click();
      await stage.wire.cut();
      await stage.page.getByText("Offline: what you write is kept").waitFor();
      await send(stage, "Written without a line");
      await stage.page.getByText("Sending…").waitFor();
    },
  },
  {
    name: "home_groups",
    async play(stage) {
      stage.wire.isDown = false;
      await stage.page.evaluate(() => dispatchEvent(new Event("online")));
      await sees(stage.visitor, "Written without a line");
      await stage.page.goto("/groups");
      await hear(stage, 0, "See you on Sunday then");
      await hear(stage, 1, "I shall bring a cake, if nobody minds");
      await stage.page.getByText("2 unread messages").waitFor({ state: "attached" });
    },
  },
  {
    name: "home_again",
    async play(stage) {
      await openWish(stage, words);
      await button(stage, words.find).waitFor();
    },
  },
  {
    name: "group_unread",
    async play({ page }) {
      await page.locator(".trio").click();
      await page.getByText("New messages").waitFor();
    },
  },
  {
    name: "group_quit_dialog",
    async play(stage) {
      await send(stage, "/quit");
      await stage.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "group_left",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      const { line, name } = other(stage.others, 0);
      line.send({ type: "quit", group: await groupOfOthers(stage) });
      await stage.page.getByRole("log").getByText(`${name} left the trio`).waitFor();
    },
  },
  {
    name: "group_seat_open",
    async play(stage) {
      await button(stage, "Find one more").click();
      await button(stage, "Stop searching").waitFor();
    },
  },
  {
    name: "group_joined",
    async play(stage) {
      const name = "Maël";
      await bringOthers(stage, [name]);
      await stage.page.getByRole("log").getByText(`${name} joined the trio`).waitFor();
    },
  },
  {
    name: "group_away",
    async play(stage) {
      const log = stage.page.getByRole("log");
      for (let at = 1; at <= 12; at++) {
        await hear(stage, 1, `Stop ${at} of the walk, with a view over the river`);
      }
      await sees(stage.visitor, "Stop 12");
      await stage.page.locator(".trio .unread").waitFor({ state: "detached" });
      await log.press("Home");
      await button(stage, /^Latest/).waitFor();
      await hear(stage, 1, "And then there is cake");
      await hear(stage, 2, "I am in");
      await button(stage, /^2 new/).waitFor();
    },
  },
  {
    name: "group_matched",
    async play({ page, url }) {
      const criteria = { sex: "any", age: null, widen: false };
      const body = JSON.stringify({ criteria });
      const headers = { "content-type": "application/json" };
      await page.evaluate((init) => fetch("/api/ticket", init), { method: "PUT", headers, body });
      for (const name of ["Émile", "Fleur"]) {
        await (await arrive(url, name)).put("/api/ticket", { criteria });
      }
      await page.getByRole("link", { name: "Your trio is here" }).waitFor();
    },
  },
  {
    name: "home_left",
    async play(stage) {
      await send(stage, "/quit");
      await stage.page.getByRole("dialog").getByRole("button", { name: words.leave }).click();
      await stage.page.locator(".last-done").waitFor();
    },
  },
  {
    name: "home_waiting_again",
    async play(stage) {
      await button(stage, "Later").click();
      await askForAnyone(stage.visitor, words);
      await stage.page.locator(".waiting").waitFor();
    },
  },
  {
    name: "group_loading",
    async play({ page }) {
      // Never answered: the page is left like that.
      await page.route("**/api/me", () => {}, { times: 1 });
      await page.reload();
      await page.locator(".skeleton").first().waitFor();
    },
  },
];
