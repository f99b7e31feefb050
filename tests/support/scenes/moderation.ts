// The moderators' page. Whoever plays is no moderator: what the server would say to one is said by
// the line.

import type { User } from "../../../protocol/domain.ts";
import { button, type Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";

const at = "2026-11-01T10:00:00.000Z";
const users = {
  anna: { id: "a", username: "Anna" },
  bruno: { id: "b", username: "Bruno" },
  chloe: { id: "c", username: "Chloé" },
} as const;

const text = (seq: number, by: { readonly id: string }, words: string, more = {}) => ({
  ...{ seq, kind: "text", id: `m${seq}`, by: by.id, at },
  ...{ text: words, editedAt: null, erased: false, reply: null, ...more },
});

const decision = {
  ...{ id: "d", at, by: users.anna, action: "suspend", days: 7 },
  ...{ note: "Third time in a month.", reports: ["r3"] },
};

const reports = [
  {
    ...{ id: "r1", at, group: "g", by: users.chloe, about: users.bruno, seq: 4, state: "open" },
    reason: "He asks for money, and does not stop when told to.",
    evidence: [
      { seq: 1, kind: "formed", id: "m1", by: null, at, members: ["a", "b", "c"] },
      text(2, users.chloe, "Hello you two"),
      text(3, users.anna, "Hello", { editedAt: at }),
      text(4, users.bruno, "Send me 50 euros\nand I send you 100 back"),
      { seq: 5, kind: "reacted", id: "m5", by: "c", at, target: 4, emoji: "👎", on: true },
      text(6, users.bruno, "", { erased: true }),
      { seq: 7, kind: "left", id: "m7", by: "a", at },
    ],
    decision: null,
  },
  {
    ...{ id: "r2", at, group: "g", by: users.anna, about: users.chloe, seq: null, state: "open" },
    ...{ reason: "Rude", evidence: [], decision: null },
  },
];

const historyOf = (user: User, more = {}) => ({
  ...{ user, createdAt: at, role: "user", reports: { about: 3, by: 1 }, decisions: [decision] },
  ...{ suspended: false, suspendedUntil: null, ...more },
});

/** What the server answers to a moderator. */
async function play({ page }: Stage): Promise<void> {
  const answers: Readonly<Record<string, unknown>> = {
    "/api/moderation/reports?state=open": { reports, more: true },
    "/api/moderation/reports?state=handled": {
      reports: [{ ...reports[0], id: "r3", state: "handled", decision }],
      more: false,
    },
    "/api/moderation/audit": {
      entries: [
        { ...decision, about: users.bruno, report: "r3" },
        {
          ...decision,
          id: "e",
          by: null,
          action: "role",
          days: null,
          about: users.anna,
          reports: [],
        },
      ],
      more: false,
    },
    "/api/moderation/users/b": historyOf(users.bruno as unknown as User, {
      suspended: true,
      suspendedUntil: "2026-11-08T10:00:00.000Z",
    }),
    "/api/moderation/users/": historyOf(users.chloe as unknown as User),
  };
  await page.route("**/api/moderation/**", async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const found = Object.keys(answers).find((path) => (pathname + search).startsWith(path));
    await route.fulfill({ json: answers[found ?? ""] });
  });
  await page.route("**/api/me", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...await answer.json(), role: "moderator" } });
  });
}

export const asModerator: readonly Scene[] = [
  {
    name: "moderation_queue",
    async play(stage) {
      await play(stage);
      // Its `ready` tells of no such role.
      stage.wire.isDown = true;
      await stage.page.evaluate(() => localStorage.setItem("trio.here", "1"));
      await stage.page.goto("/moderation");
      await button(stage, /^Bruno/).waitFor();
    },
  },
  {
    name: "moderation_report",
    async play(stage) {
      await button(stage, /^Bruno/).click();
      await stage.page.getByText("Reported message").waitFor();
      await stage.page.getByText("Suspended until").waitFor();
    },
  },
  {
    name: "moderation_decision",
    async play(stage) {
      await stage.page.getByRole("radio", { name: "Suspend" }).check();
      await stage.page.getByLabel("Number of days").fill("0");
      await button(stage, "Suspend Bruno").click();
      await stage.page.getByText("Say why, in a word or two.").waitFor();
    },
  },
  {
    name: "moderation_audit",
    async play(stage) {
      await stage.page.keyboard.press("Escape");
      await stage.page.goBack();
      await stage.page.getByRole("tab", { name: "Audit trail" }).click();
      await button(stage, /^Bruno ?: suspended/).click();
      await button(stage, "Lift the suspension").click();
      await stage.page.getByLabel("Why you’re lifting it").waitFor();
    },
  },
  {
    name: "moderation_handled",
    async play(stage) {
      await stage.page.goBack();
      await stage.page.getByRole("tab", { name: "Handled" }).click();
      await button(stage, /^Bruno/).click();
      await stage.page.getByText("By Anna").first().waitFor();
    },
  },
];
