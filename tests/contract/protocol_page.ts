// What docs/protocol.md says of fields, as data: the notation of its tables and of its values.

/** A field, and whether it may be left out. */
export type Fields = ReadonlyMap<string, boolean>;

/** The fields of the notation `{id, username, deleted?: true}`, those of inner objects left out. */
export function fieldsOf(notation: string): Fields {
  const inner = /^\{([^]*)\}/.exec(notation.trim())?.[1] ?? "";
  const names = splitOuter(inner).map((field) => /^\s*(\w+)(\?)?\s*(?::|$)/.exec(field));
  return new Map(names.flatMap((one) => one?.[1] ? [[one[1], one[2] === "?"] as const] : []));
}

/** Split at the commas that stand in no bracket. */
function splitOuter(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const mark of text) {
    if ("{[(".includes(mark)) depth++;
    if ("}])".includes(mark)) depth--;
    if (mark === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += mark;
  }
  return parts;
}

/** The first notation that begins at `from`, up to the bracket that ends it. */
export function notationAt(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return text.slice(from, at + 1);
  }
  return "";
}

/** A value's notation, from the line of a block that begins with its name. */
export function valueFields(markdown: string, name: string): Fields {
  const start = new RegExp(`^${name} +(?=\\{)`, "m").exec(markdown);
  return start === null ? new Map() : fieldsOf(notationAt(markdown, start.index + start[0].length));
}

export interface Request {
  readonly name: string;
  readonly status: number | null;
  readonly codes: readonly string[];
}

/** Each request of the tables of paths: "METHOD /path", its success, the codes in its row. */
export function requestsOf(markdown: string): Request[] {
  const rows = markdown.split("\n").filter((line) => /^\| `[A-Z]+ \//.test(line));
  return rows.flatMap((row) => {
    const [, requests = "", , success = "", refusals = ""] = row.split(/(?<!\\)\|/);
    const status = Number(/^\s*(\d{3})/.exec(success)?.[1]) || null;
    const codes = [...refusals.matchAll(/\d{3}\s+`(\w+)`/g)].map(([, code = ""]) => code);
    return namesOf(requests).map((name) => ({ name, status, codes }));
  });
}

/** "`PUT /api/again/:user` · `DELETE`" is two. */
function namesOf(requests: string): string[] {
  let path = "";
  return [...requests.matchAll(/`([A-Z]+)(?: (\/[^`?]*)[^`]*)?`/g)].map(([, method, own]) => {
    path = own ?? path;
    return `${method} ${path}`;
  });
}

/** Of the tables of frames: each frame that a cell of the first column shows, in notation. */
export function framesOf(markdown: string, heading: string): ReadonlyMap<string, Fields> {
  const from = markdown.indexOf(heading);
  const table = /(?:^\|.*\n)+/m.exec(markdown.slice(from))?.[0] ?? "";
  const frames = new Map<string, Fields>();
  for (const row of table.split("\n")) {
    const [, cell = ""] = row.split(/(?<!\\)\|/);
    for (const { index, 1: type = "" } of cell.matchAll(/\{type: "(\w+)"/g)) {
      frames.set(type, fieldsOf(notationAt(cell, index)));
    }
  }
  return frames;
}
