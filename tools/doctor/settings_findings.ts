// What is to be said of settings that are right by themselves, as a whole. Pure.

import { isLoopback, type Settings } from "../../settings.ts";
import { type Finding, note, well, wrong } from "./findings.ts";

type Judged =
  & Pick<
    Settings,
    "origins" | "host" | "proxies" | "sockets" | "pushHosts" | "pushSubject" | "sessionKeys"
  >
  & { readonly cluster: { readonly secret: string } | null };

export function judgeSettings(settings: Judged): Finding[] {
  return [
    judgeOrigins(settings),
    judgeProxies(settings),
    judgeSockets(settings),
    judgePush(settings),
    judgeKeys(settings),
  ];
}

const clear = "passwords and sessions go in the clear: put a proxy with TLS in front, and set " +
  "ORIGIN to its https address";

function judgeOrigins({ origins, host }: Judged): Finding {
  const about = "ORIGIN";
  if (origins.length === 0) {
    return isLoopback(host)
      ? note(about, "Not set: Trio serves this machine alone, at whatever name leads to it")
      : wrong(about, `Not set, and HOST "${host}" lets other machines in: ${clear}`);
  }
  const plain = origins.find((origin) =>
    origin.startsWith("http:") && !isLoopback(new URL(origin).hostname)
  );
  if (plain !== undefined) return wrong(about, `"${plain}" has no TLS: ${clear}`);
  return well(about, `Set to ${origins.join(" and ")}`);
}

function judgeProxies({ origins, proxies, host }: Judged): Finding {
  const about = "PROXIES";
  const isTls = origins.some((origin) => origin.startsWith("https:"));
  if (isTls && proxies === 0) {
    return wrong(
      about,
      "0, though a proxy ends TLS: all people count as that proxy, and share the limits of one. " +
        "Set it to the number of proxies that add to X-Forwarded-For",
    );
  }
  if (proxies > 0 && !isLoopback(host)) {
    return note(
      about,
      `${proxies}, and HOST is "${host}": whoever reaches PORT past the proxy chooses the ` +
        "address that limits count by. Let the proxy alone reach it",
    );
  }
  return well(about, proxies === 0 ? "None: X-Forwarded-For is not believed" : String(proxies));
}

/** Whether others than this machine can reach the server. */
export function areStrangersThere(
  { origins, proxies, host }: Pick<Settings, "origins" | "proxies" | "host">,
): boolean {
  return proxies > 0 || !isLoopback(host) ||
    origins.some((origin) => !isLoopback(new URL(origin).hostname));
}

function judgeSockets({ sockets, origins, proxies, host }: Judged): Finding {
  const about = "sockets";
  if (sockets === "ws") {
    return well(about, "ws: bounds a message before it is whole, and drops who does not read");
  }
  const lacks = "native: neither bounds a message that comes in pieces nor drops a client that " +
    "stops reading";
  return areStrangersThere({ origins, proxies, host })
    ? wrong(about, `${lacks}, so that a stranger can fill the memory: set SOCKETS=ws`)
    : well(about, `${lacks}, which this machine alone can reach`);
}

function judgePush({ pushHosts, pushSubject }: Judged): Finding {
  if (pushHosts.length === 0) {
    return note("push", "PUSH_HOSTS is off: nobody hears of a trio while the page is closed");
  }
  return isReached(pushSubject) ? well("push", `Push services turn to ${pushSubject}`) : note(
    "push",
    `Push services would turn to ${pushSubject}, which some refuse: set PUSH_SUBJECT to ` +
      "mailto: and your address",
  );
}

function isReached(subject: string): boolean {
  if (subject.startsWith("mailto:")) return !/@localhost$/i.test(subject);
  return !isLoopback(new URL(subject).hostname);
}

/** A key that was chosen at random has many different characters. */
const varietyLeast = 10;

function judgeKeys({ sessionKeys, cluster }: Judged): Finding {
  const secrets = [
    ...sessionKeys.map(({ secret }) => ["SESSION_KEY", secret] as const),
    ...cluster === null ? [] : [["CLUSTER_SECRET", cluster.secret] as const],
  ];
  const [name] = secrets.find(([, secret]) => new Set(secret).size < varietyLeast) ?? [];
  if (name !== undefined) {
    return wrong(
      "keys",
      `A key of ${name} is no random one, and could be guessed: make one by ` +
        '"openssl rand -hex 32"',
    );
  }
  return sessionKeys.length > 0
    ? well("keys", "Sessions are signed by the keys of the environment")
    : well("keys", "Sessions are signed by the key in DATA_DIR, which a backup has to hold");
}
