// What the routes need, made by the composition root.

import type { Disk } from "../db/store/disk.ts";
import type { World } from "../actors/world.ts";
import type { Settings } from "../settings.ts";
import type { Probes } from "./admin/probes.ts";
import type { KeyedHash } from "./auth/keyed_hash.ts";
import type { Pages } from "./pages.ts";
import type { Measures } from "./metrics/server_measures.ts";
import type { Snapshot } from "./metrics/server_snapshot.ts";
import type { Passwords } from "./auth/passwords.ts";
import type { MemoryWatch } from "./limits/memory_watch.ts";
import type { Tokens } from "./auth/tokens.ts";

export interface Deps extends World {
  readonly settings: Settings;
  readonly measures: Measures;
  /** What this process knows of itself now. */
  readonly snapshot: () => Promise<Snapshot>;
  /** Of this program. */
  readonly version: string;
  readonly disk: Disk;
  readonly memory: MemoryWatch;
  readonly tokens: Tokens;
  readonly keyedHash: KeyedHash;
  readonly passwords: Passwords;
  /** Makes the secret of an invite: 128 random bits in base64url. */
  readonly newToken: () => string;
  readonly isCommonPassword: (password: string) => boolean;
  readonly pages: Pages;
  /** By which push services know this server, in base64url; null: nothing is pushed. */
  readonly pushKey: string | null;
  /** Requests by which the operator looks what proxies pass on. */
  readonly probes: Probes;
  /** Aborted once the program stops and takes no new work. */
  readonly stopping: AbortSignal;
}
