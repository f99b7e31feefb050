// The bench's command line. A wrong option ends the program with one sentence and code 2.

export interface BenchOptions {
  readonly rounds: number;
  /** People who ask in one round. */
  readonly people: number;
  /** Requests under way at a time, each on a connection of its own. */
  readonly together: number;
  /** Open tickets that a server finds when it starts; 0: that is not measured. */
  readonly open: number;
}

const help = `deno task bench:tickets [--rounds 5] [--people 3000] [--together 600] [--open 100000]
  --rounds 0 measures no requests, --open 0 no start; each round asks for other people, one more warms up`;
const usual: ReadonlyMap<string, string> = new Map([
  ["rounds", "5"],
  ["people", "3000"],
  ["together", "600"],
  ["open", "100000"],
]);

export function readOptions(words: readonly string[]): BenchOptions {
  const given = new Map(usual);
  const rest = words.flatMap((word) => word.split(/=(.*)/s).slice(0, 2));
  while (rest.length > 0) {
    const [word = "", value] = rest.splice(0, 2);
    const name = word.replace(/^--/, "");
    if (!usual.has(name) || value === undefined) {
      refuse(word === "--help" ? help : `Option "${word}" is not understood:\n${help}`);
    }
    given.set(name, value);
  }
  const whole = (name: string): number => wholeNumber(name, given.get(name));
  return {
    rounds: whole("rounds"),
    // Else some would wait for good.
    people: Math.ceil(whole("people") / 3) * 3,
    together: whole("together"),
    open: whole("open"),
  };
}

function wholeNumber(name: string, text = ""): number {
  return /^\d{1,9}$/.test(text)
    ? Number(text)
    : refuse(`Option "--${name}" is "${text}", expected a whole number:\n${help}`);
}

function refuse(text: string): never {
  console.error(text);
  Deno.exit(2);
}
