// `deno task dev`: builds the page and serves Trio as the start does, on the same data folder, and
// does both anew whenever a source file changes. Open pages reload themselves then.

import { ownNetGrant } from "./net_grant.ts";
import { taskWords } from "./task_words.ts";

const root = new URL("../", import.meta.url);
const rootPath = decodeURIComponent(root.pathname);
const folders = ["protocol", "logging", "client", "settings", "actors", "db", "routes", "web"];
const dist = new URL("web/dist/", root);
/** An editor writes a file in several steps, and several files at once. */
const settleMs = 30;

/** Whether the program or its page is made of this file. */
function isSource(path: string): boolean {
  const from = path.slice(rootPath.length);
  if (!from.includes("/")) return /^(main|settings)\.ts$|^deno\.json$/.test(from);
  return !from.startsWith("web/dist/");
}

/**
 * Runs in the page: asks for the page again and again, and reloads it once that names another
 * script than this one. While the server is away there is no answer, and nothing happens.
 */
const reloader = `const own = new URL(import.meta.url).pathname;
setInterval(async () => {
  const page = await fetch("/", { cache: "no-store" }).then((answer) => answer.text(), () => own);
  if (!page.includes(own)) location.reload();
}, 100);
`;

/** Whether the page could be built; what is wrong with it has been printed. */
async function buildPage(): Promise<boolean> {
  const args = await taskWords(root, { task: "build", file: "web/build/build.ts" });
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: root, stdin: "null" })
    .spawn().status;
  if (success) await addReloader();
  return success;
}

/** Only the built page is changed: the next build of any other task makes it anew, without this. */
async function addReloader(): Promise<void> {
  const name = `reload-${Date.now()}.js`;
  await Deno.writeTextFile(new URL(`assets/${name}`, dist), reloader);
  const page = new URL("index.html", dist);
  const tag = `<script type="module" src="/assets/${name}"></script>`;
  const html = await Deno.readTextFile(page);
  await Deno.writeTextFile(page, html.replace("</head>", `${tag}</head>`));
  // The compressed forms are of the page without the tag, and would be preferred.
  for (const ending of [".br", ".gz"]) await Deno.remove(new URL(`index.html${ending}`, dist));
}

/** What serves now, and gives its place to the next one. */
class Site {
  #server: Deno.ChildProcess | null = null;
  #isClosed = false;

  async renew(): Promise<void> {
    try {
      const dataDir = Deno.env.get("DATA_DIR") || "./data";
      const net = ownNetGrant();
      const args = await taskWords(root, { task: "start", file: "main.ts", dataDir, net });
      // What serves goes on while there is nothing better.
      if (!await buildPage()) return;
      await this.#end();
      if (this.#isClosed) return;
      const options = { args, cwd: root, env: { DATA_DIR: dataDir }, stdin: "null" } as const;
      this.#server = new Deno.Command(Deno.execPath(), options).spawn();
    } catch (error) {
      // A file that is half written, perhaps: its next change is seen, too.
      console.error(error instanceof Error ? error.message : error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    try {
      this.#server?.kill("SIGTERM");
    } catch {
      // It has ended already, and has said why.
    }
    await this.#server?.status;
  }
}

/** Calls `act` once for all changes of sources that come together, and never twice at a time. */
async function onChanges(watchers: readonly Deno.FsWatcher[], act: () => Promise<void>) {
  let acting = Promise.resolve();
  let isQueued = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const queue = () => {
    if (isQueued) return;
    isQueued = true;
    acting = acting.then(() => {
      isQueued = false;
      return act();
    });
  };
  await Promise.all(watchers.map(async (watcher) => {
    for await (const { kind, paths } of watcher) {
      if (kind === "access" || !paths.some(isSource)) continue;
      clearTimeout(timer);
      timer = setTimeout(queue, settleMs);
    }
  }));
}

async function main(): Promise<void> {
  const site = new Site();
  // The files of the root by their folder: an editor may put a new file in the place of the old.
  const watchers = [
    Deno.watchFs(folders.map((name) => rootPath + name)),
    Deno.watchFs(rootPath, { recursive: false }),
  ];
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => void site.close().then(() => Deno.exit(0)));
  }
  await site.renew();
  await onChanges(watchers, () => site.renew());
}

await main();
