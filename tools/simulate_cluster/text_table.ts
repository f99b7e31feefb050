// Tables as text, with columns as wide as their widest cell. Pure.

export type Cell = string | number;

export function textTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): string {
  const cells = [head, ...rows.map((row) => row.map(textOf))];
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const lines = cells.map((row) =>
    row.map((cell, at) => at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))
      .join("  ").trimEnd()
  );
  return [title, ...lines].join("\n");
}

/** Three figures that count, without an exponent. */
export function textOf(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (!Number.isFinite(cell)) return "never";
  if (Number.isInteger(cell) || Math.abs(cell) >= 1_000) return String(Math.round(cell));
  return String(Number(cell.toPrecision(3)));
}

export function percent(share: number): string {
  return `${textOf(share * 100)} %`;
}

/** Of milliseconds. */
export function seconds(ms: number): string {
  return Number.isFinite(ms) ? (ms / 1_000).toFixed(1) : "never";
}

/** Of numbers in ascending order. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}
