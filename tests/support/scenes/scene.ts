// What a scene is, and what many of them reach for.

import { english, say } from "../browser/browser.ts";
import { other, type Stage } from "./stage.ts";

export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
}

export const words = english;

export const send = (stage: Stage, text: string) => say(stage.visitor, words, text);
export const box = ({ page }: Stage) => page.getByLabel(words.write);
export const button = ({ page }: Stage, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

/** Opens the group's menu, and in it what can be done about the first of the others. */
export async function openMember(stage: Stage): Promise<void> {
  await button(stage, "About this trio").click();
  await stage.page.locator(".member summary", { hasText: other(stage.others, 0).name }).click();
}
