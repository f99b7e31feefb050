// Chance and ids, from the runtime's source of random bits.

/** From 0 to below 1. */
export function random(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

/** A UUID; `crypto.randomUUID` is missing in a page that came over plain HTTP. */
export function newId(): string {
  const digit = (from: number, below: number) => (from + Math.floor(random() * below)).toString(16);
  return "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx".replace(
    /[xv]/g,
    (place) => place === "x" ? digit(0, 16) : digit(8, 4),
  );
}
