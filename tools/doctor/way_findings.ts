// What is to be said of the way that people take to Trio. Pure.

import { judgeClock } from "./clock_findings.ts";
import { type Finding, note, well, wrong } from "./findings.ts";
import { forged, type Running, type Way } from "./way.ts";

export interface OwnSide {
  readonly proxies: number;
  /** Of this program. */
  readonly version: string;
  /** Null: the doctor stands in for Trio. */
  readonly running: Running | null;
}

/** Whether the settings that the doctor was given are those that Trio runs with. */
export function judgeRunning(
  { pid, proxies, sockets }: Running,
  given: { readonly proxies: number; readonly sockets: string },
): Finding {
  const about = "Trio";
  if (proxies === given.proxies && sockets === given.sockets) {
    return well(about, `It runs, as process ${pid}`);
  }
  return wrong(
    about,
    `It runs, as process ${pid}, with other settings than the doctor was given ` +
      `(PROXIES=${proxies}, SOCKETS=${sockets}): give it the same, by --env-file`,
  );
}

/** `Date` says whole seconds. */
const dateWithinMs = 1_000;

export function judgeWay(way: Way, own: OwnSide): Finding[] {
  const { origin, status, clockAhead } = way;
  if (status === null) return [wrong(origin, unreached(way.why))];
  if (!way.isTrio) {
    return [
      wrong(
        origin,
        `It answers ${status}, and not by this Trio: let the proxy lead to where HOST and PORT say`,
      ),
    ];
  }
  return [
    well(origin, own.running === null ? "It leads here" : "It leads to Trio, which is alive"),
    ...judgeVersion(way, own),
    ...clockAhead === null ? [] : [judgeClock("the proxy's clock", clockAhead, dateWithinMs)],
    ...judgeTls(way, own),
    ...judgeArrival(way, own),
  ];
}

function unreached(why: string): string {
  const hint = /certificate|UnknownIssuer/i.test(why)
    ? "look at the proxy's certificate; where its authority is your own, name that by --ca FILE"
    : "look whether the proxy runs, the name leads to it, and its port is open";
  return `It cannot be reached (${why}): ${hint}`;
}

function judgeVersion({ version }: Way, own: OwnSide): Finding[] {
  if (version === null || version === own.version) return [];
  return [
    note("version", `Trio ${version} runs, and this folder holds ${own.version}: start it again`),
  ];
}

function judgeTls({ origin, hasHsts }: Way, { running }: OwnSide): Finding[] {
  if (!origin.startsWith("https:") || running === null) return [];
  return hasHsts ? [well("TLS", "Trio knows that people come by https")] : [
    wrong(
      "TLS",
      "Trio does not say that people come by https: it was started with another ORIGIN, or the " +
        "proxy takes Strict-Transport-Security away",
    ),
  ];
}

function judgeArrival({ arrival, origin }: Way, own: OwnSide): Finding[] {
  if (arrival === null) {
    return [
      wrong("sockets", `A request for ${origin}/ws does not arrive: let the proxy pass it on`),
    ];
  }
  const socket = arrival.upgrade?.toLowerCase() === "websocket"
    ? well("the way of sockets", "A request for a WebSocket arrives as such")
    : wrong(
      "the way of sockets",
      "The proxy does not pass Upgrade and Connection on for /ws, so that no socket opens: see " +
        "deploy/nginx.conf",
    );
  return [socket, judgeForwarded(arrival.forwardedFor, arrival.client, own)];
}

/** How many proxies have added to the header, whether or not the first one has dropped the rest. */
export function proxiesSeen(forwardedFor: string | null): number {
  const entries = (forwardedFor ?? "").split(",").map((entry) => entry.trim()).filter(Boolean);
  return entries.length - 1 - entries.lastIndexOf(forged);
}

function judgeForwarded(
  forwardedFor: string | null,
  client: string,
  { proxies: told, running }: OwnSide,
): Finding {
  const about = "X-Forwarded-For";
  const proxies = running?.proxies ?? told;
  const seen = proxiesSeen(forwardedFor);
  if (seen === proxies) {
    return well(
      about,
      seen === 0
        ? "No proxy adds to it, and it is not believed"
        : `${seen} ${seen === 1 ? "proxy adds" : "proxies add"} to it, as PROXIES says; this ` +
          `request counts as of ${client}`,
    );
  }
  if (seen === 0) {
    return wrong(
      about,
      `No proxy adds to it, and PROXIES is ${proxies}: a client chooses whom it counts as. Let ` +
        "the proxy set it, or set PROXIES=0",
    );
  }
  const why = seen > proxies
    ? "all people count as one of the proxies, and share its limits"
    : "a client chooses whom it counts as";
  return wrong(
    about,
    `${seen} ${seen === 1 ? "proxy adds" : "proxies add"} to it, and PROXIES is ${proxies}: ` +
      `${why}. Set PROXIES=${seen}`,
  );
}
