// PGlite's file system throws objects that are no Errors and hold but a number.

import { asError } from "../sql/sql.ts";

/** The numbers of WASI that a disk and its permissions lead to, and what Linux calls them. */
const words: Readonly<Record<number, string>> = {
  2: "Permission denied",
  19: "Disk quota exceeded",
  20: "File exists",
  22: "File too large",
  29: "Input/output error",
  31: "Is a directory",
  33: "Too many open files",
  44: "No such file or directory",
  51: "No space left on device",
  54: "Not a directory",
  63: "Operation not permitted",
  69: "Read-only file system",
};

/** The same as an Error that says in words what has failed. */
export function readErrno(thrown: unknown): Error {
  const { name, errno } = Object(thrown);
  const said = name === "ErrnoError" ? words[errno] : undefined;
  return said === undefined ? asError(thrown) : new Error(said, { cause: thrown });
}
