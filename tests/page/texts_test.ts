// The catalogues beside each other, and the texts that Intl makes.

import assert from "node:assert/strict";
import type { ComponentChildren, VNode } from "preact";
import { type Language, languages, loadCatalogue } from "../../web/i18n/catalogue.ts";
import { accountEn } from "../../web/i18n/account_en.ts";
import { createLanguageChoice } from "../../web/i18n/language_choice.ts";
import {
  formatCriteria,
  formatDay,
  formatSpan,
  formatStamp,
  formatTime,
} from "../../web/i18n/format.ts";
import { localeOf, tagOf } from "../../web/i18n/locale.ts";
import type { Key, Part } from "../../web/i18n/texts.ts";
import { formatList, translate } from "../../web/i18n/translate.ts";
import { canRetry } from "../../client/state/pending.ts";
import { withMarkup } from "../../web/ui/markup.ts";
import { problemText } from "../../web/ui/problems.ts";
import { catalogues, english, french, speechOf } from "../support/page/speech.ts";

const parts = [
  ...["about", "account", "chat", "moderation", "ops", "push", "talk", "wait"] as const,
] satisfies readonly Part[];
const { en } = catalogues;
const keys = Object.keys(en) as Key[];

const texts = (entry: string) => entry.split("|");

/** The values that a text needs. */
function holes(entry: string): Set<string> {
  const named = [...entry.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  return new Set([...named, ...entry.includes("|") ? ["count"] : []]);
}

Deno.test("[W14] every language has every key, with the same placeholders, and no empty text", () => {
  for (const language of languages) {
    const catalogue = catalogues[language];
    assert.deepEqual(Object.keys(catalogue).sort(), [...keys].sort());
    for (const key of keys) {
      assert.deepEqual(holes(catalogue[key]), holes(en[key]), key);
      assert.ok(texts(catalogue[key]).length <= 2, key);
      for (const text of texts(catalogue[key])) {
        assert.ok(text.trim() === text && text !== "", key);
        assert.deepEqual(holes(`${text}|`), holes(`${catalogue[key]}|`), key);
      }
    }
  }
});

/** Every text of a language, singular and plural apart, with its key. */
const textsOf = (language: Language) =>
  keys.flatMap((key) => texts(catalogues[language][key]).map((text) => [key, text] as const));

Deno.test("[W14] apostrophes and quotation marks are typographic, and French has spaces that do not break; neither language cries out", () => {
  for (const language of languages) {
    for (const [key, text] of textsOf(language)) assert.doesNotMatch(text, /['"!]|\.\.\./, key);
  }
  for (const [key, text] of textsOf("fr")) {
    assert.doesNotMatch(text, / [:;?»]|« |(\d|\{count\}) \p{L}/u, key);
    assert.doesNotMatch(text, /[^\u202f\u00a0\s][:;?](\s|$)/, key);
  }
});

Deno.test("[W336] a person talks to a person: French says tu, English does not spell out what is said short, nobody is called one of two others", () => {
  for (const [key, text] of textsOf("fr")) {
    assert.doesNotMatch(text, /\b(votre|vos|deux autres (?!personnes))\b/i, key);
    if (!/\btrois\b/.test(text)) assert.doesNotMatch(text, /\bvous\b/i, key);
  }
  const spelledOut =
    /\b(cannot|(do|does|did|is|are|was|were|has|have|had|can|could|will|would) not)\b/i;
  for (const [key, text] of textsOf("en")) {
    assert.doesNotMatch(text, spelledOut, key);
    assert.doesNotMatch(text, /\btwo others\b|\bthe other one\b|\bsomebody\b/i, key);
  }
});

Deno.test("[W336] one thing has one name in each language, that of other chats", () => {
  const retired = {
    en: /\b(quit|take back|taken back|took .* back|go on|search(es)? with you|people who run)\b/i,
    fr: /\b(repris|reprendre|reprend|hors du trio|font marcher|ouvert$|ici maintenant)\b/i,
  };
  for (const language of languages) {
    for (const [key, text] of textsOf(language)) {
      assert.doesNotMatch(text, retired[language], key);
    }
  }
});

Deno.test("[W14] a text is filled with its values, its plural chosen by the language", () => {
  assert.equal(translate(english, "trios.unread", { count: 1 }), "1 unread message");
  assert.equal(translate(english, "trios.unread", { count: 0 }), "0 unread messages");
  assert.equal(translate(french, "trios.unread", { count: 0 }), "0\u00a0message non lu");
  assert.equal(
    translate(french, "trios.unread", { count: 1234 }),
    "1\u202f234\u00a0messages non lus",
  );
  assert.equal(
    translate(english, "trios.line", { name: "{text}", text: "$& {name}" }),
    "{text}: $& {name}",
  );
});

Deno.test("[W145] what people write and are called is kept apart from what stands beside it, whatever its script; what the page says is not", () => {
  const apart = "\u2068مريم\u2069";
  assert.equal(
    translate(english, "trios.line", { name: "مريم", text: "30" }),
    `${apart}: 30`,
  );
  const adlam = "𞤀𞤣𞤤𞤢𞤥";
  assert.equal(
    translate(english, "chat.member", { name: adlam, count: 36, presence: "away" }),
    `\u2068${adlam}\u2069, 36 years old, away`,
  );
  const names = ["Ben", "مريم"];
  assert.equal(formatList(english, names), `Ben and ${apart}`);
  assert.equal(
    translate(english, "trios.quit", { names }),
    `You left the trio with Ben and ${apart}.`,
  );
});

Deno.test("[W202] what is drawn has each name, and what somebody said, in an element of its own", () => {
  const { markup, list } = withMarkup(speechOf(["en"]));
  const drawn = (nodes: ComponentChildren) =>
    (nodes as (string | VNode<{ children: string }>)[]).map((node) =>
      typeof node === "string" ? node : `<${node.type}>${node.props.children}</${node.type}>`
    ).join("");
  const name = "𞤀𞤣𞤤𞤢𞤥";
  assert.equal(
    drawn(markup("trios.line", { name, text: "<b>" })),
    `<bdi>${name}</bdi>: <bdi><b></bdi>`,
  );
  assert.equal(drawn(list(["a", name])), `<bdi>a</bdi> and <bdi>${name}</bdi>`);
  assert.equal(
    drawn(markup("chat.typing", { count: 2, names: ["a", "b"] })),
    "<bdi>a</bdi> and <bdi>b</bdi> are typing…",
  );
  assert.equal(drawn(markup("wait.since", { time: "3 min" })), "Waiting for 3 min");
});

Deno.test("[W14] a code that the page does not know gets a sentence of its own, whatever the code is called", () => {
  assert.equal(problemText(french, "busy"), catalogues.fr["problem.busy"]);
  assert.equal(problemText(english, "own_invite", "invite"), catalogues.en["problem.own_invite"]);
  assert.equal(problemText(english, "unavailable", "invite"), catalogues.en["problem.unavailable"]);
  for (const code of ["", "__proto__", "constructor", "brand_new"]) {
    assert.equal(problemText(english, code), catalogues.en["problem.other"]);
  }
});

Deno.test("[W206] each code of the protocol has a sentence of its own in each language", async () => {
  const paper = await Deno.readTextFile(new URL("../../docs/protocol.md", import.meta.url));
  const ofFrames = paper.slice(paper.indexOf("`error` codes:"), paper.indexOf("Close codes:"));
  const codes = new Set([
    ...[...paper.matchAll(/\b[45]\d\d[\s|:]*`([a-z_]+)`/g)].map(([, code = ""]) => code),
    ...[...ofFrames.matchAll(/^\| `([a-z_]+)`/gm)].map(([, code = ""]) => code),
  ]);
  // The head of the table.
  codes.delete("code");
  assert.ok(codes.has("no_such_message") && codes.has("too_slow") && codes.has("birth_date_set"));
  assert.ok(codes.size >= 28, `Only ${codes.size} codes were found`);
  for (const language of [english, french]) {
    const said = [...codes].map((code) => problemText(language, code));
    assert.ok(!said.includes(problemText(language, "brand_new")), `${[...codes]}: ${said}`);
    assert.equal(new Set(said).size, codes.size);
  }
});

Deno.test("[W206] nothing offers to try again what cannot work, and no sentence of such a code does", () => {
  for (const code of ["invalid", "not_member", "not_yours", "too_long", "no_such_message"]) {
    assert.equal(canRetry(code), false, code);
    assert.doesNotMatch(problemText(english, code), /try again/i);
    assert.doesNotMatch(problemText(french, code), /réessaie/i);
  }
  for (const code of ["slow_down", "unavailable", "hello_first", "brand_new"]) {
    assert.equal(canRetry(code), true, code);
  }
});

Deno.test("[W14] times, days and criteria are said in the language", () => {
  const now = new Date(2026, 5, 15, 18, 30).getTime();
  const at = (day: number, hour: number) => new Date(2026, 5, day, hour, 5).getTime();
  assert.equal(formatDay(english, at(15, 0), now), "Today");
  assert.equal(formatDay(french, at(14, 23), now), "Hier");
  assert.equal(formatDay(french, at(1, 12), now), "lundi 1 juin");
  assert.match(formatDay(english, new Date(2025, 5, 1).getTime(), now), /2025/);
  assert.equal(formatStamp(french, at(15, 9), now), "09:05");
  assert.equal(formatStamp(english, at(3, 9), now), "Jun 3");
  assert.equal(formatSpan(english, -5_000), "1 sec");
  assert.equal(formatSpan(english, 59_999), "59 sec");
  assert.equal(formatSpan(english, 3_599_999), "59 min");
  assert.equal(
    formatCriteria(english, { sex: "same", age: 0, widen: false }),
    "same age, same sex",
  );
  assert.equal(
    formatCriteria(english, { sex: "any", age: 1, widen: true }),
    "up to 1 year, any sex",
  );
  assert.equal(formatCriteria(english, { sex: "any", age: null, widen: true }), "any age, any sex");
});

/** Runs a function in a time zone. */
function inZone(zone: string, run: () => void): void {
  const before = Deno.env.get("TZ");
  Deno.env.set("TZ", zone);
  try {
    run();
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
}

Deno.test("[W203] yesterday is the calendar's day before, on the days on which clocks change, too", () => {
  const days = (now: readonly [number, number, number, number], ...shown: [number, number][]) =>
    shown.map(([month, day]) =>
      formatDay(english, new Date(2026, month, day, 12).getTime(), new Date(2026, ...now).getTime())
    );
  inZone("Europe/Paris", () => {
    assert.deepEqual(days([2, 30, 0, 30], [2, 30], [2, 29], [2, 28]), [
      "Today",
      "Yesterday",
      "Saturday, March 28",
    ]);
    assert.deepEqual(days([9, 25, 23, 30], [9, 25], [9, 24], [9, 23]), [
      "Today",
      "Yesterday",
      "Friday, October 23",
    ]);
    assert.deepEqual(days([9, 26, 0, 30], [9, 26], [9, 25]), ["Today", "Yesterday"]);
    assert.deepEqual(days([0, 1, 0, 0], [0, 1], [0, 0], [0, -1]), [
      "Today",
      "Yesterday",
      "Tuesday, December 30, 2025",
    ]);
  });
  // The clock goes from the first hour of the day to the second one: no midnight.
  inZone("America/Santiago", () => {
    assert.deepEqual(days([8, 7, 0, 30], [8, 6], [8, 5]), ["Yesterday", "Saturday, September 5"]);
  });
});

Deno.test("[W80] times and dates are written as in the browser's region of the chosen language", async () => {
  const at = new Date(2026, 5, 3, 15, 59).getTime();
  assert.equal(formatTime(localeOf(tagOf("en", ["fr-FR", "en-GB"]), en), at), "15:59");
  assert.match(formatTime(localeOf(tagOf("en", ["en-US", "en-GB"]), en), at), /^3:59\sPM$/);
  assert.equal(formatStamp(localeOf("en-GB", en), at, at + 9e8), "3 Jun");
  assert.equal(tagOf("fr", ["en-GB"]), "fr");
  assert.equal(tagOf("en", ["en-not_a_tag", "en-AU"]), "en-AU");
  const speech = speechOf(["en-GB", "fr-CA"]);
  assert.equal(speech.locale.value.tag, "en-GB");
  await speech.choose("fr");
  assert.equal(speech.locale.value.tag, "fr-CA");
});

/** A browser's storage, and what is in it. */
function storage(kept: readonly (readonly [string, string])[] = []) {
  const items = new Map(kept);
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

Deno.test("[W15] the language is the one chosen, else the browser's, else English; the choice is kept", async () => {
  assert.equal(speechOf(["de-CH", "fr-CA", "en"]).language.value, "fr");
  assert.equal(speechOf(["pt"]).language.value, "en");
  const kept = storage();
  const speech = speechOf(["fr"], { storage: kept });
  assert.equal(speech.t("chat.send"), "Envoyer");
  await speech.choose("en");
  assert.equal(speech.t("chat.send"), "Send");
  assert.equal(createLanguageChoice(kept, ["fr"]).first, "en");
  assert.equal(createLanguageChoice(storage([["trio.language", "tlh"]]), ["fr"]).first, "fr");
});

Deno.test("[W15] where storing is forbidden the language can be chosen all the same", async () => {
  const forbid = () => {
    throw new DOMException("Forbidden", "SecurityError");
  };
  const forbidden = { getItem: forbid, setItem: forbid };
  const speech = speechOf(["fr"], { storage: forbidden });
  assert.equal(speech.language.value, "fr");
  await speech.choose("en");
  assert.equal(speech.t("chat.send"), "Send");
});

Deno.test("[W15] a language chosen in another tab is taken over, and nothing else of the storage is", async () => {
  const speech = speechOf(["fr"]);
  await speech.onStorage({ key: "trio.prefs", newValue: "en" });
  await speech.onStorage({ key: "trio.language", newValue: "tlh" });
  await speech.onStorage({ key: "trio.language", newValue: null });
  assert.equal(speech.language.value, "fr");
  await speech.onStorage({ key: "trio.language", newValue: "en" });
  assert.equal(speech.t("chat.send"), "Send");
});

Deno.test("[W148] each language is a file of its own, and the texts change only once they are there", async () => {
  for (const language of languages) {
    assert.deepEqual(await loadCatalogue(language, parts), catalogues[language]);
  }
  const asked: ((texts: typeof catalogues.en | null) => void)[] = [];
  const load = (_: Language) =>
    new Promise<typeof catalogues.en | null>((give) => asked.push(give));
  const kept = storage();
  const speech = speechOf(["en"], { storage: kept, load });
  const first = speech.choose("fr");
  assert.equal(speech.t("chat.send"), "Send");
  const second = speech.choose("en");
  asked[1]?.(catalogues.en);
  asked[0]?.(catalogues.fr);
  await Promise.all([first, second]);
  assert.equal(speech.t("chat.send"), "Send", "What was chosen last counts");
  assert.deepEqual([...kept.items], [["trio.language", "en"]]);
  const third = speech.choose("fr");
  asked[2]?.(null);
  await third;
  assert.equal(speech.language.value, "en", "A language without texts is not spoken");
  assert.deepEqual([...kept.items], [["trio.language", "en"]]);
});

/** The files of the page that every start loads. */
async function filesOfStart(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const follow = async (file: URL) => {
    if (found.has(file.href)) return;
    const source = await Deno.readTextFile(file);
    found.set(file.href, source);
    const imports = source.matchAll(/^(?:import|export|\} from)\b[^;]*?"(\.[^"]+\.tsx?)";/gm);
    for (const [statement, path = ""] of imports) {
      if (!/^import type/.test(statement)) await follow(new URL(path, file));
    }
  };
  for (const name of ["start.ts", "page.tsx"]) {
    await follow(new URL(`../../web/${name}`, import.meta.url));
  }
  return found;
}

Deno.test("[W266] the texts of a part that few open are not needed by what every start draws", async () => {
  const files = await filesOfStart();
  assert.ok(files.size > 60, `Only ${files.size} files were found`);
  // A form is drawn by both: what is said of these fields belongs to the account's page alone.
  const ofForms = /^(wrong\.(current|label)|account\.confirm)/;
  const keysOfParts = Object.keys({ ...accountEn }).filter((key) => !ofForms.test(key));
  for (const [file, source] of files) {
    const used = keysOfParts.filter((key) => source.includes(`"${key}"`));
    assert.deepEqual(used, [], file);
  }
});

Deno.test("[W266] the texts of a part come with it in the language in use, and from then on with each language", async () => {
  const asked: [Language, readonly Part[]][] = [];
  let isDown = true;
  const load = async (language: Language, parts: readonly Part[]) => {
    asked.push([language, parts]);
    return isDown ? null : await loadCatalogue(language, parts);
  };
  const speech = speechOf(["fr"], { load });
  assert.equal(await speech.need("account"), false);
  isDown = false;
  await speech.choose("en");
  assert.deepEqual(asked.at(-1), ["en", []], "What could not be had is not asked for unasked");
  assert.equal(await speech.need("account"), true);
  assert.equal(speech.t("account.title"), "Your account");
  const [choosing, needing] = [speech.choose("fr"), speech.need("account")];
  assert.deepEqual([await choosing, await needing], [undefined, true]);
  assert.equal(speech.t("account.title"), "Ton compte");
  assert.deepEqual(asked.at(-1), ["fr", ["account"]]);
});

Deno.test("[W266] a part that is needed while a language is on its way has its texts, whichever comes first", async () => {
  for (const order of [[0, 1], [1, 0]]) {
    const gates: (() => void)[] = [];
    const load = async (language: Language, parts: readonly Part[]) => {
      await new Promise<void>((open) => gates.push(open));
      return await loadCatalogue(language, parts);
    };
    const speech = speechOf(["en"], { load });
    const both = [speech.choose("fr"), speech.need("account")];
    for (const nth of order) {
      gates[nth]?.();
      await both[nth];
    }
    assert.equal(speech.t("account.title"), "Ton compte");
  }
});

Deno.test("[W267] who has deleted their account has no name: the page has words for it, alone and in a list", () => {
  assert.equal(
    translate(english, "chat.someoneLeft", { name: "" }),
    "Deleted account left the trio",
  );
  assert.equal(formatList(english, ["Ben", ""]), "Ben and Deleted account");
  assert.equal(formatList(french, ["", "Ben"]), "Compte supprimé et Ben");
});
