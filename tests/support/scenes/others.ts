// The group's menu: what can be done about the others, and why they are here.

import { other } from "./stage.ts";
import { box, button, openMember, type Scene } from "./scene.ts";

export const aboutTheOthers: readonly Scene[] = [
  {
    name: "group_again",
    async play(stage) {
      await box(stage).fill("");
      await openMember(stage);
      await stage.page.getByRole("checkbox", { name: /^I’d like to meet / }).check();
      await stage.page.getByText(/only finds out if it’s mutual/).waitFor();
    },
  },
  {
    name: "group_mutual",
    async play(stage) {
      const me = await stage.page.evaluate(() => fetch("/api/me").then((answer) => answer.json()));
      await other(stage.others, 0).client.request("PUT", `/api/again/${me.user.id}`);
      await stage.page.getByText("It’s mutual: you may meet again.").waitFor();
    },
  },
  {
    name: "group_report",
    async play(stage) {
      await button(stage, /^Report/).click();
      await stage.page.getByLabel("What happened").fill("Asked for money again and again");
    },
  },
  {
    name: "group_reported",
    async play({ page }) {
      await page.getByRole("dialog").getByRole("button", { name: "Send" }).click();
      await page.getByText("Thank you, we’ve got your report.").waitFor();
    },
  },
  {
    name: "group_report_message",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await stage.page.locator(".said.other .line-more").last().click();
      await button(stage, "Report this message").click();
      await stage.page.locator(".quoted").waitFor();
    },
  },
  {
    name: "group_block",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await openMember(stage);
      await button(stage, /^Block/).click();
      await stage.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "group_blocked",
    async play({ page }) {
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("checkbox", { name: /^Leave every trio with/ }).uncheck();
      await dialog.getByRole("button", { name: "Block" }).click();
      await page.getByText(/^You blocked .*\.$/).waitFor();
    },
  },
  {
    name: "group_why",
    async play(stage) {
      await button(stage, "Close").click();
      await button(stage, "About this trio").click();
      await button(stage, "Why you were matched").click();
      await stage.page.locator(".command-note", { hasText: /years? between you/ }).waitFor();
    },
  },
];
