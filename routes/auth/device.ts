// The device behind a request: a cookie that outlives sessions and accounts. It proves nothing, and
// a client that does not send it has no device.

import type { Context } from "hono";
import { generateCookie } from "hono/cookie";
import type { Sight } from "../../db/store/devices.ts";
import type { Settings } from "../../settings.ts";
import { clientAddress, type PeerOf } from "../limits/client_address.ts";
import { clientNetwork } from "../limits/client_network.ts";
import type { KeyedHash } from "./keyed_hash.ts";
import { isTls } from "./origin.ts";
import { sentCookies } from "./session.ts";

export interface SightDeps {
  readonly settings: Settings;
  readonly keyedHash: KeyedHash;
}

const deviceBytes = 16;
const base64url = { alphabet: "base64url", omitPadding: true } as const;
/** Browsers keep no cookie longer. */
const maxAge = 400 * 86_400;

/** The hashes of the device that a request names; empty: it names none. */
export function deviceOf(c: Context, { settings, keyedHash }: SightDeps): readonly string[] {
  const device = namedDevice(c, settings);
  return device === null ? [] : keyedHash("device", device);
}

/** A device, and the cookie that makes its client remember it. */
export interface RememberedDevice {
  readonly hashes: readonly string[];
  /** To be set by the answer; the time of one that is known begins anew. */
  readonly cookie: string;
}

/** The device that a request names, or a new one. */
export function rememberedDevice(c: Context, { settings, keyedHash }: SightDeps): RememberedDevice {
  const device = namedDevice(c, settings) ?? newDevice();
  return { hashes: keyedHash("device", device), cookie: deviceCookie(device, settings) };
}

/** Where a request comes from, to be stored with the session that it opens. */
export function sightOf(
  c: Context,
  deps: SightDeps & { readonly peerOf: PeerOf },
): { readonly sight: Sight; readonly deviceCookie: string } {
  const { settings, keyedHash, peerOf } = deps;
  const client = clientAddress(peerOf(c), c.req.header("x-forwarded-for"), settings.proxies);
  const network = settings.networkRules ? clientNetwork(client) : null;
  const { hashes: devices, cookie } = rememberedDevice(c, deps);
  const networks = network === null ? [] : keyedHash("network", network);
  return { sight: { devices, networks }, deviceCookie: cookie };
}

/** The first that can be one: of another path or domain a browser sends cookies, too. */
function namedDevice(c: Context, { origins }: Settings): string | null {
  const own = cookieName(origins);
  const found = sentCookies(c).find(([name, value]) => name === own && /^[\w-]{22}$/.test(value));
  return found?.[1] ?? null;
}

function newDevice(): string {
  return crypto.getRandomValues(new Uint8Array(deviceBytes)).toBase64(base64url);
}

function deviceCookie(device: string, { origins }: Settings): string {
  const options = { httpOnly: true, sameSite: "Lax", path: "/", secure: isTls(origins) } as const;
  return generateCookie(cookieName(origins), device, { ...options, maxAge });
}

/** Without a port: two servers on one host know one device, each by a hash of its own. */
function cookieName(origins: readonly string[]): string {
  return isTls(origins) ? "__Host-trio-device" : "trio-device";
}
