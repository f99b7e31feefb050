// The operator's command as a process, with the rights of its task.

import { taskWords } from "../../../tools/task_words.ts";

const root = new URL("../../../", import.meta.url);

export interface AdminDone {
  readonly code: number;
  readonly out: string;
  /** What it says of what is wrong. */
  readonly wrong: string;
}

export async function runAdmin(dataDir: string, ...named: string[]): Promise<AdminDone> {
  const words = await taskWords(root, { task: "admin", file: "tools/admin.ts" });
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...words, ...named],
    cwd: root,
    env: { DATA_DIR: dataDir, DATABASE_URL: "", NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), wrong: decoder.decode(stderr) };
}
