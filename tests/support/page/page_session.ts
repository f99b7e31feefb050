// A browser with the page's session in it, and the server at the other end of its line, in a time
// that the test holds.

import type { Clock } from "../../../protocol/clock.ts";
import type { GroupId } from "../../../protocol/domain.ts";
import { createLoginHint } from "../../../web/storage/login_hint.ts";
import type { LocalStore } from "../../../web/storage/local_store.ts";
import { MemoryLocalStore } from "./memory_local_store.ts";
import { Session } from "../../../web/sync/session.ts";
import { FakeClock } from "../fake_clock.ts";
import { ana, FakeHttp, messageId, otherTrio, trio, Wires } from "./page.ts";
import { FakeServer } from "./page_server.ts";

const account = {
  user: { id: ana, username: "ana" },
  profile: { birthDate: "1996-01-01", age: 30, sex: null },
};

/** What two tabs share. */
export class Browser {
  readonly localStore: LocalStore = new MemoryLocalStore();
  readonly #storage = new Map([["trio.here", "1"]]);
  readonly hint = createLoginHint({
    getItem: (key) => this.#storage.get(key) ?? null,
    setItem: (key, value) => void this.#storage.set(key, value),
    removeItem: (key) => void this.#storage.delete(key),
  });
}

/** Lets everything that waits for nothing but its turn have it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

export class House {
  readonly clock = new FakeClock();
  readonly localStore: LocalStore;
  readonly http = new FakeHttp();
  readonly wires = new Wires();
  readonly server = new FakeServer(this.wires, [trio, otherTrio]);
  session: Session;
  readonly #browser: Browser;
  #ids = 0;
  #tabs = 0;

  constructor(browser: Browser) {
    this.#browser = browser;
    this.localStore = browser.localStore;
    this.session = this.#open();
    this.http.answer("GET /api/me", 200, account);
  }

  async start(): Promise<void> {
    void this.session.start();
    await settle();
  }

  /** The tab is closed without a word and opened again. */
  async reload(): Promise<void> {
    this.wires.last.close();
    this.wires.last.onclose = this.wires.last.onmessage = this.wires.last.onopen = null;
    this.session.phase.value = "out";
    this.session = this.#open();
    await this.start();
  }

  pending(group: GroupId) {
    return this.session.state.value.groups.get(group)?.pending ?? [];
  }

  #open(): Session {
    const { localStore, http: { fetch }, wires: { Wire } } = this;
    const tab = ++this.#tabs;
    const clock = clockOf(this.clock, () => this.#tabs === tab);
    const newId = () => messageId(900 + this.#ids++);
    const url = "ws://trio.test/ws";
    return new Session({
      clock,
      fetch,
      Wire,
      url,
      random: () => 0.5,
      newId,
      hint: this.#browser.hint,
      localStore,
    });
  }
}

/** The time of one tab: of what it was to do later, nothing is done once it is closed. */
function clockOf(clock: Clock, isOpen: () => boolean): Clock {
  const unlessClosed = (run: () => void) => () => {
    if (isOpen()) run();
  };
  return {
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, unlessClosed(run)),
    every: (ms, run) => clock.every(ms, unlessClosed(run)),
  };
}

/** A tab with its line up, of a browser of its own unless one is given. */
export async function setUp(browser = new Browser()): Promise<House> {
  const house = new House(browser);
  await house.start();
  house.server.accept();
  return house;
}
