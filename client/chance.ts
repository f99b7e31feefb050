// Chance and ids, from the runtime's source of random bits.

import { systemClock } from "../protocol/clock.ts";

/** From 0 to below 1. */
export function random(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

/**
 * A UUID of version 7 (RFC 9562): it begins with the time, so that what is stored together lies
 * together in an index. `crypto.randomUUID` makes version 4, and a page that came over plain HTTP
 * lacks it.
 */
export function newId(): string {
  const digit = (from: number, below: number) => (from + Math.floor(random() * below)).toString(16);
  const time = systemClock.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7xxx-vxxx-xxxxxxxxxxxx`.replace(
    /[xv]/g,
    (place) => place === "x" ? digit(0, 16) : digit(8, 4),
  );
}
