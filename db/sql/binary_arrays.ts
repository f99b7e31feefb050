// Arrays as parameters in Postgres' binary format, which both drivers pass on as they are. The
// database takes longer to read the same rows as JSON than to store them.

/** Numbers of element types, the same in every Postgres. */
const types = { int8: 20, text: 25, timestamptz: 1184, uuid: 2950, jsonb: 3802 } as const;

/** Dimensions, whether there are nulls, the type, how many elements, and the first index. */
const headBytes = 20;
/** Before each element: its length, or -1 for null. */
const lengthBytes = 4;
const uuidBytes = 16;
const int8Bytes = 8;

/** Before the JSON in each element. */
const jsonbVersion = "\x01";

const encoder = new TextEncoder();

/** For `::uuid[]`. Throws where a text is no UUID. */
export function uuidArray(ids: readonly (string | null)[]): Uint8Array {
  const { bytes, view } = arrayOf(types.uuid, ids.length, uuidBytes);
  let at = headBytes;
  for (const id of ids) {
    view.setInt32(at, id === null ? -1 : uuidBytes);
    at += lengthBytes;
    if (id === null) continue;
    putUuid(bytes, at, id);
    at += uuidBytes;
  }
  return bytes.subarray(0, at);
}

/** For `::bigint[]`. */
export function int8Array(values: readonly number[]): Uint8Array {
  return longArray(types.int8, values);
}

/** For `::timestamptz[]`, of instants as the wire writes them. Throws where a text is none. */
export function instantArray(instants: readonly string[]): Uint8Array {
  // Most of them are the same: messages are stored many in a millisecond.
  let latest = { instant: "", microseconds: 0 };
  const all = instants.map((instant) => {
    if (instant !== latest.instant) latest = { instant, microseconds: microsecondsOf(instant) };
    return latest.microseconds;
  });
  return longArray(types.timestamptz, all);
}

/** For `::text[]`. Throws where a text holds U+0000, as no text in Postgres does. */
export function textArray(texts: readonly string[]): Uint8Array {
  return stringArray(types.text, texts, "");
}

/** For `::jsonb[]`, of JSON. */
export function jsonbArray(jsons: readonly string[]): Uint8Array {
  return stringArray(types.jsonb, jsons, jsonbVersion);
}

/** With room for so many elements of so many bytes. */
function arrayOf(type: number, count: number, elementBytes: number) {
  const bytes = new Uint8Array(headBytes + count * (lengthBytes + elementBytes));
  const view = new DataView(bytes.buffer);
  putHead(view, type, count);
  return { bytes, view };
}

function putHead(view: DataView, type: number, count: number): void {
  view.setInt32(0, 1);
  view.setInt32(8, type);
  view.setInt32(12, count);
  view.setInt32(16, 1);
}

function longArray(type: number, values: readonly number[]): Uint8Array {
  const { bytes, view } = arrayOf(type, values.length, int8Bytes);
  let at = headBytes;
  for (const value of values) {
    view.setInt32(at, int8Bytes);
    view.setInt32(at + lengthBytes, Math.floor(value / 2 ** 32));
    view.setUint32(at + lengthBytes + 4, value % 2 ** 32);
    at += lengthBytes + int8Bytes;
  }
  return bytes;
}

/** As Postgres counts. */
function microsecondsOf(instant: string): number {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms) || !instant.endsWith("Z")) throw new TypeError("An instant cannot be read");
  return (ms - Date.UTC(2000)) * 1_000;
}

/** All of them are encoded at once, with room for each length between them. */
function stringArray(type: number, texts: readonly string[], prefix: string): Uint8Array {
  const gap = "\0".repeat(lengthBytes) + prefix;
  const head = "\0".repeat(headBytes);
  const bytes = encoder.encode(texts.length === 0 ? head : head + gap + texts.join(gap));
  const view = new DataView(bytes.buffer);
  putHead(view, type, texts.length);
  let at = headBytes;
  for (const _ of texts) {
    const end = bytes.indexOf(0, at + gap.length);
    const next = end < 0 ? bytes.length : end;
    view.setInt32(at, next - at - lengthBytes);
    at = next;
  }
  if (at !== bytes.length) throw new TypeError("A text holds U+0000");
  return bytes;
}

/** Past every digit; in a byte of the table it tells what is none. */
const noDigit = 0x80;
const digits = new Uint8Array(128).fill(noDigit);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  digits[digit.charCodeAt(0)] = value;
  digits[digit.toUpperCase().charCodeAt(0)] = value;
}

function putUuid(bytes: Uint8Array, at: number, id: string): void {
  let seen = id.length === 36 ? 0 : noDigit;
  let next = at;
  for (let from = 0; from < 36; from += 2) {
    if (from === 8 || from === 13 || from === 18 || from === 23) {
      if (id[from] !== "-") seen = noDigit;
      from++;
    }
    const high = digits[id.charCodeAt(from)] ?? noDigit;
    const low = digits[id.charCodeAt(from + 1)] ?? noDigit;
    seen |= high | low;
    bytes[next++] = high << 4 | low;
  }
  if (seen & noDigit) throw new TypeError("An id is no UUID");
}
