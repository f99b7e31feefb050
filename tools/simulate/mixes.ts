// Who comes and what they ask for: a mix is a list of kinds with their shares. All mixes have the
// same ages, 18 + Gamma(2) times 7 years, at most 80, and sexes: 48 % female, 46 % male, 4 % other,
// 2 % undisclosed.

import type { Criteria, Sex } from "../../protocol/domain.ts";
import type { Random } from "../random.ts";

/** `seat`: a group of one or two that looks for others. */
export type Kind = "strict" | "lax on age" | "lax on sex" | "lax" | "duo" | "seat";

export interface Share {
  readonly kind: Kind;
  readonly share: number;
  readonly criteria: Criteria;
}

const strict: Criteria = { sex: "same", age: 0, widen: false };

/**
 * strict: all ask for their own age and sex. lax: all take anyone. realistic: a guess at a service
 * in use.
 */
export const mixes = {
  strict: [{ kind: "strict", share: 1, criteria: strict }],
  lax: [{ kind: "lax", share: 1, criteria: { sex: "any", age: null, widen: false } }],
  realistic: [
    { kind: "strict", share: 0.25, criteria: strict },
    {
      kind: "lax on age",
      share: 0.25,
      criteria: { sex: "same", age: 5, widen: true, widenSex: true },
    },
    { kind: "lax on sex", share: 0.15, criteria: { sex: "any", age: 2, widen: true } },
    { kind: "lax", share: 0.3, criteria: { sex: "any", age: null, widen: false } },
    { kind: "duo", share: 0.04, criteria: { sex: "any", age: 5, widen: true } },
    { kind: "seat", share: 0.01, criteria: { sex: "any", age: 10, widen: true } },
  ],
} as const satisfies Readonly<Record<string, readonly Share[]>>;

export type MixName = keyof typeof mixes;

/**
 * one: all have the same language. mixed: 70 % have the commonest one, 30 % have two or more, the
 * others are of small languages; a guess, too.
 */
export const languageMixes = ["one", "mixed"] as const;
export type LanguageMix = typeof languageMixes[number];
export const commonest = "en";
/** Of those without the commonest language. */
const smaller = ["fr", "fr", "fr", "de", "de", "es", "es", "it"] as const;

export const mixNames = Object.keys(mixes) as MixName[];

export function pickShare(mix: readonly Share[], random: Random): Share {
  let left = random.float();
  for (const one of mix) {
    left -= one.share;
    if (left < 0) return one;
  }
  return mix[0] ?? { kind: "strict", share: 1, criteria: strict };
}

export function pickAge(random: Random): number {
  const gamma = -Math.log(1 - random.float()) - Math.log(1 - random.float());
  return Math.min(80, 18 + Math.floor(gamma * 7));
}

export function pickSex(random: Random): Sex {
  const at = random.float();
  return at < 0.48 ? "female" : at < 0.94 ? "male" : at < 0.98 ? "other" : null;
}

/** Takes chance only where languages differ: one seed brings the same people otherwise. */
export function pickLanguages(mix: LanguageMix, random: Random): readonly string[] {
  if (mix === "one") return [commonest];
  const has = random.chance(0.7);
  const isOfMore = random.chance(0.3);
  const own = random.pick(smaller);
  if (!isOfMore) return [has ? commonest : own];
  // Who lacks the commonest one has two small ones.
  const others = smaller.filter((language) => language !== own);
  return [own, has ? commonest : random.pick(others) ?? commonest];
}

/** People of an undisclosed sex cannot ask for the same one. */
export function criteriaFor(sex: Sex, criteria: Criteria): Criteria {
  return sex === null ? { ...criteria, sex: "any" } : criteria;
}
