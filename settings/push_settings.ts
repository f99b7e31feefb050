// Where pushes may be sent: the hosts of push services, and whom those are told to turn to.

import { SettingError } from "./setting_error.ts";

/** A host to which pushes may be sent. */
export interface PushHost {
  /** In lower case; of an IPv6 address in brackets. With `*.` in front: every host below it. */
  readonly name: string;
  readonly port: number;
  /** Written down: at a loopback host with its port http is right, too. */
  readonly hasPort: boolean;
}

/** The push services of Chrome and its kin, Firefox, Safari, and Edge on Windows. */
export const knownPushHosts = [
  "fcm.googleapis.com",
  "jmt17.google.com",
  "updates.push.services.mozilla.com",
  "web.push.apple.com",
  "*.notify.windows.com",
].join();

const wanted = 'expected hosts like "push.example" or "127.0.0.1:9000", comma-separated, or "off"';

/** "off": none. Throws a SettingError. */
export function pushHosts(value: string | undefined): readonly PushHost[] {
  if (value === "off") return [];
  return (value || knownPushHosts).split(",").map((text) => text.trim()).filter(Boolean)
    .map((text) => {
      const host = pushHost(text.toLowerCase());
      if (host !== null) return host;
      throw new SettingError(`PUSH_HOSTS has "${text}", ${wanted}`);
    });
}

function pushHost(text: string): PushHost | null {
  const [, star = "", bare = "", port] = /^(\*\.)?(\[[\d:a-f.]+\]|[\w.-]+?)(?::(\d{1,5}))?$/
    .exec(text) ?? [];
  const parsed = bare === "" ? null : URL.parse(`https://${bare}`);
  const isWhole = parsed?.hostname === bare && !(star && /^[\d.]+$|^\[/.test(bare));
  const number = Number(port ?? 443);
  if (!isWhole || number < 1 || number > 65_535) return null;
  return { name: star + bare, port: number, hasPort: port !== undefined };
}

/**
 * What push services are told to turn to (RFC 8292): an address of the operator. By default the
 * server's own https origin. Throws a SettingError.
 */
export function pushSubject(value: string | undefined, origins: readonly string[]): string {
  if (!value) {
    return origins.find((origin) => origin.startsWith("https:")) ?? "mailto:root@localhost";
  }
  if (/^mailto:[^\s@]+@[^\s@]+$/.test(value)) return value;
  if (value.startsWith("https://") && URL.canParse(value)) return value;
  throw new SettingError(
    `PUSH_SUBJECT is "${value}", expected one like "mailto:operator@trio.example"`,
  );
}
