// The settings of a node, one of several processes that share a Postgres: its name, where the
// others reach it, and the secret that they have in common.

import ipaddr from "ipaddr.js";
import { SettingError } from "./setting_error.ts";

/** Where one listens, or is reached. */
export interface Endpoint {
  /** An IP address without brackets, or a name. */
  readonly host: string;
  readonly port: number;
}

export interface ClusterSettings {
  /** `n1` to `n16`. */
  readonly node: string;
  /** Where the other nodes reach this one. */
  readonly address: Endpoint;
  /** Where it listens for them. */
  readonly listen: Endpoint;
  /** Each end of a connection between nodes proves that it knows it. */
  readonly secret: string;
  /** Whether nodes may talk where strangers can listen: see `isPrivateAddress`. */
  readonly isInsecure: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const clusterSettingNames = [
  "CLUSTER_NODE",
  "CLUSTER_ADDRESS",
  "CLUSTER_LISTEN",
  "CLUSTER_SECRET",
  "CLUSTER_INSECURE",
] as const;

const secretLength = 32;
/** A node listens at this one and its number, unless it is told where. */
const basePort = 8_100;
/** What a stranger cannot reach without being on the machine, or in its network. */
const privateRanges: ReadonlySet<string> = new Set([
  "loopback",
  "private",
  "uniqueLocal",
  "linkLocal",
  "carrierGradeNat",
]);

/**
 * Null without CLUSTER_NODE: a single process, as far as the others of these settings are right.
 * Throws a SettingError on the first that is wrong or missing.
 */
export function clusterSettings(env: Environment): ClusterSettings | null {
  const node = nodeName(env.CLUSTER_NODE);
  const isInsecure = insecure(env.CLUSTER_INSECURE);
  const usual = `127.0.0.1:${basePort + Number(node?.slice(1) ?? 1)}`;
  const address = endpoint("CLUSTER_ADDRESS", env.CLUSTER_ADDRESS || usual, isInsecure);
  const listen = env.CLUSTER_LISTEN
    ? endpoint("CLUSTER_LISTEN", env.CLUSTER_LISTEN, isInsecure)
    : address;
  const secret = sharedSecret(env.CLUSTER_SECRET);
  if (node === null) return null;
  if (!env.DATABASE_URL) throw incomplete(node, "DATABASE_URL", "the Postgres of all nodes");
  if (!env.SESSION_KEY && !env.SESSION_KEYS) {
    throw incomplete(node, "SESSION_KEY or SESSION_KEYS", "the same on every node");
  }
  if (secret === null) throw incomplete(node, "CLUSTER_SECRET", "the same on every node");
  return { node, address, listen, secret, isInsecure };
}

/**
 * Whether an IP address is of this machine or a private network. Any other is one at which
 * strangers could reach a node, and it refuses to listen there unless it is told to.
 */
export function isPrivateAddress(address: string): boolean {
  return ipaddr.isValid(address) && privateRanges.has(ipaddr.process(address).range());
}

function nodeName(value: string | undefined): string | null {
  if (!value) return null;
  if (/^n([1-9]|1[0-6])$/.test(value)) return value;
  throw new SettingError(`CLUSTER_NODE is "${value}", expected a name from "n1" to "n16"`);
}

function insecure(value: string | undefined): boolean {
  if (!value) return false;
  if (value === "1") return true;
  throw new SettingError(`CLUSTER_INSECURE is "${value}", expected "1" or nothing`);
}

function endpoint(
  name: "CLUSTER_ADDRESS" | "CLUSTER_LISTEN",
  value: string,
  isInsecure: boolean,
): Endpoint {
  const [, v6, other = "", port = ""] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(value) ?? [];
  const host = v6 ?? other;
  const isHost = v6 === undefined ? isNameOrIpv4(other) : ipaddr.IPv6.isValid(v6);
  if (!isHost || Number(port) < 1 || Number(port) > 65_535) {
    throw new SettingError(
      `${name} is "${value}", expected a host and a port, like "10.0.0.7:8101" or "[fd00::7]:8101"`,
    );
  }
  const isAddress = ipaddr.isValid(host);
  if (name === "CLUSTER_ADDRESS" && isAddress && ipaddr.parse(host).range() === "unspecified") {
    throw new SettingError(
      `${name} is "${value}", expected the address at which other nodes reach this one; ` +
        "where it listens is CLUSTER_LISTEN",
    );
  }
  // What a name stands for is known when it is resolved.
  if (isInsecure || !isAddress || isPrivateAddress(host)) return { host, port: Number(port) };
  throw new SettingError(
    `${name} is "${value}", expected an address of this machine or a private network, ` +
      "or CLUSTER_INSECURE=1 as docs/running.md says",
  );
}

/** Numbers and dots alone are no name, and of IPv4 the form with four parts is meant. */
function isNameOrIpv4(host: string): boolean {
  if (/^[\d.]+$/.test(host)) return ipaddr.IPv4.isValidFourPartDecimal(host);
  return /^[a-z\d]([\w.-]*[a-z\d])?$/i.test(host);
}

/** No part of it may stand in a sentence: it goes to a log. */
function sharedSecret(value: string | undefined): string | null {
  if (!value) return null;
  if (value.length >= secretLength) return value;
  const wanted = `at least ${secretLength}, chosen at random`;
  throw new SettingError(`CLUSTER_SECRET has ${value.length} characters, expected ${wanted}`);
}

function incomplete(node: string, name: string, what: string): SettingError {
  return new SettingError(`CLUSTER_NODE is "${node}", expected ${name} with it: ${what}`);
}
