// `deno task shots [FOLDER]`: photographs every state of the page into ./shots or the folder, in
// light and dark, 390 and 1280 px wide. Starts a server of its own with an empty data folder.

import { openBrowser } from "../tests/support/browser/browser.ts";
import { startServer } from "../tests/support/server/process.ts";
import { scenes } from "../tests/support/scenes/scenes.ts";
import { leaveStage, openStage, type Stage } from "../tests/support/scenes/stage.ts";

const widths = [390, 1280] as const;
const themes = ["light", "dark"] as const;
const height = 800;

async function photograph({ page }: Stage, path: string): Promise<void> {
  // Nothing is under the pointer.
  await page.mouse.move(0, 0);
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.screenshot({ path: `${path}_${theme}_${width}.png` });
    }
  }
}

async function main(): Promise<void> {
  const folder = Deno.args[0] ?? "shots";
  const dataDir = await Deno.makeTempDir({ prefix: "trio-shots-" });
  await Deno.mkdir(folder, { recursive: true });
  const server = await startServer({ dataDir });
  const browser = await openBrowser();
  try {
    const stage = await openStage(browser, server.url, "Anna");
    for (const { name, play } of scenes) {
      await play(stage);
      await photograph(stage, `${folder}/${name}`);
      console.log(name);
    }
    await leaveStage(stage);
  } finally {
    await browser.close();
    await server.stop();
    await Deno.remove(dataDir, { recursive: true });
  }
}

await main();
