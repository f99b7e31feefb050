// The account's page, and what ends the use of it.

import type { Instant } from "../../../protocol/domain.ts";
import type { NoticeId } from "../../../protocol/moderation.ts";
import { button, type Scene } from "./scene.ts";

const password = "walnut-orbit-71";

export const onTheAccount: readonly Scene[] = [
  {
    name: "account",
    async play({ page }) {
      await page.goto("/account");
      await page.getByText("This device").waitFor();
    },
  },
  {
    name: "account_profile",
    async play(stage) {
      await button(stage, "Birth date and sex").click();
      await stage.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "account_password",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await button(stage, "Change the password").click();
      const dialog = stage.page.getByRole("dialog");
      await dialog.getByLabel("Your password").fill("not the one");
      await dialog.getByLabel("New password").fill(password);
      await dialog.getByRole("button", { name: "Change the password" }).click();
      await stage.page.getByText("Wrong password").waitFor();
    },
  },
  {
    name: "account_codes",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await button(stage, "Create codes").click();
      const dialog = stage.page.getByRole("dialog");
      await dialog.getByLabel("Your password").fill(password);
      await dialog.getByRole("button", { name: "Continue" }).click();
      await button(stage, "I’ve saved them").waitFor();
    },
  },
  {
    name: "account_passkey",
    async play(stage) {
      await button(stage, "I’ve saved them").click();
      await button(stage, "Add a passkey").click();
      await stage.page.getByLabel("Name of the passkey").waitFor();
    },
  },
  {
    name: "account_delete",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await button(stage, "Delete my account").click();
      await stage.page.getByText("There’s no way back.").waitFor();
    },
  },
  {
    name: "account_notice",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      const text = "Somebody has told us of your messages of Sunday.\nPlease leave such words out.";
      const notice = { id: "1" as NoticeId, at: "2026-11-01T10:00:00.000Z" as Instant, text };
      stage.wire.say({ type: "notice", notice });
      await button(stage, "Got it").waitFor();
    },
  },
  {
    name: "account_suspended",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await stage.wire.suspend("2026-12-24T18:00:00.000Z");
      await stage.page.getByText(/^Your account is suspended until/).waitFor();
    },
  },
];

export const withoutPassword: readonly Scene[] = [
  {
    name: "enter_recovery",
    async play(stage) {
      await stage.page.goto("/");
      await button(stage, "Forgot your password?").click();
      await stage.page.getByLabel("Recovery code").waitFor();
    },
  },
  {
    name: "enter_recovery_errors",
    async play(stage) {
      await button(stage, "Save and log in").click();
      await stage.page.getByText("Fill this in to log in").first().waitFor();
    },
  },
];
