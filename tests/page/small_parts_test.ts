// Small things that the page reads out of what is typed, said or chosen: links, emojis, commands,
// news, choices.

import assert from "node:assert/strict";
import type { Member, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { commandOf, completionsOf, isLikeCommand } from "../../web/chat/commands.ts";
import { emojiIn, isEmojiAlone, palette } from "../../web/chat/composer/emoji.ts";
import {
  type BrowserNotifications,
  type NotificationContent,
  Notifier,
} from "../../web/platform/notifier.ts";
import { speechOf } from "../support/page/speech.ts";
import { isComposing } from "../../web/ui/composition.ts";
import { isFromScreen, screenOf } from "../../web/ui/keyboard.ts";
import { newsOf, notifiableOf } from "../../web/state/notifiable.ts";
import { createChoices } from "../../web/storage/preferences.ts";
import { match } from "../../web/router.tsx";
import { isFirstTrio, seatedOf } from "../../web/state/members.ts";
import { faceOf } from "../../web/ui/avatar.tsx";
import { apply, emptyState } from "../../client/state/state.ts";
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

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

Deno.test("[W38] a letter, a digit, a colon or a blank is no reaction; the first emoji of what is typed is one, whole", () => {
  for (const typed of ["", " ", "a", "7", "é", "#", ":", ":smile", "\u200b", "\u202e", "→"]) {
    assert.equal(emojiIn(typed), null, typed);
  }
  assert.equal(emojiIn("ok 👍🏽 good"), "👍🏽");
  assert.equal(emojiIn("👩‍👩‍👧"), "👩‍👩‍👧");
  for (const typed of ["ℹ️", "ℹ", ":ℹ️"]) assert.equal(emojiIn(typed), "ℹ\ufe0f", typed);
  assert.equal(emojiIn("👍\ufe0f"), "👍");
  for (const emoji of palette) assert.equal(emojiIn(emoji), emoji);
});

Deno.test("[Q3] one to three emojis of any kind are alone, and nothing that has a word or a sign is", () => {
  const alone = ["👍", "👍🏽", "👩‍👩‍👧", "🇫🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "❤", "1️⃣", "🎉🎉🎉", " 🎉 👍\n😂 ", "👩🏽‍❤️‍💋‍👩🏿"];
  for (const words of alone) assert.equal(isEmojiAlone(words), true, words);
  const not = [
    "",
    " ",
    "🎉🎉🎉🎉",
    "👍 ok",
    "👍.",
    "1",
    "123",
    "#",
    "é",
    "👍\u202e",
    "a👍",
    "→",
    "日",
  ];
  for (const words of not) assert.equal(isEmojiAlone(words), false, words);
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

Deno.test("[W209] Enter is of a keyboard on the screen where the key has no name, or something covers the window", () => {
  const hardware = { isTouched: true, coveredPx: 0 };
  assert.equal(isFromScreen({ code: "Enter" }, hardware), false);
  assert.equal(isFromScreen({ code: "NumpadEnter" }, { isTouched: true, coveredPx: 60 }), false);
  assert.equal(isFromScreen({ code: "Enter" }, { isTouched: true, coveredPx: 336 }), true);
  for (const code of ["", "Unidentified"]) assert.equal(isFromScreen({ code }, hardware), true);
  // What no finger touches shows no keyboard: a program has pressed the key.
  assert.equal(isFromScreen({ code: "" }, { isTouched: false, coveredPx: 0 }), false);
  const zoomed = {
    innerHeight: 800,
    visualViewport: { height: 400, scale: 2 },
    matchMedia: () => ({ matches: true }),
  };
  assert.deepEqual(screenOf(zoomed as unknown as Window), hardware);
});

Deno.test("[W210] a key is an input method's while it composes, and when Safari says so by its code alone", () => {
  assert.equal(isComposing({ isComposing: true, keyCode: 13 }), true);
  assert.equal(isComposing({ isComposing: false, keyCode: 229 }), true);
  assert.equal(isComposing({ isComposing: false, keyCode: 13 }), false);
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
  assert.deepEqual(notifiable(messageFrame(text(3))), { type: "text", group: trio, seq: 3 });
  const match = notifiable({ type: "group", group: groupOf({ id: otherTrio }) });
  assert.deepEqual(match, { type: "match", group: otherTrio, seq: 1 });
});

Deno.test("[W39] what fills a hole, and was told of before, is no news, though it is not read yet", () => {
  const before = apply(emptyState, readyFrame([groupOf({ lastSeq: 5, readSeq: 2 })]), 0);
  for (const seq of [3, 4, 5]) {
    const frame = messageFrame(text(seq));
    assert.equal(notifiableOf(frame, before, apply(before, frame, 0)), null);
  }
  const next = messageFrame(text(6));
  assert.notEqual(notifiableOf(next, before, apply(before, next, 0)), null);
});

/** A notifier in a browser whose notifications hang on a board, by group. */
function setUpNotifier(
  state = apply(emptyState, readyFrame([groupOf({ lastSeq: 2, readSeq: 2 })]), 0),
) {
  const place = { isLookedAt: false, isAllowed: true, state };
  const told: (NotificationContent | "beep")[] = [];
  const board = new Map<string, NotificationContent>();
  const notifications: BrowserNotifications = {
    isLookedAt: () => place.isLookedAt,
    isAllowed: () => place.isAllowed,
    ask: () => Promise.resolve(place.isAllowed),
    onPermission: () => () => {},
    notify(one) {
      told.push(one);
      board.set(one.about.group, one);
    },
    update(contentOf) {
      for (const [group, one] of board) {
        const next = contentOf(one.about);
        if (next === null) board.delete(group);
        else board.set(group, next);
      }
    },
    beep: () => void told.push("beep"),
  };
  const choices = createChoices(shelf());
  const clock = new FakeClock();
  const notifier = new Notifier({
    clock,
    notifications,
    choices,
    speech: speechOf(["en"]),
    newsOf: (notifiable) => newsOf(notifiable, place.state),
  });
  const take = (frame: ServerFrame) => {
    const before = place.state;
    place.state = apply(before, frame, 0);
    const notifiable = notifiableOf(frame, before, place.state);
    if (notifiable !== null) notifier.notify(notifiable);
    clock.advance(1_000);
    notifier.follow();
  };
  return { place, told, board, choices, clock, notifier, take };
}

Deno.test("[W39] nothing is told while the page is looked at, without having been asked for, or of a quiet trio", () => {
  const { place, told, choices, take } = setUpNotifier();
  take(messageFrame(text(3)));
  choices.choose({ notifies: true, hasSound: true });
  place.isLookedAt = true;
  take(messageFrame(text(4)));
  place.isLookedAt = false;
  choices.setQuiet(trio, true);
  take(messageFrame(text(5)));
  choices.setQuiet(trio, false);
  assert.deepEqual(told, []);
  take({ type: "read", group: trio, user: ana, seq: 5 });
  take(messageFrame(text(6)));
  const about = { type: "text", group: trio, seq: 6 } as const;
  assert.deepEqual(told, ["beep", { title: "ben", body: "line 6", about }]);
});

Deno.test("[W230] a notification follows its text: edited, taken back, read, or its group gone", () => {
  const { place, told, board, choices, take } = setUpNotifier();
  choices.choose({ notifies: true });
  const body = () => board.get(trio)?.body;
  const amended = (seq: number, target: number, words?: string) => {
    const { id, at, by } = text(seq);
    const kind = words === undefined
      ? { kind: "erased" } as const
      : { kind: "edited", text: words } as const;
    return messageFrame({ seq, id, at, by, target, ...kind });
  };
  take(messageFrame(text(3)));
  assert.equal(body(), "line 3");
  take(amended(4, 3, "put right"));
  assert.equal(body(), "put right");
  take(messageFrame(text(5)));
  assert.equal(body(), "line 5\n2 new messages");
  take(amended(6, 5));
  assert.equal(body(), "put right", "what is left unread");
  assert.equal(told.length, 2, "No change alerts");
  take(amended(7, 3));
  assert.equal(body(), undefined);
  take(messageFrame(text(8)));
  assert.equal(body(), "line 8");
  take({ type: "gone", group: trio });
  assert.equal(body(), undefined);
  take({ type: "group", group: groupOf({ id: otherTrio, lastSeq: 1 }) });
  assert.equal(board.get(otherTrio)?.title, "Your trio is here");
  place.state = emptyState;
  take({ type: "pong", heads: {}, now: "2026-06-15T12:00:00.000Z" });
  assert.equal(board.size, 0, "after the end of the session");
});

Deno.test("[W230] [I41] a notification of a text that the page does not hold yet stays", () => {
  const { place, take } = setUpNotifier();
  take(messageFrame(text(3)));
  take({ type: "read", group: trio, user: ana, seq: 3 });
  const pushed = { type: "text", group: trio, seq: 0 } as const;
  assert.equal(newsOf(pushed, place.state), null);
  take({ type: "group", group: groupOf({ readSeq: 3, lastSeq: 9, unread: 2, last: text(9) }) });
  const news = newsOf(pushed, place.state);
  assert.deepEqual([news?.seq, news?.type === "text" && news.text], [9, "line 9"]);
});

Deno.test("[W231] of several unread texts, a notification says how many there are", () => {
  const { told, choices, take } = setUpNotifier();
  choices.choose({ notifies: true });
  for (const seq of [3, 4, 5]) take(messageFrame(text(seq)));
  assert.deepEqual(told.map((one) => one !== "beep" && one.body), [
    "line 3",
    "line 4\n2 new messages",
    "line 5\n3 new messages",
  ]);
});

Deno.test("[W232] notifications are on where they were asked for and the browser allows them", () => {
  const { place, choices, notifier } = setUpNotifier();
  assert.equal(notifier.isOn(), false);
  choices.choose({ notifies: true });
  assert.equal(notifier.isOn(), true);
  place.isAllowed = false;
  assert.equal(notifier.isOn(), false);
});

Deno.test("[W144] a text that was read elsewhere, a match that was looked at, and what is of a group that is gone, is over", () => {
  const read = (readSeq: number) =>
    apply(emptyState, readyFrame([groupOf({ lastSeq: 3, readSeq, last: text(3), unread: 1 })]), 0);
  for (const type of ["text", "match"] as const) {
    const said = { type, group: trio, seq: 3 };
    assert.notEqual(newsOf(said, read(2)), null);
    assert.equal(newsOf(said, read(3)), null);
    assert.equal(newsOf(said, emptyState), null);
  }
});

Deno.test("[W39] choices stay, and what was kept and cannot be understood is as if nothing was", () => {
  const kept = shelf();
  createChoices(kept).choose({ theme: "dark", quiet: [trio] });
  assert.deepEqual(createChoices(kept).preferences.value, {
    theme: "dark",
    hasSound: false,
    notifies: false,
    push: "off",
    declinesPush: false,
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

Deno.test("[W221] why the three were matched is told of them, with or without one who has left, and not once a fourth came in", () => {
  const [a, b, c] = [member(ana, "ana"), member(ben, "ben"), member(chloe, "chloe")];
  const gone = { leftAt: "2026-06-15T12:01:00.000Z" };
  const dora = "00000000-0000-7000-8000-00000000000d" as UserId;
  assert.ok(isFirstTrio(groupOf({ members: [a, b, c] })));
  assert.ok(isFirstTrio(groupOf({ members: [a, { ...b, ...gone }, c] })));
  assert.ok(!isFirstTrio(groupOf({ members: [a, { ...b, ...gone }, c, member(dora, "dora")] })));
});

Deno.test("[B63] [B410] the face of a bot says that it is one, and a person's has initials", () => {
  assert.equal(faceOf({ username: "Charlie-bot-sbgm1", bot: true }), "bot");
  assert.equal(faceOf({ username: "charlie", bot: true }), "bot");
  for (
    const [name, face] of [["anna", "AN"], ["anna.b", "AB"], ["robot", "RO"], [
      "x-bot-1",
      "XB",
    ]] as const
  ) {
    assert.equal(faceOf({ username: name }), face);
  }
});
