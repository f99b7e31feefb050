// A volume of a test's own, as small as the test wants it: a file system in memory, for which the
// test must be root, or become it by `sudo` without a password, as in CI.

import { statfs } from "node:fs/promises";

export interface Volume extends AsyncDisposable {
  /** An empty folder, which is all of the volume. */
  readonly path: string;
  /** Fills the volume until so many bytes are free. */
  fill(freeBytes: number): Promise<void>;
  /** Takes what has filled it away. */
  clear(): Promise<void>;
}

const blockBytes = 4_096;

export async function smallVolume(megabytes: number): Promise<Volume> {
  const path = await Deno.makeTempDir({ prefix: "trio_volume_" });
  const options = `size=${megabytes}m,mode=1777`;
  await asRoot("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
  const filler = `${path}/filler`;
  return {
    path,
    async fill(freeBytes) {
      const { bavail, bsize } = await statfs(path);
      const blocks = Math.floor((bavail * bsize - freeBytes) / blockBytes);
      using file = await Deno.open(filler, { create: true, append: true });
      for (let written = 0; written < blocks * blockBytes;) {
        written += await file.write(new Uint8Array(blockBytes));
      }
    },
    clear: () => Deno.remove(filler),
    async [Symbol.asyncDispose]() {
      // Lazily: a process that has just ended may have a file of it open for a moment.
      await asRoot("umount", ["-l", path]);
      await Deno.remove(path);
    },
  };
}

async function asRoot(program: string, args: readonly string[]): Promise<void> {
  const [name, ...words] = Deno.uid() === 0 ? [program, ...args] : ["sudo", "-n", program, ...args];
  const { success, stderr } = await new Deno.Command(name ?? program, { args: words }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(`This test needs a volume of its own, which only root can mount: ${said}`);
}
