// A figure in words, as a plot says it.

import { longestDelayMs } from "../../protocol/ops_figures.ts";
import type { Locale } from "../i18n/locale.ts";
import { translate } from "../i18n/translate.ts";
import type { Line, Plot } from "./plots.ts";
import { formatFigure } from "./units.ts";

export function writeFigure(
  locale: Locale,
  { unit, line }: Pick<Plot, "unit"> & { readonly line: Pick<Line, "isBound"> },
  value: number | null,
): string {
  if (value === null) return translate(locale, "ops.unknown");
  const write = (value: number) => formatFigure(locale, unit, value);
  if (!line.isBound) return write(value);
  return value > longestDelayMs
    ? translate(locale, "ops.over", { value: write(longestDelayMs) })
    : translate(locale, "ops.atMost", { value: write(value) });
}
