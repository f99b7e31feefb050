// The first page: who is not in yet, or has come astray.

import { Client } from "../../../tools/client.ts";
import { button, type Scene, words } from "./scene.ts";

export const atTheDoor: readonly Scene[] = [
  {
    name: "enter_create",
    play: async ({ page }) => {
      await page.getByRole("tab", { name: words.signUpTab, selected: true }).waitFor();
      await page.getByRole("figure").waitFor();
    },
  },
  {
    name: "enter_log_in",
    play: async ({ page }) => await page.getByRole("tab", { name: words.logInTab }).click(),
  },
  {
    name: "enter_errors",
    async play(stage) {
      await stage.page.getByRole("tab", { name: words.signUpTab }).click();
      await button(stage, words.signUp).click();
      await stage.page.getByText("Choose one of the four").waitFor();
    },
  },
  {
    name: "enter_busy",
    async play(stage) {
      const { page } = stage;
      await page.getByLabel(words.username).fill("somebody-new");
      await page.getByLabel(words.password, { exact: true }).fill("walnut-orbit-71");
      await page.getByLabel(words.birthDate).fill("1996-05-04");
      await page.getByLabel(words.female).check();
      // Never answered: the next scene leaves the page.
      await page.route("**/api/users", () => {}, { times: 1 });
      await button(stage, words.signUp).click();
      await page.getByText("One moment…").waitFor();
    },
  },
  {
    name: "enter_profile",
    async play({ page, url }) {
      const username = `new-${crypto.randomUUID().slice(0, 8)}`;
      await new Client(url).signUp({ username, password: "walnut-orbit-71" });
      await page.goto("/");
      await page.getByRole("tab", { name: words.logInTab }).click();
      await page.getByLabel(words.username).fill(username);
      await page.getByLabel(words.password, { exact: true }).fill("walnut-orbit-71");
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByText(/two quick questions/).waitFor();
    },
  },
  {
    name: "enter_ended",
    async play({ page }) {
      await page.evaluate(() => fetch("/api/session", { method: "DELETE" }));
      await page.getByText("You’ve been logged out. Log in to continue.").waitFor();
    },
  },
  {
    name: "enter_invited",
    async play({ page }) {
      await page.goto("/invite/AAAAAAAAAAAAAAAAAAAAAA");
      await page.getByText(/^A friend invites you/).waitFor();
    },
  },
  {
    name: "missing",
    async play({ page }) {
      await page.goto("/nowhere");
      await page.getByText("This page doesn’t exist, or isn’t open to you.").waitFor();
    },
  },
];
