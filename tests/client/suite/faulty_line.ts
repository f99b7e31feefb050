// A WebSocket whose connection the suite takes away, holds back and listens to. Needs no runtime:
// the constructor of a real one is handed in.

interface Inner {
  onopen: ((event: unknown) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror?: ((event: unknown) => void) | null;
  send(text: string): void;
  close(): void;
}
export type InnerConstructor = new (url: string, ...rest: readonly unknown[]) => Inner;

interface Frame {
  readonly type: string;
  readonly id?: string;
}

/** What happens to the connections of one session. */
export class FaultyLine {
  /** Whether nothing can be opened. */
  isDown = false;
  /** Frames of the server that are lost on the way. */
  loses: (frame: Frame) => boolean = () => false;
  readonly sent: Frame[] = [];
  /** What was lost that way. */
  readonly lost: Frame[] = [];
  readonly #open = new Set<() => void>();
  readonly WebSocket: new (url: string, ...rest: never[]) => Inner;

  constructor(Base: InnerConstructor) {
    // deno-lint-ignore no-this-alias
    const line = this;
    this.WebSocket = class implements Inner {
      onopen: Inner["onopen"] = null;
      onmessage: Inner["onmessage"] = null;
      onclose: Inner["onclose"] = null;
      readonly #inner: Inner | null;

      constructor(url: string, ...rest: readonly unknown[]) {
        this.#inner = line.isDown ? null : new Base(url, ...rest);
        const end = (code: number, reason: string) => {
          line.#open.delete(cut);
          const { onclose } = this;
          this.onclose = null;
          onclose?.({ code, reason });
        };
        const cut = () => {
          this.#inner?.close();
          end(1006, "");
        };
        line.#open.add(cut);
        if (this.#inner === null) {
          setTimeout(cut, 1);
          return;
        }
        this.#inner.onopen = (event) => this.onopen?.(event);
        this.#inner.onclose = ({ code, reason }) => end(code, reason);
        this.#inner.onerror = () => {};
        this.#inner.onmessage = (event) => {
          const frame = JSON.parse(String(event.data));
          if (line.loses(frame)) line.lost.push(frame);
          else this.onmessage?.(event);
        };
      }

      send(text: string): void {
        line.sent.push(JSON.parse(text));
        this.#inner?.send(text);
      }

      close(): void {
        this.#inner?.close();
      }
    };
  }

  /** Ends every open connection, as a network does: without a word. */
  cut(): void {
    for (const end of [...this.#open]) end();
  }
}
