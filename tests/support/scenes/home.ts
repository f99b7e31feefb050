// The second page: choosing, inviting, waiting alone and for two, matched.

import type { Ticket } from "../../../protocol/domain.ts";
import { askForAnyone } from "../browser/browser.ts";
import { bringFriend, bringOthers, enter, hintedTicket, inviteOf, longTicket } from "./stage.ts";
import { button, type Scene, words } from "./scene.ts";

export const atHome: readonly Scene[] = [
  {
    name: "home_empty",
    async play(stage) {
      await enter(stage);
      await stage.page.getByText(/^Two seats are free/).waitFor();
    },
  },
  {
    name: "invite_refused",
    async play({ page }) {
      await page.goto("/invite/AAAAAAAAAAAAAAAAAAAAAA");
      await page.getByText("There’s no such invite. Check that the link is complete.")
        .waitFor();
    },
  },
  {
    name: "invite",
    async play(stage) {
      const name = "Inès";
      await stage.page.goto(await inviteOf(stage, name));
      await stage.page.getByText(`${name} invites you`).waitFor();
      await stage.page.getByRole("link", { name: "Not now" }).waitFor();
    },
  },
  {
    name: "home_choosing",
    async play({ page }) {
      await page.getByRole("link", { name: "Not now" }).click();
      await page.getByRole("button", { name: words.begin }).click();
      await page.getByRole("radio", { name: "Anyone" }).check();
      await page.locator("summary", { hasText: "More choices" }).click();
      await page.getByRole("radio", { name: "same sex", exact: true }).check();
      await page.getByText("Later, any sex too").waitFor();
    },
  },
  {
    name: "home_menu",
    async play(stage) {
      await button(stage, /Menu$/).click();
      await stage.page.getByRole("link", { name: "Account" }).waitFor();
    },
  },
  {
    name: "home_waiting",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await stage.page.getByRole("radio", { name: "any sex", exact: true }).check();
      await askForAnyone(stage.visitor, words);
      await stage.page.getByText("Finding your two people…").waitFor();
    },
  },
  {
    name: "home_hints",
    async play({ page, wire }) {
      const { ticket } = await page.evaluate(() =>
        fetch("/api/ticket").then((answer) => answer.json())
      );
      wire.say({ type: "ticket", ticket: hintedTicket(ticket as Ticket) });
      await page.getByText("Usually about 40 sec").waitFor();
    },
  },
  {
    name: "home_long",
    async play({ page, wire }) {
      const { ticket } = await page.evaluate(() =>
        fetch("/api/ticket").then((answer) => answer.json())
      );
      wire.say({ type: "ticket", ticket: longTicket(ticket as Ticket) });
      await page.getByText(/^Waiting for 2[67] min/).waitFor();
    },
  },
  {
    name: "home_invited",
    async play(stage) {
      await button(stage, "Invite a friend").click();
      await stage.page.getByLabel("Link for your friend").waitFor();
    },
  },
  {
    name: "home_duo",
    async play(stage) {
      await bringFriend(stage, "Léo");
      await stage.page.getByText("Finding your third person…").waitFor();
    },
  },
  {
    name: "home_matched",
    async play(stage) {
      await bringOthers(stage, ["Chloé"]);
      await stage.page.getByText("Your trio is here").waitFor();
    },
  },
];
