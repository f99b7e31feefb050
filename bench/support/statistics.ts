// Figures of several rounds in short.

/** The median, and in brackets the least and the most; NaN is left out. */
export function spread(values: readonly number[], digits: number): string {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return "–";
  const [least, most] = [Math.min(...known), Math.max(...known)].map((value) =>
    value.toFixed(digits)
  );
  return `${median(known).toFixed(digits)} (${least}–${most})`;
}

export function median(values: readonly number[]): number {
  const ascending = values.toSorted((one, other) => one - other);
  return ascending[ascending.length >> 1] ?? NaN;
}

/** NaN of none. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}

/** The difference of each two values at the same place. */
export function rise(before: readonly number[], after: readonly number[]): number[] {
  return after.map((value, at) => value - (before[at] ?? 0));
}
