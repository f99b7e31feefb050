// What the page's colours promise, computed from the values in style.css, and whose is which.

import assert from "node:assert/strict";
import type { Member } from "../../protocol/domain.ts";
import { hueOf } from "../../web/state/members.ts";
import { readFiles } from "../architecture/support/files.ts";
import { groupOf, member, messageId } from "../support/page/page.ts";

const sheet = await Deno.readTextFile(new URL("../../web/style.css", import.meta.url));
const themes = ["light", "dark"] as const;
type Theme = typeof themes[number];

/** The value of a custom property in a theme, as `#rrggbb`. */
function colour(name: string, theme: Theme): string {
  const [, light, dark, other] = sheet.match(
    new RegExp(`--${name}: (?:light-dark\\((#\\w{6}), (#\\w{6})\\)|var\\(--([\\w-]+)\\));`),
  ) ?? [];
  const value = other === undefined ? { light, dark }[theme] : colour(other, theme);
  assert.ok(value !== undefined, `style.css has no colour --${name}`);
  return value;
}

/** As WCAG 2.2 has it, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [one, other].map(luminance).sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Pairs of colours whose contrast is too low in one of the themes. */
function tooLow(least: number, fronts: readonly string[], backs: readonly string[]): string[] {
  return themes.flatMap((theme) =>
    fronts.flatMap((front) =>
      backs.flatMap((back) => {
        const found = contrast(colour(front, theme), colour(back, theme));
        return found >= least ? [] : [`${theme}: ${front} on ${back} is ${found.toFixed(2)}`];
      })
    )
  );
}

const people = [1, 2, 3, 4, 5, 6].map((nth) => `person-${nth}`).concat("nobody");
const grounds = ["paper", "card", "sunken"];

Deno.test("[V1] every text has 4.5 to 1 on whatever it stands on, in both themes", () => {
  const tints = people.map((person) => `${person}-tint`);
  assert.deepEqual([
    ...tooLow(4.5, ["text", "quiet", "accent", "danger", "here"], grounds),
    ...tooLow(4.5, ["text", "quiet", "accent"], tints),
    ...tooLow(4.5, ["on-full"], people.map((person) => `${person}-full`)),
    ...tooLow(4.5, ["on-person"], people),
    ...tooLow(4.5, people, ["paper", "card"]),
    ...people.flatMap((person) => tooLow(4.5, [person], [`${person}-tint`])),
    ...tooLow(4.5, ["on-button"], ["button"]),
    ...tooLow(4.5, ["on-danger"], ["danger-button"]),
    ...tooLow(4.5, ["card"], ["text"]),
  ], []);
});

Deno.test("[V1] every shape that tells something has 3 to 1 on whatever it stands on", () => {
  assert.deepEqual(
    tooLow(3, [...people, "edge", "accent", "button", "danger-button", "here"], ["paper", "card"]),
    [],
  );
  assert.deepEqual(tooLow(3, ["edge", "accent"], ["sunken"]), []);
});

Deno.test("[V7] each colour stands once, by its role: no sheet has one of its own, uses one that there is not, or leaves one unused", async () => {
  const files = Object.entries(await readFiles(new URL("../../web/", import.meta.url)));
  const sheets = files.filter(([path]) => path.endsWith(".css"));
  const others = sheets.filter(([path]) => path !== "style.css");
  assert.ok(others.length > 10);
  assert.deepEqual(
    others.filter(([, text]) => /#[\da-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i.test(text))
      .map(([path]) => path),
    [],
  );
  const all = sheets.map(([, text]) => text).join();
  const used = new Set([...all.matchAll(/var\(--([\w-]+)/g)].map(([, name]) => name));
  const named = new Set([...sheet.matchAll(/--([\w-]+):/g)].map(([, name]) => name));
  assert.deepEqual([...named].filter((name) => !used.has(name)), []);
  const set = new Set([...all.matchAll(/--([\w-]+):/g)].map(([, name]) => name));
  const byScript = ["view-height", "view-top", "view-below"];
  assert.deepEqual(
    [...used].filter((name) => !set.has(name) && !byScript.includes(name ?? "")),
    [],
  );
});

/** The nth who ever joined; `left`: the how manyeth to leave. */
function nthMember(nth: number, left?: number): Member {
  const leftAt = left === undefined ? null : `2026-06-15T12:0${left}:00.000Z`;
  return member(messageId(nth) as unknown as Member["id"], `m${nth}`, { leftAt });
}

const huesOf = (members: readonly Member[]) =>
  members.map(({ id }) => hueOf(groupOf({ members }), id));

Deno.test("[V2] who comes later has a colour that nobody had; the seventh has that of who left first, whose lines have none", () => {
  const five = [nthMember(1), nthMember(2, 2), nthMember(3, 1), nthMember(4, 3), nthMember(5)];
  assert.deepEqual(huesOf(five), [1, 2, 3, 4, 5]);
  const seven = [...five.slice(0, 4), nthMember(5, 4), nthMember(6), nthMember(7)];
  assert.deepEqual(huesOf(seven), [1, 2, 0, 4, 5, 6, 3]);
  // Whoever leaves afterwards changes nothing.
  assert.deepEqual(huesOf(seven.with(0, nthMember(1, 5))), [1, 2, 0, 4, 5, 6, 3]);
  assert.equal(hueOf(groupOf({ members: five }), nthMember(9).id), 0, "Never a member");
});

Deno.test("[V2] to a newcomer, who is not shown those who had left, all have the colours that others see", () => {
  const all = [nthMember(1), nthMember(2, 1), nthMember(3, 2), nthMember(4), nthMember(5)];
  const shown = [0, 3, 4].map((position) => ({ ...nthMember(position + 1), position }));
  assert.deepEqual(huesOf(shown), [0, 3, 4].map((at) => huesOf(all)[at]));
});
