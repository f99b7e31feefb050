// The time that a page goes by: what the server tells it, and the zone of its browser.

import type { Page } from "playwright-core";
import type { ServerFrame } from "../../../protocol/frames.ts";

interface Telling {
  /** Resolves when the page has been told the time once: its line is up. */
  readonly told: Promise<void>;
}

/**
 * Lets the server tell this page another time, in milliseconds since 1970. A page with a clock of
 * its own would else set itself by the true time of the next frame.
 */
export async function tellTime(page: Page, now: () => number): Promise<Telling> {
  const { promise: told, resolve } = Promise.withResolvers<void>();
  await page.routeWebSocket(/\/ws$/, (route) => {
    const server = route.connectToServer();
    server.onMessage((data) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      route.send(JSON.stringify({ ...frame, now: new Date(now()).toISOString() }));
      resolve();
    });
  });
  return { told };
}

/** A zone where the hour after noon is now, far from midnight, and whose clocks never change. */
export function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  // The sign of these names is the other way round.
  return `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}
