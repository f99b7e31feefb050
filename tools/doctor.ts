// `deno task doctor`: looks at all that Trio depends on, and says what is wrong and what to do.

import manifest from "../deno.json" with { type: "json" };
import { knownMigrations } from "../db/migrate.ts";
import { readSettings, type Settings } from "../settings.ts";
import { SettingError } from "../settings/setting_error.ts";
import { anyText, option, optionsOrExit, parseCommandLine } from "./command_line.ts";
import { readEmbedded, readPostgres } from "./doctor/database_facts.ts";
import { judgeEmbedded, judgePostgres } from "./doctor/database_findings.ts";
import { readEnvFile } from "./doctor/env_file.ts";
import { described, type Finding, isAllWell, note, wrong } from "./doctor/findings.ts";
import { readMachine } from "./doctor/machine_facts.ts";
import { judgeMachine } from "./doctor/machine_findings.ts";
import { judgeSettings } from "./doctor/settings_findings.ts";
import { findRunning, type Receiver, standIn, walk } from "./doctor/way.ts";
import { judgeRunning, judgeWay } from "./doctor/way_findings.ts";

const help =
  `Looks at the settings, the database, the machine and the way by ORIGIN through the proxies, and
says in a sentence each what is wrong and what to do. Trio may run meanwhile, or not.

  deno task doctor [--env-file FILE] [--ca FILE]

  --env-file FILE  settings in a file besides those of the environment, as systemd reads it
  --ca FILE        an authority that signs the proxy's certificate, in PEM

Exit code 0: all is well, 1: something is wrong, 2: it could not look.`;

const spec = { "env-file": option(anyText, null), ca: option(anyText, null) };
const root = new URL("../", import.meta.url);

/** `caCerts`: of authorities to be trusted besides, as PEM. */
export async function examine(
  env: Readonly<Record<string, string>>,
  caCerts: readonly string[],
): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = readSettings(env);
  } catch (error) {
    if (error instanceof SettingError) return [wrong("settings", error.message)];
    throw error;
  }
  const { dataDir, host, port, proxies } = settings;
  const running = await findRunning(dataDir);
  const pid = running?.running?.pid ?? null;
  const database = settings.databaseUrl === null
    ? await examineEmbedded(dataDir)
    : await examinePostgres(settings.databaseUrl);
  const findings = [
    ...running?.running ? [judgeRunning(running.running, settings)] : [],
    ...judgeSettings(settings),
    ...judgeMachine(await readMachine({ dataDir, pid, root }), settings),
    ...database.findings,
  ];
  // A Trio that starts must find its port free.
  const mayStandIn = port !== 0 && settings.cluster === null && !database.isOwned;
  await using receiver = running ?? (mayStandIn ? standIn({ host, port, proxies }) : null);
  return [...findings, ...await examineWays(settings, receiver, caCerts)];
}

interface Examined {
  readonly findings: readonly Finding[];
  /** Whether a process has the database. */
  readonly isOwned: boolean;
}

async function examineEmbedded(dataDir: string): Promise<Examined> {
  const facts = await readEmbedded(dataDir);
  return { findings: judgeEmbedded(facts, knownMigrations()), isOwned: facts.type === "in use" };
}

async function examinePostgres(databaseUrl: string): Promise<Examined> {
  try {
    const facts = await readPostgres(databaseUrl);
    const expected = { migrations: knownMigrations(), now: Date.now() };
    return { findings: judgePostgres(facts, expected), isOwned: facts.isOwned };
  } catch (error) {
    const { host, pathname } = new URL(databaseUrl);
    const why = error instanceof Error ? error.message : String(error);
    const sentence = `"${host}${pathname}" cannot be used (${why}): start it, or correct ` +
      "DATABASE_URL";
    return { findings: [wrong("database", sentence)], isOwned: false };
  }
}

async function examineWays(
  { origins, port, proxies, dataDir, cluster }: Settings,
  receiver: Receiver | null,
  caCerts: readonly string[],
): Promise<Finding[]> {
  if (receiver === null && (cluster !== null || port === 0)) {
    // Behind a balancer other nodes would answer for it.
    return [note("Trio", "It does not run here: ask beside one that does for the way by ORIGIN")];
  }
  if (receiver === null) {
    return [
      wrong(
        "Trio",
        `A process has the database, or the port ${port}, and does not answer as Trio: ` +
          "one that starts or stops, so ask again; one of another account or machine, so ask there; " +
          `one with another DATA_DIR than "${dataDir}", so give the doctor its settings; or no ` +
          "Trio, so stop it",
      ),
    ];
  }
  const own = { proxies, version: manifest.version, running: receiver.running };
  const findings = [];
  for (const origin of origins) {
    findings.push(...judgeWay(await walk(origin, receiver, caCerts), own));
  }
  return findings;
}

/** Without the file the program ends, with a sentence and code 2. */
async function readOrExit(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`"${path}" cannot be read (${why})`);
    Deno.exit(2);
  }
}

if (import.meta.main) {
  const { "env-file": file, ca } = optionsOrExit(parseCommandLine(Deno.args, spec), help);
  const fromFile = file === null ? {} : readEnvFile(await readOrExit(file));
  const caCerts = ca === null ? [] : [await readOrExit(ca)];
  const findings = await examine({ ...Deno.env.toObject(), ...fromFile }, caCerts);
  console.log(described(findings));
  Deno.exit(isAllWell(findings) ? 0 : 1);
}
