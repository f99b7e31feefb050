// The suite of the client package: one story of three people, told alike in every runtime. The
// package, the runtime's WebSocket and the server's hand are given; nothing else is imported.

import type {
  GroupId,
  Message,
  SessionEvent,
  SessionOptions,
  TrioSession,
} from "../../../client/mod.ts";
import { FaultyLine, type InnerConstructor } from "./faulty_line.ts";

export interface Person {
  readonly username: string;
  /** What a session of theirs is created with. */
  readonly options: Pick<SessionOptions, "token" | "account">;
}

/**
 * `copy`: keeps the server's state; `restore`: starts the server again in that state; `end`: ends
 * the token of the second person.
 */
export type HostAction = "copy" | "restore" | "end";

export interface SuiteOptions {
  readonly trio: typeof import("../../../client/mod.ts");
  readonly WebSocket: InnerConstructor;
  readonly url: string;
  readonly people: readonly [Person, Person, Person];
  /** Messages that `hello` is answered with; more is a gap. */
  readonly resumeMessages: number;
  /** What only the server's side can do. */
  readonly host: (action: HostAction) => Promise<void>;
}

/** The steps that held, by name. */
export async function runSuite(options: SuiteOptions): Promise<string[]> {
  const story = new Story(options);
  const held: string[] = [];
  for (const [name, step] of steps) {
    try {
      await inTime(step(story));
    } catch (error) {
      story.end();
      throw new Error(`${name}: ${error instanceof Error ? error.stack : error}`);
    }
    held.push(name);
  }
  story.end();
  return held;
}

class Member {
  readonly line: FaultyLine;
  readonly session: TrioSession;
  readonly told: SessionEvent[] = [];
  readonly #options: SuiteOptions;

  constructor(options: SuiteOptions, person: Person, more: Partial<SessionOptions> = {}) {
    this.#options = options;
    this.line = new FaultyLine(options.WebSocket);
    this.session = options.trio.createSession({
      url: options.url,
      ...person.options,
      WebSocket: this.line.WebSocket,
      // No two attempts are far apart.
      random: () => 0.05,
      ...more,
    });
    void this.#listen();
  }

  get messages(): Message[] {
    return this.told.flatMap((event) => event.type === "message" ? [event.message] : []);
  }

  get texts(): string[] {
    return this.messages.flatMap((message) => message.kind === "text" ? [message.text] : []);
  }

  count(type: SessionEvent["type"]): number {
    return this.told.filter((event) => event.type === type).length;
  }

  async #listen(): Promise<void> {
    for await (const event of this.session.events()) this.told.push(event);
  }

  async refusal(promise: Promise<unknown>): Promise<string> {
    const error = await promise.then(() => null, (reason: unknown) => reason);
    assert(error instanceof this.#options.trio.TrioError, `no refusal, but ${error}`);
    return error.code;
  }
}

class Story {
  readonly options: SuiteOptions;
  readonly anna: Member;
  readonly bob: Member;
  readonly cleo: Member;
  readonly others: Member[] = [];

  constructor(options: SuiteOptions) {
    this.options = options;
    const [anna, bob, cleo] = options.people;
    this.anna = new Member(options, anna);
    this.bob = new Member(options, bob);
    this.cleo = new Member(options, cleo);
  }

  get all(): Member[] {
    return [this.anna, this.bob, this.cleo];
  }

  get group(): GroupId {
    const [group] = this.anna.session.groups;
    assert(group, "no group");
    return group.id;
  }

  /** Once all three were told these texts last, each was told the whole log once, in order. */
  async hold(...texts: readonly string[]): Promise<void> {
    await until(
      `all are told ${texts}`,
      () => this.all.every((member) => ends(member.texts, texts)),
      () => JSON.stringify(this.all.map(({ texts: told }) => told)),
    );
    const logs = this.all.map(({ messages }) => messages.map(({ seq }) => seq));
    for (const seqs of logs) {
      assert(seqs.every((seq, at) => seq === at + 1), `a gap, or one twice, in ${seqs}`);
    }
  }

  end(): void {
    for (const { session } of [...this.all, ...this.others]) session.close();
  }
}

const steps: readonly (readonly [string, (story: Story) => Promise<void>])[] = [
  ["a wrong password is refused", refusedLogIn],
  ["three log in, ask for a trio and are put together", meet],
  ["each text is told to all three once, in one order", chat],
  ["what is sent and said while a connection is cut comes once, in its order", cutAndResume],
  ["a text whose acknowledgement is lost is sent again under its id, and is there once", resend],
  ["a frame that is lost in silence is fetched before what follows it", silentLoss],
  ["more than is sent after a cut is fetched", gap],
  ["what the server refuses rejects with its code, and what follows is sent", refusedFrames],
  ["a text is changed, taken back and reacted to", amend],
  ["a program that is started again goes on from its position", goOn],
  ["what a restored server has lost is told, and nothing else is", historyChange],
  ["the end of the session ends all that waits", endOfSession],
];

export const stepNames: readonly string[] = steps.map(([name]) => name);

async function refusedLogIn({ options, anna }: Story): Promise<void> {
  const [{ username }] = options.people;
  const account = { username, password: "not the right one" };
  const session = options.trio.createSession({
    url: options.url,
    account,
    WebSocket: anna.line.WebSocket,
  });
  assertEqual(await anna.refusal(session.start()), "bad_credentials");
  session.close();
}

async function meet({ all }: Story): Promise<void> {
  for (const { session } of all) {
    await session.start();
    assert(session.isOnline, "not online after ready");
    const criteria = { sex: "any", age: null, widen: false } as const;
    assert((await session.api.placeTicket(criteria)).ok, "no ticket");
  }
  await until("all are in the group", () => all.every(({ messages }) => messages.length === 1));
  for (const { told, messages, session } of all) {
    assertEqual(messages[0]?.kind, "formed");
    assertEqual(session.groups.length, 1);
    const order = told.map(({ type }) => type).filter((type) => /group|message/.test(type));
    assertEqual(order.join(), "group,message");
  }
}

async function chat(story: Story): Promise<void> {
  const { anna, bob, cleo, group } = story;
  const sent = await anna.session.send(group, "one");
  assertEqual([sent.kind, sent.text, sent.seq].join(), "text,one,2");
  assertEqual((await bob.session.send(group, "two", { reply: sent.seq })).reply, sent.seq);
  await cleo.session.send(group, "three");
  await story.hold("one", "two", "three");
  bob.session.read(group, 4);
  bob.session.typing(group);
  await until(
    "anna sees that bob has read",
    () => anna.session.group(group)?.members.some(({ readSeq }) => readSeq === 4) ?? false,
  );
  await until("anna sees that bob types", () => anna.count("typing") > 0);
}

async function cutAndResume(story: Story): Promise<void> {
  const { anna, bob, group } = story;
  bob.line.isDown = true;
  bob.line.cut();
  await until("bob knows of the cut", () => !bob.session.isOnline && bob.count("offline") === 1);
  await anna.session.send(group, "while bob is away");
  const waiting = bob.session.send(group, "from far away");
  bob.line.isDown = false;
  assertEqual((await waiting).text, "from far away");
  await story.hold("while bob is away", "from far away");
}

async function resend(story: Story): Promise<void> {
  const { anna, group } = story;
  anna.line.loses = ({ type }) => type === "message";
  const waiting = anna.session.send(group, "once");
  await until("the acknowledgement is lost", () => anna.line.lost.length === 1);
  anna.line.loses = () => false;
  anna.line.cut();
  const { id } = await waiting;
  await story.hold("once");
  const times = anna.line.sent.filter((frame) => frame.type === "send" && frame.id === id).length;
  assertEqual(times, 2);
}

async function silentLoss(story: Story): Promise<void> {
  const { anna, cleo, group } = story;
  cleo.line.loses = ({ type }) => type === "message";
  await anna.session.send(group, "unheard");
  await until("it is lost", () => cleo.line.lost.length === 1);
  cleo.line.loses = () => false;
  await anna.session.send(group, "heard");
  await story.hold("unheard", "heard");
}

async function gap(story: Story): Promise<void> {
  const { anna, cleo, group, options } = story;
  cleo.line.isDown = true;
  cleo.line.cut();
  const texts = Array.from({ length: options.resumeMessages + 3 }, (_, nth) => `missed ${nth}`);
  await Promise.all(texts.map((text) => anna.session.send(group, text)));
  cleo.line.isDown = false;
  await story.hold(...texts);
}

async function refusedFrames(story: Story): Promise<void> {
  const { anna, bob, group } = story;
  const { session } = anna;
  const stranger = "00000000-0000-4000-8000-000000000000" as GroupId;
  const theirs = bob.messages.findLast((message) => message.by === bob.session.user?.id);
  const tooLong = "x".repeat(session.limits.textLength + 1);
  const refused = [
    [session.send(stranger, "hello"), "not_member"],
    [session.send(group, tooLong), "too_long"],
    [session.send(group, "€".repeat(session.limits.frameBytes)), "too_long"],
    [session.edit(group, theirs?.seq ?? 0, "not mine"), "not_yours"],
    [session.react(group, 9_999, "👍"), "no_such_message"],
  ] as const;
  const last = session.send(group, "well said");
  for (const [promise, code] of refused) assertEqual(await anna.refusal(promise), code);
  assertEqual((await last).text, "well said");
  await story.hold("well said");
}

async function amend({ anna, bob, group }: Story): Promise<void> {
  const { seq } = await anna.session.send(group, "draft");
  await anna.session.edit(group, seq, "final");
  await bob.session.react(group, seq, "👍");
  await anna.session.erase(group, seq);
  const kinds = () => bob.messages.slice(-4).map(({ kind }) => kind).join();
  await until("bob is told all of it", () => kinds() === "text,edited,reacted,erased", kinds);
}

async function goOn(story: Story): Promise<void> {
  const { anna, cleo, group, options } = story;
  const { Position } = options.trio;
  await until("cleo is told all", () => cleo.messages.length === anna.messages.length);
  const before = new Position();
  for (const event of cleo.told) before.pass(event);
  const kept = JSON.stringify(before);
  await anna.session.send(group, "since the program ended");
  const again = new Member(options, options.people[2], { from: new Position(JSON.parse(kept)) });
  story.others.push(again);
  await again.session.start();
  await anna.session.send(group, "since it is back");
  const missed = ["since the program ended", "since it is back"];
  await until("it goes on", () => isEqual(again.texts, missed), () => again.texts.join());
  again.session.close();
  await story.hold(...missed);
}

async function historyChange(story: Story): Promise<void> {
  const { anna, bob, cleo, group, options } = story;
  await options.host("copy");
  const { lastSeq = 0 } = anna.session.group(group) ?? {};
  cleo.line.isDown = true;
  cleo.line.cut();
  await anna.session.send(group, "to be lost");
  await until("bob is told it", () => bob.texts.at(-1) === "to be lost");
  await options.host("restore");
  cleo.line.isDown = false;
  await until(
    "two are told of the loss",
    () => [anna, bob].every((one) => one.count("lost") === 1),
  );
  await until("all are back", () => story.all.every(({ session }) => session.isOnline));
  assertEqual((await anna.session.send(group, "in its place")).seq, lastSeq + 1);
  await until(
    "all are told it",
    () => story.all.every(({ texts }) => ends(texts, ["in its place"])),
  );
  for (const { told } of [anna, bob]) {
    const lost = told.flatMap((event) => event.type === "lost" ? [event.seq] : []);
    assertEqual(lost.join(), String(lastSeq));
  }
  assertEqual(cleo.count("lost"), 0);
  assert(!cleo.texts.includes("to be lost"), "cleo was told what was lost");
}

async function endOfSession({ anna, bob, group, options }: Story): Promise<void> {
  anna.line.isDown = true;
  anna.line.cut();
  const waiting = anna.refusal(anna.session.send(group, "never"));
  anna.session.close();
  assertEqual(await waiting, "closed");
  assertEqual(await anna.refusal(anna.session.send(group, "never")), "closed");
  anna.line.isDown = false;
  await anna.session.start();
  assert(anna.session.isOnline, "a closed session cannot be started again");
  await options.host("end");
  await until("bob's session ends", () => bob.count("end") === 1);
  const end = bob.told.find(({ type }) => type === "end");
  assertEqual(end?.type === "end" && end.reason, "session_over");
}

/** Fails where a step takes longer than on any machine. */
async function inTime(step: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("It takes too long")), 30_000);
  });
  await Promise.race([step, late]).finally(() => clearTimeout(timer));
}

/** Waits for what becomes true; `now` says what there is instead. */
export async function until(what: string, holds: () => boolean, now = () => ""): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`It did not come true: ${what} ${now()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function ends(texts: readonly string[], last: readonly string[]): boolean {
  return isEqual(texts.slice(-last.length), last);
}

function isEqual(some: readonly string[], others: readonly string[]): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}

function assert(holds: unknown, why: string): asserts holds {
  if (!holds) throw new Error(why);
}

function assertEqual(actual: unknown, expected: unknown): void {
  assert(actual === expected, `${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
