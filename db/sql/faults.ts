// Errors of the drivers, without what people wrote: they go to the log, and a log holds no texts,
// names or hashes.

/** What the drivers add to an error that may hold a statement, its parameters, or a row. */
const telling = ["query", "params", "queryOptions", "detail", "where", "internalQuery"];

/** Takes the values and the statement off a driver's error, which stays the same object. */
export function conceal(error: unknown): unknown {
  if (error instanceof Error) {
    for (const name of telling) Reflect.deleteProperty(error, name);
  }
  return error;
}
