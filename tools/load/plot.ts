// Plots over the seconds of a run, as SVG. Pure.

export interface Line {
  readonly name: string;
  /** A class of the report's style, which gives the colour. */
  readonly style: string;
  /** One a second; NaN: none, the line has a hole there. */
  readonly values: readonly number[];
}

export interface Plot {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** Times go over several powers of ten. */
  readonly isLogarithmic: boolean;
}

const size = { width: 760, height: 260 };
const frame = { left: 64, right: 16, top: 12, bottom: 30 };
const ticksWanted = 5;

/** How values lie between the bottom and the top of a plot. */
interface Scale {
  readonly ticks: readonly number[];
  /** 0 at the bottom, 1 at the top. */
  readonly share: (value: number) => number;
}

export function plot({ title, unit, lines, isLogarithmic }: Plot): string {
  const seconds = Math.max(1, ...lines.map(({ values }) => values.length));
  const known = lines.flatMap(({ values }) => values).filter((value) => !Number.isNaN(value));
  const scale = isLogarithmic ? logarithmic(known) : linear(known);
  return [
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${title}, ${unit}">`,
    ...scale.ticks.map((tick) => horizontal(tick, scale)),
    ...verticals(seconds),
    ...lines.map((line) => polyline(line, seconds, scale)),
    "</svg>",
  ].join("\n");
}

/** From nothing to a round number above the greatest value. */
function linear(values: readonly number[]): Scale {
  const greatest = Math.max(1, ...values);
  const step = roundStep(greatest / ticksWanted);
  const top = Math.ceil(greatest / step) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, at) => at * step);
  return { ticks, share: (value) => value / top };
}

/** Whole powers of ten around the values, of which none is 0 or less. */
function logarithmic(values: readonly number[]): Scale {
  const logs = values.map((value) => Math.log10(Math.max(value, 0.01)));
  const bottom = Math.floor(Math.min(0, ...logs));
  const top = Math.max(bottom + 1, Math.ceil(Math.max(...logs, 1)));
  const ticks = Array.from({ length: top - bottom + 1 }, (_, at) => 10 ** (bottom + at));
  return {
    ticks,
    share: (value) => (Math.log10(Math.max(value, 10 ** bottom)) - bottom) / (top - bottom),
  };
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}

function x(second: number, seconds: number): number {
  const inner = size.width - frame.left - frame.right;
  return round(frame.left + (seconds === 1 ? 0 : second / (seconds - 1)) * inner);
}

function y(share: number): number {
  const inner = size.height - frame.top - frame.bottom;
  return round(size.height - frame.bottom - share * inner);
}

function round(coordinate: number): number {
  return Math.round(coordinate * 10) / 10;
}

function horizontal(tick: number, { share }: Scale): string {
  const at = y(share(tick));
  return `<path class="grid" d="M${frame.left} ${at}H${size.width - frame.right}"/>` +
    `<text x="${frame.left - 8}" y="${at + 4}" text-anchor="end">${label(tick)}</text>`;
}

function label(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function verticals(seconds: number): string[] {
  const step = Math.max(1, roundStep(seconds / ticksWanted));
  const count = Math.floor((seconds - 1) / step) + 1;
  return Array.from(
    { length: count },
    (_, at) =>
      `<text x="${x(at * step, seconds)}" y="${size.height - 8}" text-anchor="middle">${
        at * step
      } s</text>`,
  );
}

/** In pieces where there are holes; a piece of one value is a dot. */
function polyline({ style, values }: Line, seconds: number, { share }: Scale): string {
  const pieces: string[][] = [[]];
  for (const [second, value] of values.entries()) {
    if (Number.isNaN(value)) pieces.push([]);
    else pieces.at(-1)?.push(`${x(second, seconds)} ${y(share(value))}`);
  }
  const drawn = pieces.filter(({ length }) => length > 0)
    .map((points) => `M${points.join("L")}${points.length === 1 ? "h0.1" : ""}`);
  return `<path class="line ${style}" d="${drawn.join("")}"/>`;
}
