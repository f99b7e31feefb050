// The cookies of one server, for programs whose `fetch` keeps none. A browser keeps its own, and
// shows none of them.

export interface Cookie {
  readonly name: string;
  /** `name=value`, as it is sent back. */
  readonly pair: string;
  readonly isCleared: boolean;
}

/** A `Set-Cookie` header, as far as a client of Trio needs it. */
export function readCookie(header: string): Cookie {
  const [pair = "", ...attributes] = header.split(/;\s*/);
  const isCleared = pair.endsWith("=") ||
    attributes.some((attribute) => attribute.toLowerCase() === "max-age=0");
  return { name: pair.split("=", 1)[0] ?? "", pair, isCleared };
}

export class CookieJar {
  readonly #pairs = new Map<string, string>();

  keep(headers: readonly string[]): void {
    for (const { name, pair, isCleared } of headers.map(readCookie)) {
      if (isCleared) this.#pairs.delete(name);
      else this.#pairs.set(name, pair);
    }
  }

  /** The header `Cookie`; empty when there is none. */
  get header(): string {
    return [...this.#pairs.values()].join("; ");
  }
}
