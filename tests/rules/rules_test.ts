// The rules on single values, at each of their boundaries.

import assert from "node:assert/strict";
import { speaksForHouse, usernameSkeletons } from "../../routes/auth/username_key.ts";
import {
  birthDateFault,
  emojiForm,
  graphemesOf,
  hasLength,
  isDay,
  passwordFault,
  preparedPassword,
  preparedUsername,
  reasonFault,
  reasonLength,
  textFault,
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
    "a@b",
    "a/b",
    "ab\u0000",
    "ab½",
    "ab👍",
    "ab\ud800",
    "ab€",
  ];
  for (const name of [...bad, "\u0327abc"]) {
    assert.equal(usernameFault(name), "characters", JSON.stringify(name));
  }
});

Deno.test("[A210] a username has a letter or a digit, and no three combining marks in a row", () => {
  for (const name of ["___", "-.-", "...", "_-_."]) assert.equal(usernameFault(name), "letters");
  for (const name of ["_a_", "--7"]) assert.equal(usernameFault(name), null, name);
  for (const marks of ["\u0330\u0330", "\u0330\u0331"]) {
    assert.equal(usernameFault(`xyz${marks}x`), null);
    assert.equal(usernameFault(`xyz${marks}\u0332x`), "marks");
  }
});

Deno.test("[A211] a username mixes scripts no further than UTS 39 calls moderately restrictive", () => {
  const mixed = [
    "аlice", // a Cyrillic а
    "Annа",
    "Михайло_x",
    "naïve_Ω",
    "Ωлга",
    "नमस্তे",
    "さくら한국",
    "ᏣᎳᎩabc",
  ];
  for (const name of mixed) assert.equal(usernameFault(name), "scripts", name);
  const right = [
    ...["Ольга_2", "Ελένη", "陈静chen", "さくらカナ漢字abc", "김민수漢abc", "ㄅㄆ漢abc"],
    ...["محمدabc", "नमस्तेabc", "กำพล_1", "ᏣᎳᎩ", "ⵜⴰⵎⴰ", "alıce", "ki\u1dd9m", "Zoë"],
  ];
  for (const name of right) assert.equal(usernameFault(name), null, name);
});

Deno.test("[A212] names that look alike have a skeleton in common, and others have none", () => {
  const areAlike = (one: string, other: string) =>
    usernameSkeletons(one).some((skeleton) => usernameSkeletons(other).includes(skeleton));
  const alike = [
    "аlice",
    "a1ice",
    "aIice",
    "alıce",
    "alice.",
    "_alice",
    "ALICE",
    "ａlice",
    "alіcе",
  ];
  for (const name of alike) assert(areAlike("alice", name), name);
  for (const [one, other] of [["modern", "modem"], ["l00", "lOO"], ["bob1", "bobl"]] as const) {
    assert(areAlike(one, other), `${one} ${other}`);
  }
  for (const name of ["al.ice", "alice2", "alise", "malice", "Zoë", "élice"]) {
    assert(!areAlike("alice", name), name);
  }
});

Deno.test("[A213] a name that seems to speak for the house is reserved, in any letters", () => {
  const reserved = ["admin", "Admin", "аdmin", "adm1n", "moderator", "rnoderator", "Trio", "TR10"];
  const alike = ["tri0", "trio.", "systern", "he1p", "SUPPORT", "m0d3rat0r", "4dmin", "5upp0rt"];
  const amongOthers = [
    ..."Trio_Admin trio-news anna-from-trio Admin.Anna TrioAnna annaADMIN Adm1nAnna".split(" "),
    ..."admin7 2trio admin7anna admin٠anna Ｔｒｉｏ_Ｎｅｗｓ official_anna TRIONews".split(" "),
  ];
  const ofReservedAlone = [
    ..."trioadmin root.help System_Security helpOwner a.d.m.i.n t_r_i_0 owner1 root66".split(" "),
  ];
  for (const name of [...reserved, ...alike, ...amongOthers, ...ofReservedAlone]) {
    assert(speaksForHouse(name), name);
  }
  const innocent = [
    ..."Tristan administra trios helper Trionfo Administer badminton Triona4 Stafford".split(" "),
    ..."root.beer cat_owner smooth-operator help-me systematic eco_system Supporter".split(" "),
    ..."unofficial Anna-bot-7 patrio 1234 ___a".split(" "),
  ];
  for (const name of innocent) assert(!speaksForHouse(name), name);
});

Deno.test("[X40] no letter or mark of a username is invisible", () => {
  for (const filler of ["\u3164", "\u115f", "\ufe0f", "\u034f", "\u{e0100}", "\u200d"]) {
    assert.equal(usernameFault(`ab${filler}`), "invisible", JSON.stringify(filler));
  }
});

Deno.test("[X41] a password has 8 to 256 code points, whatever its code units are", () => {
  for (const sign of ["x", " ", "👍", "e\u0301"]) {
    assert.equal(passwordFault(sign.repeat(7)), "length", sign);
    assert.equal(passwordFault(sign.repeat(8)), null, sign);
    assert.equal(passwordFault(sign.repeat(256)), null, sign);
    assert.equal(passwordFault(sign.repeat(257)), "length", sign);
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

Deno.test("[X43] an emoji is what RGI_Emoji matches, in one form whatever was typed", () => {
  const forms = [
    ["👍", "👍\ufe0f", "👍\ufe0e"],
    ["❤\ufe0f", "❤", "❤\ufe0e"],
    ["ℹ\ufe0f", "ℹ"],
    ["1\ufe0f\u20e3", "1\u20e3"],
    ["👍🏽"],
    ["🇫🇷"],
    ["👨‍👩‍👧‍👦"],
    ["👁\ufe0f‍🗨\ufe0f", "👁‍🗨", "👁\ufe0f‍🗨"],
    ["🕵🏽‍♂\ufe0f", "🕵🏽‍♂"],
    ["👩🏻‍❤\ufe0f‍💋‍👨🏻", "👩🏻‍❤‍💋‍👨🏻"],
    ["🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}"],
  ];
  for (const [form = "", ...others] of forms) {
    assert.match(form, /^\p{RGI_Emoji}$/v);
    for (const text of [form, ...others]) assert.equal(emojiForm(text), form, JSON.stringify(text));
  }
  const none = ["", "a", "7", "#", "é", ":", "\u200b", "\u202e", "\ufe0f", "\ud83d", " ", "\u2800"];
  for (const text of [...none, "👍👍", "👍 ", "→", "🇫", "🏽\u200d", `👍${"\ufe0f".repeat(15)}`]) {
    assert.equal(emojiForm(text), null, JSON.stringify(text));
  }
});

Deno.test("[X43] every single emoji of the engine has one form, with U+FE0F and without", () => {
  let seen = 0;
  for (let point = 0; point < 0x20000; point++) {
    const sign = String.fromCodePoint(point);
    for (const form of [sign, `${sign}\ufe0f`].filter((one) => /^\p{RGI_Emoji}$/v.test(one))) {
      assert.equal(emojiForm(sign), form);
      assert.equal(emojiForm(`${sign}\ufe0f`), form);
      seen += 1;
    }
  }
  assert(seen > 1_300);
});

Deno.test("[X60] a text shows something, else it is invisible; empty, NUL and surrogates have faults of their own", () => {
  const invisible = [
    ...["\u200b", "\u2060\u2063", "\u202e", "\ufeff", "\u00ad", "\u034f", "\u061c", "\u180e"],
    ...["\u115f", "\u1160", "\u3164", "\uffa0", "\ufe0f", "\u{e0001}", "\u{e0100}", "\u2800"],
    ...["\u0007", "\u0085", "\uffff", "\u200b \n\u200b", "\u{1d159}", "\ufff9"],
  ];
  for (const text of invisible) {
    assert.equal(textFault(text), "invisible", JSON.stringify(text));
    assert.equal(reasonFault(text), "invisible", JSON.stringify(text));
  }
  for (const text of ["a", "\u200ba", "👍", "\u202eabc", "\u0301", "…", "ｱ", "\ue000"]) {
    assert.equal(textFault(text), null, JSON.stringify(text));
  }
  assert.deepEqual(["", "a\0", "a\ud800"].map(textFault), ["empty", "nul", "surrogates"]);
  assert.equal(reasonFault("a".repeat(reasonLength)), null);
  assert.equal(reasonFault("a".repeat(reasonLength + 1)), "length");
});

Deno.test("[X61] white space around a username is no part of it, and within it has a fault of its own", () => {
  for (const name of ["anna ", " anna", "anna\n", "\u00a0anna\u3000", "anna\ufeff"]) {
    assert.equal(preparedUsername(name), "anna");
    assert.equal(usernameFault(name), null, JSON.stringify(name));
  }
  for (const name of ["an na", "an\tna", "an\u00a0na"]) assert.equal(usernameFault(name), "space");
  assert.equal(usernameFault(" ab "), "length");
  for (const name of ["ﷺﷺﷺ", "ﷺ".repeat(32)]) {
    assert.equal(usernameFault(name), null, "NFKC is not counted");
  }
});

Deno.test("[X62] a password is prepared by OpaqueString: every space is U+0020, then NFC, in any case", () => {
  assert.equal(preparedPassword("cafe\u0301-long-1"), "caf\u00e9-long-1");
  assert.equal(preparedPassword("a\u00a0b\u3000c\u2003d\u1680e\u202ff"), "a b c d e f");
  for (const same of [" Ａｂ ", "ﬁ", "  two  "]) assert.equal(preparedPassword(same), same);
});

Deno.test("[X62] a password has no control and nothing invisible; a joiner is right within a word", () => {
  const unfit = [
    "\0",
    "\u0007",
    "\n",
    "\u200b",
    "\u00ad",
    "\ufe0f",
    "\ue000",
    "\uffff",
    "\u2028",
    "\u1112",
  ];
  for (const sign of unfit) {
    assert.equal(passwordFault(`long enough${sign}`), "characters", JSON.stringify(sign));
  }
  assert.equal(passwordFault("👩\u200d👧".repeat(4)), "characters");
  for (
    const password of ["می\u200cخواهم 123", "한글 \u1112\u1161\u11ab long", "\u00a0".repeat(8)]
  ) {
    assert.equal(passwordFault(password), null, password);
  }
  assert.equal(passwordFault("e\u0301".repeat(256)), null, "256 after NFC");
  assert.equal(passwordFault("e\u0301".repeat(7)), "length", "7 after NFC");
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
