// The rules on single values, at each of their boundaries.

import assert from "node:assert/strict";
import {
  birthDateFault,
  graphemesOf,
  hasLength,
  isDay,
  isEmoji,
  passwordFault,
  usernameFault,
} from "../../protocol/rules.ts";

/** A letter outside the first plane: one code point, two code units. */
const wideLetter = "𐐀";
const today = "2026-06-15";

Deno.test("[X40] a username has 3 to 32 code points after NFC", () => {
  for (const letter of ["a", wideLetter, "e\u0301"]) {
    assert.equal(usernameFault(letter.repeat(2)), "length", letter);
    assert.equal(usernameFault(letter.repeat(3)), null, letter);
    assert.equal(usernameFault(letter.repeat(32)), null, letter);
    assert.equal(usernameFault(letter.repeat(33)), "length", letter);
  }
  assert.equal(usernameFault(""), "length");
});

Deno.test("[X40] a username has letters, marks and digits of any script, `_`, `.` and `-`, and begins with no mark", () => {
  for (const name of ["a_.-9", "_a.", "Ξένη", "أحمد٣", "ki\u1dd9m", "देवी", "王小明"]) {
    assert.equal(usernameFault(name), null, name);
  }
  const bad = [
    "a b",
    "ab ",
    "a@b",
    "a/b",
    "ab\u0000",
    "ab½",
    "ab👍",
    "a\u200db",
    "ab\ud800",
    "ab€",
  ];
  for (const name of [...bad, "\u0327abc"]) {
    assert.equal(usernameFault(name), "characters", JSON.stringify(name));
  }
});

Deno.test("[X40] no letter or mark of a username is invisible", () => {
  for (const filler of ["\u3164", "\u115f", "\ufe0f", "\u034f", "\u{e0100}"]) {
    assert.equal(usernameFault(`ab${filler}`), "invisible", JSON.stringify(filler));
  }
});

Deno.test("[X41] a password has 8 to 256 code points, whatever its code units are", () => {
  for (const sign of ["x", " ", "👍", "e\u0301"]) {
    const points = [...sign].length;
    assert.equal(passwordFault(sign.repeat(8 / points)), null, sign);
    assert.equal(passwordFault(sign.repeat(256 / points)), null, sign);
    assert.equal(passwordFault(`${sign.repeat(8 / points)}`.slice(sign.length)), "length", sign);
    assert.equal(passwordFault(`${sign.repeat(256 / points)}x`), "length", sign);
  }
  assert.equal(passwordFault("👍".repeat(4)), "length", "Eight code units are four characters");
});

Deno.test("[X41] a password has no lone surrogate", () => {
  assert.equal(passwordFault("12345678\ud83d"), "surrogates");
  assert.equal(passwordFault("\udc4d12345678"), "surrogates");
});

Deno.test("[X42] a birth date is a day that exists, not after today, and makes nobody older than 122", () => {
  assert.equal(birthDateFault(today, today), null);
  assert.equal(birthDateFault("2026-06-16", today), "future");
  assert.equal(birthDateFault("1903-06-16", today), null, "122 until tomorrow");
  assert.equal(birthDateFault("1903-06-15", today), "age", "123 today");
  assert.equal(birthDateFault("2026-02-30", today), "day");
});

Deno.test("[X42] a day has the form YYYY-MM-DD and is in the calendar", () => {
  for (const day of ["2024-02-29", "2000-02-29", "2026-12-31", "2026-01-01", "0001-01-01"]) {
    assert(isDay(day), day);
  }
  const wrong = [
    ...["2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00"],
    ...["2026-6-15", "26-06-15", "2026-06-15T00:00", " 2026-06-15", "2026-06-15\n", "+2026-06-15"],
    ...["２０２６-06-15", "2026/06/15", ""],
  ];
  for (const day of wrong) assert(!isDay(day), JSON.stringify(day));
});

Deno.test("[X43] an emoji is one grapheme of at most 16 code units", () => {
  for (const emoji of ["👍", "👍🏽", "🇫🇷", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️", "1️⃣", "a"]) {
    assert(isEmoji(emoji), emoji);
  }
  assert(isEmoji(`a${"\u0301".repeat(15)}`));
  assert(!isEmoji(`a${"\u0301".repeat(16)}`));
  for (const text of ["", "👍👍", "ab", "🇫🇷🇩🇪", "👍 "]) {
    assert(!isEmoji(text), JSON.stringify(text));
  }
});

Deno.test("[X43] an emoji is a text that shows something", () => {
  for (const text of [" ", "\n", "\u00a0", "\u0007", "\u007f", "\ud83d", "a\u0000"]) {
    assert(!isEmoji(text), JSON.stringify(text));
  }
  for (const value of [null, undefined, 1, ["👍"], { length: 1 }]) assert(!isEmoji(value));
});

Deno.test("[X44] a length is in code points, both ends included, and graphemes are what a reader sees", () => {
  const length = { least: 1, most: 2 };
  assert.deepEqual(["", "👍", "👍👍", "👍👍👍"].map((text) => hasLength(text, length)), [
    false,
    true,
    true,
    false,
  ]);
  assert.deepEqual(graphemesOf("é👨‍👩‍👧🇫🇷a"), ["é", "👨‍👩‍👧", "🇫🇷", "a"]);
  assert.deepEqual(graphemesOf(""), []);
});
