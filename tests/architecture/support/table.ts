// Which room of the house may import what, as data: the import table. Whatever is not listed is
// forbidden.

/** What a file may import: of the project by path, and packages by their bare name. */
export interface Permit {
  readonly room: string;
  readonly holds: RegExp;
  /** Paths that may be imported with their values. */
  readonly values: readonly RegExp[];
  /** Paths of which only types may be imported. */
  readonly types: readonly RegExp[];
  readonly packages: readonly RegExp[];
}

const protocol = /^protocol\//;
const store = /^db\/store\//;
const settings = /^settings\.ts$/;
const anything = /^/;
const notMain = /^(?!main\.ts$)/;

/** The first permit whose `holds` fits a path counts. */
export const permits: readonly Permit[] = [
  { room: "the protocol", holds: protocol, values: [protocol], types: [], packages: [] },
  {
    room: "matching",
    holds: /^actors\/matching\//,
    values: [/^actors\/matching\//, protocol],
    types: [],
    packages: [],
  },
  {
    room: "actors",
    holds: /^actors\//,
    values: [/^actors\//, protocol],
    types: [store, settings],
    packages: [],
  },
  {
    room: "a migration",
    holds: /^db\/migrations\/(?!index\.ts$)/,
    values: [],
    types: [],
    packages: [/^kysely$/],
  },
  {
    room: "db",
    holds: /^db\//,
    values: [/^db\//, protocol],
    types: [settings],
    packages: [
      /^kysely(\/.+)?$/,
      /^@electric-sql\/pglite(\/.+)?$/,
      /^postgres$/,
      /^pg$/,
      /^kysely-postgres-js$/,
    ],
  },
  {
    room: "the driver over node:http",
    holds: /^routes\/server\/node(_socket)?\.ts$/,
    values: [/^routes\//, /^actors\//, protocol],
    types: [],
    packages: [/^ws$/, /^@hono\/node-server$/, /^node:(buffer|http|stream)$/],
  },
  {
    room: "routes",
    holds: /^routes\//,
    values: [/^routes\//, /^actors\//, protocol],
    types: [store, settings],
    packages: [
      /^hono(\/.+)?$/,
      /^valibot$/,
      /^jose$/,
      /^ipaddr\.js$/,
      /^node:crypto$/,
      /^@zxcvbn-ts\//,
    ],
  },
  {
    room: "the page's build",
    holds: /^web\/build\//,
    values: [/^web\//],
    types: [],
    packages: [/^esbuild$/, /^node:/, /^preact$/],
  },
  {
    room: "web",
    holds: /^web\//,
    values: [/^web\/(?!build\/)/, protocol],
    types: [],
    packages: [/^preact(\/.+)?$/, /^@preact\/signals$/],
  },
  {
    room: "the settings",
    holds: /^settings\.ts$/,
    values: [protocol],
    types: [anything],
    packages: [],
  },
  {
    room: "main.ts",
    holds: /^main\.ts$/,
    values: [/^(?!tests\/|tools\/|bench\/)/],
    types: [],
    packages: [anything],
  },
  {
    room: "the photographs",
    holds: /^tools\/shots\.ts$/,
    values: [/^tests\/support\//],
    types: [],
    packages: [],
  },
  {
    room: "the simulator",
    holds: /^tools\/simulate(\.ts$|\/)/,
    values: [/^tools\/simulate\//, /^actors\/matching\//, protocol],
    types: [],
    packages: [],
  },
  { room: "tools", holds: /^tools\//, values: [/^tools\//, protocol], types: [], packages: [] },
  { room: "bench", holds: /^bench\//, values: [notMain], types: [], packages: [anything] },
  { room: "tests", holds: /^tests\//, values: [notMain], types: [], packages: [anything] },
];

/** Where the environment may be read. */
export const mayReadEnvironment = /^(main\.ts$|tools\/|bench\/|tests\/|web\/build\/)/;
/** Rooms that may not touch `Deno` at all. */
export const withoutDeno =
  /^(protocol\/|actors\/(?!connections\/connection\.ts$)|web\/(?!build\/))/;
/** Rooms that get time and chance handed in, never take them. */
export const withoutClock =
  /^(protocol\/(?!clock\.ts$)|actors\/|routes\/|db\/|web\/(?!build\/)|settings\.ts$)/;
/** What takes time, chance or a timer by itself. */
export const clockNames: ReadonlySet<string> = new Set([
  "Date.now",
  "Date.?",
  "new Date()",
  "Math.random",
  "Math.?",
  "crypto.randomUUID",
  "crypto.?",
  "performance.now",
  "setTimeout",
  "setInterval",
  "setImmediate",
]);
/** Marks of the language that the house does without. */
export const forbiddenMarks: ReadonlySet<string> = new Set(["any", "enum", "!", "export default"]);
/** Modules that hold an algorithm or a protocol: their head may teach it in up to 40 lines. */
export const teaches =
  /^(actors\/(matching\/|runtime\/mailbox\.ts$)|db\/postgres\/advisory_lock\.ts$)/;
