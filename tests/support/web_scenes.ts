// Every state of the page, one after another, as one evening of a visitor: each scene begins where the last one ended.

import type { MessageId, Ticket } from "../../actors/protocol.ts";
import { Client } from "../../tools/client.ts";
import { askForAnyone, english, say, sees, type Words } from "./browser.ts";
import { bringOthers, enter, groupOfOthers, hear, hintedTicket, other, type Stage } from "./web_stage.ts";

export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

const words: Words = english;
const send = (stage: Stage, text: string) => say(stage.visitor, words, text);
const box = ({ page }: Stage) => page.getByLabel(words.write);
const button = ({ page }: Stage, name: string | RegExp) => page.getByRole("button", { name, exact: true });

const atTheDoor: readonly Scene[] = [
  { name: "enter_log_in", play: async ({ page }) => await page.getByRole("tablist").waitFor() },
  {
    name: "enter_create",
    play: async ({ page }) => await page.getByRole("tab", { name: words.signUpTab }).click(),
  },
  {
    name: "enter_errors",
    async play(stage) {
      await button(stage, words.signUp).click();
      await stage.page.getByText("Choose one of the four").waitFor();
    },
  },
  {
    name: "enter_profile",
    async play({ page, url }) {
      const username = `new-${crypto.randomUUID().slice(0, 8)}`;
      await new Client(url).signUp({ username, password: "walnut-orbit-71" });
      await page.goto("/");
      await page.getByLabel(words.username).fill(username);
      await page.getByLabel(words.password, { exact: true }).fill("walnut-orbit-71");
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByText(/two more answers/).waitFor();
    },
  },
  {
    name: "enter_ended",
    async play({ page }) {
      await page.evaluate(() => fetch("/api/session", { method: "DELETE" }));
      await page.getByText("You were logged out here. Log in to go on.").waitFor();
    },
  },
  {
    name: "missing",
    async play({ page }) {
      await page.goto("/nowhere");
      await page.getByText("This page does not exist, or is not open to you.").waitFor();
    },
  },
];

const atHome: readonly Scene[] = [
  {
    name: "home_empty",
    async play(stage) {
      await enter(stage);
      await stage.page.getByText(/^No trio yet/).waitFor();
    },
  },
  {
    name: "home_choosing",
    play: async ({ page }) => await page.locator("summary", { hasText: "More" }).click(),
  },
  {
    name: "home_menu",
    async play(stage) {
      await button(stage, /Menu$/).click();
      await stage.page.getByText("Theme").waitFor();
    },
  },
  {
    name: "home_waiting",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await askForAnyone(stage.visitor, words);
      await stage.page.getByText("Looking for your two others").waitFor();
    },
  },
  {
    name: "home_hints",
    async play({ page, wire }) {
      const { ticket } = await page.evaluate(() => fetch("/api/ticket").then((answer) => answer.json()));
      wire.say({ type: "ticket", ticket: hintedTicket(ticket as Ticket) });
      await page.getByText("Usually about 40 sec").waitFor();
    },
  },
  {
    name: "home_matched",
    async play(stage) {
      const tail = crypto.randomUUID().slice(0, 4);
      await bringOthers(stage, [`Léo.${tail}`, `Chloé.${tail}`]);
      await stage.page.getByText("Your trio is here").waitFor();
    },
  },
];

const talk = [
  [0, "Hey you two, good evening"],
  [1, "Salut !\nI had hoped that you would be here: does anyone know a good place to walk on Sunday?"],
  [1, "Something like https://example.org/walks?level=easy (but shorter)"],
  [0, "The river path. Two hours, and there is a café at the end."],
] as const;

const inTheGroup: readonly Scene[] = [
  {
    name: "group_fresh",
    async play(stage) {
      await stage.page.getByRole("link", { name: words.openChat }).click();
      await box(stage).waitFor();
    },
  },
  {
    name: "group_long",
    async play(stage) {
      for (const [nth, text] of talk) await hear(stage, nth, text);
      await send(stage, "Sunday suits me, say at eleven?");
      await sees(stage.visitor, "Sunday suits me");
      const group = await groupOfOthers(stage);
      const react = { type: "react", group, seq: 5, emoji: "❤️", on: true } as const;
      other(stage.others, 1).line.send({ ...react, id: crypto.randomUUID() as MessageId });
      other(stage.others, 0).line.send({ type: "read", group, seq: 6 });
      await stage.page.locator(".reaction").waitFor();
    },
  },
  {
    name: "group_typing",
    async play(stage) {
      other(stage.others, 0).line.send({ type: "typing", group: await groupOfOthers(stage) });
      await stage.page.getByText(/is typing/).waitFor();
    },
  },
  {
    name: "group_reacting",
    async play(stage) {
      await stage.page.locator(".own .line-more").last().focus();
      await stage.page.keyboard.press("Enter");
      await button(stage, "Edit").waitFor();
    },
  },
  {
    name: "group_editing",
    async play(stage) {
      await button(stage, "Edit").click();
      await stage.page.getByText("You are changing a message").waitFor();
    },
  },
  {
    name: "group_edited",
    async play(stage) {
      await box(stage).fill("Sunday suits me, say at noon?");
      await box(stage).press("Enter");
      await stage.page.getByText("edited", { exact: true }).waitFor();
    },
  },
  {
    name: "group_commands",
    async play(stage) {
      await box(stage).fill("/");
      await stage.page.getByRole("listbox").waitFor();
    },
  },
  {
    name: "group_who",
    async play(stage) {
      await send(stage, "/who");
      await button(stage, "Close").waitFor();
    },
  },
  {
    name: "group_menu",
    async play(stage) {
      await button(stage, "Close").click();
      await button(stage, "About this trio").click();
      await stage.page.getByText("Quiet: no alerts").waitFor();
    },
  },
  {
    name: "group_limit",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await box(stage).fill("so ".repeat(1_300) + "x".repeat(120));
      await stage.page.locator(".counter").waitFor();
    },
  },
];

const whenThingsFail: readonly Scene[] = [
  {
    name: "group_failed",
    async play(stage) {
      stage.wire.refused.add("This one is refused");
      await box(stage).fill("");
      await send(stage, "This one is refused");
      await button(stage, "Try again").waitFor();
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
];

export const scenes: readonly Scene[] = [...atTheDoor, ...atHome, ...inTheGroup, ...whenThingsFail];
