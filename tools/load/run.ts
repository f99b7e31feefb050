// One run: brings the users, lets them talk at the rate that was asked for, waits until all has
// come to everybody, reads the logs back, and takes the users away again. Each step ends in time.

import { Checker } from "./checker.ts";
import { Disturbances } from "./disturbances.ts";
import { audit, drain } from "./ending.ts";
import { findingLine } from "./finding.ts";
import { groupsOf, LoadCrowd } from "./load_crowd.ts";
import { Meter, type Sample } from "./meter.ts";
import type { Options } from "./options.ts";
import type { Outcome } from "./load_outcome.ts";
import { arrivalLine, sampleLine } from "./progress.ts";
import { talk } from "./open_loop.ts";
import { TextIds } from "./text_numbers.ts";
import { noAnswer, Trouble } from "./trouble.ts";

export interface RunDeps {
  /** Ends the run early, in good order. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const drainMostMs = 20_000;
const drainInterruptedMs = 5_000;
const auditMostMs = 30_000;
/** Besides what each user may take: to delete an account costs the check of a password. */
const clearMostMs = 10_000;
const clearEachMs = 300;
const sayEachMs = 1_000;
const healthWithinMs = 10_000;

export function run(options: Options, deps: RunDeps): Promise<Outcome> {
  return new Run(options, deps).run();
}

class Run {
  readonly #options: Options;
  readonly #deps: RunDeps;
  readonly #checker = new Checker();
  readonly #meter = new Meter();
  readonly #crowd: LoadCrowd;
  readonly #disturbances: Disturbances;
  readonly #samples: Sample[] = [];
  readonly #startedAt = Date.now();
  readonly #now = () => performance.now();
  #version = "";
  #talkedMs = 0;
  #audited = 0;
  #toAudit = 0;

  constructor(options: Options, deps: RunDeps) {
    [this.#options, this.#deps] = [options, deps];
    const runId = crypto.randomUUID();
    const [ids, checker, meter] = [new TextIds(runId), this.#checker, this.#meter];
    const { url } = options;
    const common = { url, checker, meter, ids, random: Math.random, now: this.#now };
    this.#crowd = new LoadCrowd({ ...common, options, signal: deps.signal }, runId);
    this.#disturbances = new Disturbances({ ...common, options, crowd: this.#crowd });
  }

  async run(): Promise<Outcome> {
    const trouble = await this.#steps();
    this.#checker.finish();
    this.#sayFindings();
    // Sockets that end here are no news to the checker any more.
    const outcome = this.#outcome(trouble);
    this.#crowd.close();
    await this.#clear();
    return outcome;
  }

  /** Why the run could not go on; null: it could. */
  async #steps(): Promise<string | null> {
    try {
      this.#version = await versionOf(this.#options.url);
      await this.#bring();
      await this.#talk();
      await this.#end();
      return null;
    } catch (error) {
      if (error instanceof Trouble) return error.message;
      this.#crowd.close();
      throw error;
    }
  }

  async #bring(): Promise<void> {
    const { say } = this.#deps;
    const told = setInterval(() => say(arrivalLine(this.#crowd, this.#options.users)), sayEachMs);
    try {
      await this.#crowd.bring();
    } finally {
      clearInterval(told);
    }
    say(arrivalLine(this.#crowd, this.#options.users));
  }

  async #talk(): Promise<void> {
    const { signal, say } = this.#deps;
    if (signal.aborted) return;
    this.#talkedMs = await talk({
      options: this.#options,
      crowd: this.#crowd,
      meter: this.#meter,
      disturbances: this.#disturbances,
      random: Math.random,
      now: this.#now,
      signal,
      onSample: (sample) => {
        this.#samples.push(sample);
        say(sampleLine(sample, this.#checker.findings.count));
        this.#sayFindings();
      },
    });
  }

  async #end(): Promise<void> {
    const { signal, say } = this.#deps;
    if (this.#samples.length === 0) return;
    const ending = {
      crowd: this.#crowd,
      checker: this.#checker,
      meter: this.#meter,
      now: this.#now,
    };
    say("Waiting until all has come to everybody …");
    await this.#disturbances.settled();
    await drain(ending, signal.aborted ? drainInterruptedMs : drainMostMs);
    const groups = groupsOf(this.#crowd.users);
    this.#toAudit = groups.size;
    if (!signal.aborted) this.#audited = await audit(ending, groups, auditMostMs);
  }

  #sayFindings(): void {
    for (const finding of this.#checker.findings.takeNews()) this.#deps.say(findingLine(finding));
  }

  async #clear(): Promise<void> {
    const { users } = this.#crowd;
    if (users.length === 0) return;
    const left = await this.#crowd.clear(clearMostMs + users.length * clearEachMs);
    if (left === 0) return;
    const what = this.#options.delete ? "could not be deleted" : "are in their groups still";
    this.#deps.say(`${left} of ${users.length} users ${what}.`);
  }

  #outcome(trouble: string | null): Outcome {
    const { findings } = this.#checker;
    return {
      options: this.#options,
      startedAt: this.#startedAt,
      version: this.#version,
      users: this.#crowd.users.length,
      groups: this.#checker.groups,
      seconds: this.#talkedMs / 1_000,
      samples: this.#samples,
      totals: this.#meter.totals(),
      cuts: this.#disturbances.cuts,
      leaves: this.#disturbances.leaves,
      audited: this.#audited,
      toAudit: this.#toAudit,
      findings: findings.kept,
      broken: findings.count,
      unchecked: this.#checker.unchecked,
      isInterrupted: this.#deps.signal.aborted,
      trouble,
    };
  }
}

async function versionOf(url: string): Promise<string> {
  const signal = AbortSignal.timeout(healthWithinMs);
  const answer = await fetch(`${url}/healthz`, { signal, redirect: "manual" }).catch((error) => {
    throw noAnswer(url, error instanceof Error ? error.message : String(error));
  });
  const body = await answer.json().catch(() => null);
  if (typeof body?.version !== "string") throw noAnswer(url, "what answers there is no Trio");
  return body.version;
}
