// `deno task admin`: what the operator does while Trio runs, by the channel in its data folder, and
// what is done with the folder itself.

import { askTrio } from "./admin/admin_connection.ts";
import { type AdminJob, type AdminRequest, help, readWords } from "./admin/admin_request.ts";

const dataDir = Deno.env.get("DATA_DIR") || "./data";

/** The program's exit code. */
async function main(request: AdminRequest): Promise<number> {
  const answer = await askTrio(dataDir, request);
  if (answer === null) {
    console.error(`No Trio that you may command has the data folder "${dataDir}"`);
    return 1;
  }
  const { status, body } = answer;
  if (status >= 400) {
    console.error(harmless(detailOf(body) ?? `Trio answered ${status}`));
    return 1;
  }
  console.log(harmless(body === null ? request.done : JSON.stringify(body, null, 2)));
  return 0;
}

/** The program's exit code. */
async function doJob(job: AdminJob): Promise<number> {
  try {
    const done = await jobs[job.type](job as never);
    if (typeof done === "number") return done;
    console.log(harmless(done));
    return 0;
  } catch (error) {
    console.error(harmless(error instanceof Error ? error.message : String(error)));
    return 1;
  }
}

/** A sentence, or an exit code where a command has said what it did. */
type Jobs = {
  readonly [Type in AdminJob["type"]]: (
    job: AdminJob & { readonly type: Type },
  ) => Promise<string | number>;
};

/** Loaded when they are asked for: each takes the whole database with it. */
const jobs: Jobs = {
  async backup({ file: path, force }) {
    const { backUp } = await import("./admin/backup.ts");
    const databaseUrl = Deno.env.get("DATABASE_URL") ?? "";
    return await backUp({ dataDir, databaseUrl, target: { path, force, signal: interrupted() } });
  },
  async restore({ file: path }) {
    const { restore } = await import("./admin/restore.ts");
    return await restore({ dataDir, path });
  },
  async export({ url }) {
    const { exportToPostgres } = await import("./admin/export_to_postgres.ts");
    return await exportToPostgres({ dataDir, url: url ?? Deno.env.get("DATABASE_URL") ?? "" });
  },
  async upgrade() {
    const { upgrade } = await import("./admin/format_upgrade.ts");
    return await upgrade(dataDir);
  },
};

/** Aborts when the command is told to end, so that it can take away what it has begun. */
function interrupted(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => interrupt.abort(new Error("it was told to end")));
  }
  return interrupt.signal;
}

function detailOf(body: unknown): string | null {
  return body instanceof Object && "detail" in body ? String(body.detail) : null;
}

/** Words of users may hold what would steer the terminal, or turn its lines round. */
function harmless(text: string): string {
  return text.replaceAll(
    /[^\P{C}\n]/gu,
    (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

if (import.meta.main) {
  const read = readWords(Deno.args);
  if (read.type === "run") Deno.exit(await main(read.request));
  if (read.type === "job") Deno.exit(await doJob(read.job));
  console[read.type === "help" ? "log" : "error"](read.type === "help" ? help : read.detail);
  Deno.exit(read.type === "help" ? 0 : 2);
}
