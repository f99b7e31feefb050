// The command lines of the tools and the benches, beyond what the bots' and the simulator's own
// options show.

import assert from "node:assert/strict";
import {
  anyText,
  flag,
  listOf,
  numberWithin,
  oneOf,
  option,
  parseCommandLine,
  wholeNumber,
} from "../../tools/command_line.ts";

const spec = {
  rounds: option(wholeNumber(), 5),
  groups: option(listOf(wholeNumber(1)), [300]),
  only: option(listOf(oneOf(["one", "two"])), ["one"] as const),
  share: option(numberWithin(0.5, 2), 1),
  "warm-up": option(wholeNumber(2, 4), 3),
  name: option(anyText, null),
  trace: flag,
};

function parse(...words: string[]) {
  const parsed = parseCommandLine(words, spec);
  return parsed.type === "run" ? parsed.options : parsed.type === "wrong" ? parsed.detail : "help";
}

Deno.test("[B9] lists, flags and names with a hyphen are read, and of an option given twice the last", () => {
  const usual = {
    rounds: 5,
    groups: [300],
    only: ["one"],
    share: 1,
    "warm-up": 3,
    name: null,
    trace: false,
  };
  assert.deepEqual(parse(), usual);
  assert.deepEqual(
    parse("--groups=1,20", "--only", "two,one", "--trace", "--warm-up", "4", "--name=a=b"),
    { ...usual, groups: [1, 20], only: ["two", "one"], trace: true, "warm-up": 4, name: "a=b" },
  );
  assert.deepEqual(parse("--rounds", "1", "--rounds", "0"), { ...usual, rounds: 0 });
  assert.deepEqual(parse("--share", "0.5"), { ...usual, share: 0.5 });
  assert.equal(parse("--rounds", "1", "-h"), "help");
});

Deno.test("[B9] what is wrong is told in a sentence, with what would be right", () => {
  const wrong: readonly (readonly [words: string, sentence: string])[] = [
    [
      "--groups 1,0",
      `Option "--groups" wants a whole number from 1, or several with commas between them, not "1,0"`,
    ],
    ["--groups 1,", `or several with commas between them, not "1,"`],
    [
      "--only one,three",
      `wants one of one, two, or several with commas between them, not "one,three"`,
    ],
    ["--warm-up 5", `Option "--warm-up" wants 2 to 4, not "5"`],
    [
      "--rounds 99999999999999999999",
      `Option "--rounds" wants a whole number, not "99999999999999999999"`,
    ],
    ["--share 2.1", `Option "--share" wants 0.5 to 2, not "2.1"`],
    ...["", "0x1", "1e0", "1.", ".5", "+1", "Infinity"].map((text) =>
      [`--share=${text}`, `Option "--share" wants 0.5 to 2, not "${text}"`] as const
    ),
    ["--trace=yes", `Option "--trace" takes no value`],
    ["--rounds", `Option "--rounds" needs a value; see --help`],
    ["--toString 1", `Unknown option "--toString"; see --help`],
    ["-r 1", `Unknown option "-r"; see --help`],
    ["rounds", `Unknown option "rounds"; see --help`],
  ];
  assert.equal(parse("--share", " 1"), 'Option "--share" wants 0.5 to 2, not " 1"');
  for (const [words, sentence] of wrong) {
    const told = parse(...words.split(" "));
    assert(typeof told === "string" && told.endsWith(sentence), String(told));
  }
});
