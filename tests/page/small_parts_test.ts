// Small things that the page reads out of what is typed, said or chosen: links, emojis, commands,
// news, choices.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Member, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { commandOf, completionsOf, isLikeCommand } from "../../web/chat/commands.ts";
import { emojiIn } from "../../web/chat/composer/emoji.ts";
import {
  type BrowserNotifications,
  type NotificationContent,
  Notifier,
} from "../../web/platform/notifier.ts";
import { speechOf } from "../support/page/speech.ts";
import { partsOf } from "../../web/ui/links.ts";
import { isOver, notifiableOf } from "../../web/state/notifiable.ts";
import { createChoices } from "../../web/storage/preferences.ts";
import { match } from "../../web/router.tsx";
import { seatedOf } from "../../web/state/members.ts";
import { apply, emptyState } from "../../web/state/state.ts";
import { FakeClock } from "../support/fake_clock.ts";
import {
  ana,
  ben,
  chloe,
  groupOf,
  member,
  messageFrame,
  otherTrio,
  readyFrame,
  text,
  trio,
} from "../support/page/page.ts";

const links = (words: string) =>
  partsOf(words).flatMap((part) => part.type === "link" ? [part.text] : []);

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

Deno.test("[W37] what is not an address of http or https becomes no link, nor one that names a user", () => {
  const none = [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.org",
    "file:///etc/passwd",
    "http://",
    "https://good.example@evil.example/",
    "xhttps://example.org",
    "www.example.org",
  ];
  for (const words of none) assert.deepEqual(links(words), [], words);
});

Deno.test("[W37] an address becomes a link without what stands around it", () => {
  assert.deepEqual(links("See https://example.org/a?b=c#d, or (http://example.org/x)."), [
    "https://example.org/a?b=c#d",
    "http://example.org/x",
  ]);
  assert.deepEqual(links("https://example.org/wiki/Trio_(music)"), [
    "https://example.org/wiki/Trio_(music)",
  ]);
  assert.deepEqual(links('https://example.org/"onclick="x'), ["https://example.org/"]);
});

Deno.test("[W37] every character of a text stays, and every link leads to http or https", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("https://", "http://a.b", "javascript:", "@", ")", "(", '"', "."),
  );
  fc.assert(fc.property(fc.array(piece), (pieces) => {
    const words = pieces.join("");
    const parts = partsOf(words);
    assert.equal(parts.map((part) => part.text).join(""), words);
    for (const part of parts) if (part.type === "link") assert.match(part.href, /^https?:\/\//);
  }));
});

Deno.test("[W38] a letter, a digit or a blank is no reaction; the first emoji of what is typed is one, whole", () => {
  for (const typed of ["", " ", "a", "7", "é", "#"]) assert.equal(emojiIn(typed), null, typed);
  assert.equal(emojiIn("ok 👍🏽 good"), "👍🏽");
  assert.equal(emojiIn("👩‍👩‍👧"), "👩‍👩‍👧");
});

Deno.test("[W38] a command is a whole word behind a slash; a beginning offers what it may become", () => {
  for (const words of ["quit", "/quit now", "//quit", "/quitt", "say /quit"]) {
    assert.equal(commandOf(words), null);
  }
  assert.equal(commandOf("/QUIT "), "quit");
  assert.deepEqual(completionsOf("/"), ["who", "help", "quit"]);
  assert.deepEqual(completionsOf("/q"), ["quit"]);
  for (const words of ["", "q", "/x", "/quit now"]) assert.deepEqual(completionsOf(words), []);
});

Deno.test("[W133] a single word behind a slash is like a command, and nothing else is", () => {
  for (const word of ["/quti", "/QUIT", "/q"]) assert.equal(isLikeCommand(word), true, word);
  for (const words of ["quit", "/", "//", "/quit now", "/etc/hosts", "/1", "and/or"]) {
    assert.equal(isLikeCommand(words), false, words);
  }
});

Deno.test("[W39] one's own texts, what was missed and what is read already are no news; a text of another and a match are", () => {
  const before = apply(emptyState, readyFrame([groupOf({ lastSeq: 2, readSeq: 2 })]), 0);
  const notifiable = (frame: ServerFrame) => notifiableOf(frame, before, apply(before, frame, 0));
  assert.equal(notifiable(messageFrame(text(3, ana))), null);
  assert.equal(notifiable(messageFrame(text(2))), null);
  assert.equal(notifiable({ type: "typing", group: trio, user: ana }), null);
  assert.deepEqual(notifiable(messageFrame(text(3))), {
    ...{ type: "text", group: trio, seq: 3 },
    ...{ name: "ben", text: "line 3" },
  });
  const match = notifiable({ type: "group", group: groupOf({ id: otherTrio }) });
  assert.deepEqual(match, { type: "match", group: otherTrio, names: ["ben", "chloe"] });
});

Deno.test("[W39] nothing is told while the tab is shown, without having been asked for, or of a quiet trio", () => {
  const told: (NotificationContent | "beep")[] = [];
  const place = { isLookedAt: false };
  const notifications: BrowserNotifications = {
    isLookedAt: () => place.isLookedAt,
    ask: () => Promise.resolve(true),
    notify: (one) => void told.push(one),
    beep: () => void told.push("beep"),
  };
  const choices = createChoices(shelf());
  const clock = new FakeClock();
  const notifier = new Notifier({
    clock,
    notifications,
    choices,
    speech: speechOf(["en"]),
  });
  const notifiable = { type: "text", group: trio, seq: 3, name: "ben", text: "hello" } as const;
  const tell = (isOver = false) => {
    notifier.notify(notifiable, () => isOver);
    clock.advance(1_000);
  };
  tell();
  choices.choose({ notifies: true, hasSound: true });
  place.isLookedAt = true;
  tell();
  place.isLookedAt = false;
  choices.setQuiet(trio, true);
  tell();
  choices.setQuiet(trio, false);
  tell(true);
  assert.deepEqual(told, []);
  tell();
  assert.deepEqual(told, ["beep", { title: "ben", body: "hello", group: trio }]);
});

Deno.test("[W144] a text that was read elsewhere, and what is of a group that is gone, is over; a match is not", () => {
  const read = (readSeq: number) =>
    apply(emptyState, readyFrame([groupOf({ lastSeq: 3, readSeq })]), 0);
  const said = { type: "text", group: trio, seq: 3, name: "ben", text: "hello" } as const;
  assert.equal(isOver(said, read(2)), false);
  assert.equal(isOver(said, read(3)), true);
  assert.equal(isOver(said, emptyState), true);
  const match = { type: "match", group: trio, names: ["ben", "chloe"] } as const;
  assert.equal(isOver(match, read(3)), false);
});

Deno.test("[W39] choices stay, and what was kept and cannot be understood is as if nothing was", () => {
  const kept = shelf();
  createChoices(kept).choose({ theme: "dark", quiet: [trio] });
  assert.deepEqual(createChoices(kept).preferences.value, {
    theme: "dark",
    hasSound: false,
    notifies: false,
    quiet: [trio],
  });
  for (const odd of ["{", "null", "7", '{"theme":"pink","quiet":[1],"hasSound":"yes"}']) {
    kept.setItem("trio.prefs", odd);
    const { theme, hasSound, quiet } = createChoices(kept).preferences.value;
    assert.deepEqual([theme, hasSound, quiet], ["system", false, []], odd);
  }
});

Deno.test("[W86] an address fits a pattern whole or not at all, and gives what stands in its named places", () => {
  for (const path of ["/groups", "/groups/", "/groups/a/b", "/group/a", "/"]) {
    assert.equal(match("/groups/:id", path), null, path);
  }
  assert.deepEqual(match("/groups/:id", "/groups/a"), { id: "a" });
  assert.deepEqual(match("/groups/:id", "/groups/a%20b/"), { id: "a%20b" });
  assert.deepEqual(match("/", "/"), {});
  assert.deepEqual(match("/groups", "/groups/"), {});
  assert.equal(match("/", "/groups"), null);
});

Deno.test("[W87] who has left and was followed by another is drawn no more; a free seat is drawn by who left it last", () => {
  const left = (at: string) => ({ leftAt: `2026-06-15T12:0${at}:00.000Z` });
  const dora = "00000000-0000-7000-8000-00000000000d" as UserId;
  const names = (members: readonly Member[]) =>
    seatedOf(groupOf({ members })).map(({ username }) => username);
  const [a, c, d] = [member(ana, "ana"), member(chloe, "chloe"), member(dora, "dora")];
  assert.deepEqual(names([a, member(ben, "ben", left("1")), c]), ["ana", "ben", "chloe"]);
  assert.deepEqual(names([a, member(ben, "ben", left("1")), c, d]), ["ana", "chloe", "dora"]);
  assert.deepEqual(names([a, member(ben, "ben", left("1")), c, member(dora, "dora", left("2"))]), [
    "ana",
    "chloe",
    "dora",
  ]);
});
