// Copies of the embedded database's folder, beside it in the data folder, until who asked for one
// has read it.

import type { DiskWatch } from "../disk/disk_watch.ts";
import type { EmbeddedCopies } from "../store/copies.ts";
import { isId } from "../../protocol/ids.ts";
import { sizeOf } from "./folder_copy.ts";
import type { Embedded } from "./reopening.ts";

const prefix = "copy-";

/** What a copy may take besides: the log that grows meanwhile. */
const spareBytes = 64 * 2 ** 20;

export interface CopiesOptions {
  readonly dataDir: string;
  /** The database's own folder in it. */
  readonly folder: string;
  /** Makes a UUID. */
  readonly newId: () => string;
  readonly copyTo: Embedded["copyTo"];
  readonly disk: DiskWatch | undefined;
}

export function createCopies(options: CopiesOptions): EmbeddedCopies {
  const { dataDir, folder, newId, copyTo, disk } = options;
  return {
    type: "embedded",
    async make(signal) {
      const bytes = await sizeOf(folder) + spareBytes;
      if (await disk?.hasRoomFor(bytes) === false) {
        const megabytes = Math.ceil(bytes / 2 ** 20);
        throw new Error(
          `A backup first needs ${megabytes} MB on the disk of "${dataDir}", ` +
            "besides DISK_MARGIN_MB: make room",
        );
      }
      const name = `${prefix}${newId()}`;
      const copy = `${dataDir}/${name}`;
      await copyTo(copy, signal);
      const remove = () => Deno.remove(copy, { recursive: true }).catch(() => {});
      return { name, remove };
    },
  };
}

/** Removes the copies that were left when a process died; no other folder of a like name. */
export async function removeCopies(dataDir: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(dataDir)) {
    if (isDirectory && name.startsWith(prefix) && isId(name.slice(prefix.length))) {
      await Deno.remove(`${dataDir}/${name}`, { recursive: true });
    }
  }
}
