// Links: what of a text is an address, and what a link shows of where it leads.

import assert from "node:assert/strict";
import fc from "fast-check";
import unhomoglyph from "unhomoglyph";
import { latinAlike, partsOf, shortened } from "../../web/ui/links.ts";

const links = (words: string) =>
  partsOf(words).flatMap((part) => part.type === "link" ? [part.text] : []);

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

Deno.test("[W200] the closing punctuation of any script, and what shows nothing, ends an address", () => {
  const ends: readonly (readonly [string, string])[] = [
    ["見て https://example.com/a。次", "https://example.com/a"],
    ["（https://example.com/b）", "https://example.com/b"],
    ["https://example.com/c，谢谢", "https://example.com/c"],
    ["「https://example.com/d」と", "https://example.com/d"],
    ["“https://example.com/e”和", "https://example.com/e"],
    ["«https://example.com/f»x", "https://example.com/f"],
    ["‘https://example.com/g’x", "https://example.com/g"],
    ["https://example.com/h……然后", "https://example.com/h"],
    ["https://example.com/i——然后", "https://example.com/i"],
    ["https://example.com/j؟", "https://example.com/j"],
    ["https://example.com/k، ثم", "https://example.com/k"],
    ["https://example.com/l।", "https://example.com/l"],
    ["https://example.com/m～", "https://example.com/m"],
    ["https://example.com/n\u202egnp", "https://example.com/n"],
    ["https://example.com/o\u200bp", "https://example.com/o"],
    ["https://ja.example/wiki/あ（い）と", "https://ja.example/wiki/あ（い）と"],
    ["https://fr.example/wiki/L’Équipe", "https://fr.example/wiki/L’Équipe"],
    ["https://ca.example/wiki/Col·legi", "https://ca.example/wiki/Col·legi"],
  ];
  for (const [words, link] of ends) assert.deepEqual(links(words), [link], words);
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

Deno.test("[W201] a link shows the host to which it leads, in ASCII where another letter passes for one", () => {
  const shown = (words: string) =>
    partsOf(words).map((part) => part.type === "link" ? part.shown : part.text).join("");
  const hosts: readonly (readonly [string, string])[] = [
    // Cyrillic throughout, and one Cyrillic letter among Latin ones.
    ["https://www.аррӏе.com/x", "https://www.xn--80ak6aa92e.com/x"],
    ["https://gооgle.com:8080/", "https://xn--ggle-55da.com:8080/"],
    ["https://ｅｘａｍｐｌｅ.com/", "https://example.com/"],
    ["http://2130706433/", "http://127.0.0.1/"],
    ["https://www.ıana.org/", "https://www.xn--ana-iua.org/"],
    ["https://exampleノcom.jp/", "https://xn--examplecom-xb5i.jp/"],
    ["https://exaṃple.com/", "https://xn--exaple-5s7b.com/"],
    ["https://דוגמה.example/", "https://xn--6dbbec0c.example/"],
    ["https://почта.рф/", "https://почта.рф/"],
    ["https://почтa.рф/", "https://xn--a-0tbcny.xn--p1ai/"],
    ["https://αβγ.example/", "https://αβγ.example/"],
    ["https://ονα.example/", "https://xn--mxaxf.example/"],
    ["https://почтаβ.example/", "https://xn--nxa5wmbdq3a.example/"],
    ["https://münchen.example/ß", "https://münchen.example/ß"],
    ["https://日本語.example/路", "https://日本語.example/路"],
    ["https://テスト.example/", "https://テスト.example/"],
    ["HTTPS://EXAMPLE.com:443/X", "HTTPS://EXAMPLE.com:443/X"],
  ];
  for (const [words, seen] of hosts) assert.equal(shown(words), seen);
});

Deno.test("[A214] the letters that pass for Latin ones in a host are those of the confusables' table, at least", () => {
  for (let code = 0x80; code < 0x3000; code++) {
    const letter = String.fromCodePoint(code);
    const isOfScript =
      /^[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Georgian}]$/u;
    if (!isOfScript.test(letter) || !/\p{L}/u.test(letter)) continue;
    // Hosts are in lower case and in NFKC.
    if (letter.normalize("NFKC").toLowerCase() !== letter) continue;
    const looks = unhomoglyph(letter.normalize("NFD"));
    if (/^[a-z\d]+$/i.test(looks)) assert(latinAlike.test(letter), `${letter} looks like ${looks}`);
  }
});

const read = (shown: string) =>
  shortened(shown).map(({ text, isCut }) => isCut ? "|" : text).join("");

Deno.test("[Q5] an address is read by its host and its end, and nothing but https is left out of a short one", () => {
  assert.equal(read("https://example.org"), "|example.org");
  assert.equal(read("https://example.org/a?b=c#d"), "|example.org/a?b=c#d");
  assert.equal(read("http://example.org/x"), "http://example.org/x");
  assert.equal(
    read("https://www.example.org:8000/walks/around/the/lake?level=easy&sort=near"),
    "|www.example.org:8000/|l=easy&sort=near",
  );
  assert.equal(read(`HTTPS://example.org?${"😀".repeat(40)}`), `|example.org?|${"😀".repeat(16)}`);
});

Deno.test("[Q5] every character of an address is in its parts, and the host in those that are read", () => {
  const anyRest = fc.string({ unit: "grapheme", maxLength: 80 });
  fc.assert(fc.property(anyRest, (rest) => {
    const shown = `https://a.very-long-host.example/${rest}`;
    assert.equal(shortened(shown).map(({ text }) => text).join(""), shown);
    assert.match(read(shown), /^\|a\.very-long-host\.example\//);
  }));
});
