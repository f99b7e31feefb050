// The third page: a conversation, and what can be done with its lines.

import type { MessageId } from "../../../protocol/domain.ts";
import { sees } from "../browser/browser.ts";
import { groupOfOthers, hear, other } from "./stage.ts";
import { box, button, type Scene, send, words } from "./scene.ts";

const talk = [
  [0, "Hey you two, good evening"],
  [
    1,
    "Salut !\nI had hoped that you would be here: does anyone know a good place to walk on Sunday?",
  ],
  [1, "Something like https://example.org/walks?level=easy (but shorter)"],
  [0, "The river path. Two hours, and there is a café at the end."],
] as const;

/** What is drawn in ways of its own. */
const kinds = [
  [0, "🎉"],
  [1, "@Anna, try `deno task start`:\n```\nconst walk = await plan();\n```"],
  [0, `There was once a path along the river ${"that went on and on ".repeat(60)}`],
  [1, "https://www.example.org/walks/around/the/lake?level=easy&sort=near"],
] as const;

export const inTheGroup: readonly Scene[] = [
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
    name: "group_erasing",
    async play(stage) {
      await button(stage, "Delete").click();
      await button(stage, "Delete for everyone").waitFor();
    },
  },
  {
    name: "group_editing",
    async play(stage) {
      await button(stage, "Edit").click();
      await stage.page.getByText("Editing a message").waitFor();
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
    name: "group_answering",
    async play(stage) {
      await stage.page.locator(".other .line-more").last().focus();
      await stage.page.keyboard.press("r");
      await stage.page.locator(".editing", { hasText: "The river path" }).waitFor();
    },
  },
  {
    name: "group_answered",
    async play(stage) {
      await send(stage, "Then the river it is");
      await sees(stage.visitor, "Then the river it is");
      await stage.page.locator(".quote").waitFor();
    },
  },
  {
    name: "group_kinds",
    async play(stage) {
      for (const [nth, text] of kinds) await hear(stage, nth, text);
      await stage.page.locator(".unfold").waitFor();
    },
  },
  {
    name: "group_search",
    async play(stage) {
      await button(stage, "About this trio").click();
      await button(stage, "Search").click();
      await stage.page.getByRole("searchbox").fill("the");
      await stage.page.keyboard.press("Enter");
      await stage.page.locator(".found mark").first().waitFor();
    },
  },
  {
    name: "group_search_none",
    async play({ page }) {
      await page.getByRole("searchbox").fill("xylophone");
      await page.keyboard.press("Enter");
      await page.getByText("Nothing found.").waitFor();
    },
  },
  {
    name: "group_commands",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await box(stage).fill("/");
      await stage.page.getByRole("listbox").waitFor();
    },
  },
  {
    name: "group_mention",
    async play(stage) {
      await box(stage).fill("@");
      await stage.page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "group_person",
    async play(stage) {
      await stage.page.locator(".chat-header .face").nth(1).click();
      await stage.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "group_who",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await send(stage, "/who");
      await button(stage, "Close").waitFor();
    },
  },
  {
    name: "group_menu",
    async play(stage) {
      await button(stage, "Close").click();
      await button(stage, "About this trio").click();
      await stage.page.getByText("Mute").waitFor();
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
