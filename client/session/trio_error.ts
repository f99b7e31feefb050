// Why something was not done.

/** A refusal of the server, or of the session itself (`invalid`), or the end of the session. */
export class TrioError extends Error {
  override readonly name = "TrioError";
  /**
   * A word for programs: that of a problem or of an `error` frame in the protocol, or of the end
   * of the session.
   */
  readonly code: string;
  /** Of the HTTP answer; null: it was none. */
  readonly status: number | null;

  constructor(code: string, status: number | null = null, detail = code) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}
