// The group's menu: what can be done about the others, and why they are here.

import { box, button, openMember, type Scene } from "./scene.ts";

export const aboutTheOthers: readonly Scene[] = [
  {
    name: "group_again",
    async play(stage) {
      await box(stage).fill("");
      await openMember(stage);
      await stage.page.getByRole("checkbox", { name: /^Again with/ }).check();
      await stage.page.getByText(/is told, and only once they want it, too/).waitFor();
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
      await page.getByText("Thank you. Your report was sent.").waitFor();
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
    name: "group_why",
    async play(stage) {
      await button(stage, "Cancel").click();
      await button(stage, "About this trio").click();
      await button(stage, "Why you were matched").click();
      await stage.page.getByText(/years apart at most/).waitFor();
    },
  },
];
