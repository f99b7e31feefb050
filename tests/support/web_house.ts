// A browser with the page's session in it, and the server at the other end of its line, in a time that the test holds.

import type { GroupId } from "../../actors/protocol.ts";
import type { Hint } from "../../web/hint.ts";
import { type Keep, MemoryKeep } from "../../web/keep.ts";
import { Session } from "../../web/session.ts";
import { FakeClock } from "./fake_clock.ts";
import { ana, FakeHttp, messageId, otherTrio, trio, Wires } from "./web.ts";
import { FakeServer } from "./web_server.ts";

const account = {
  user: { id: ana, username: "ana" },
  profile: { birthDate: "1996-01-01", age: 30, sex: null },
};
const hint: Hint = { read: () => true, write: () => {} };

/** Lets everything that waits for nothing but its turn have it. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

export class House {
  readonly clock = new FakeClock();
  readonly keep: Keep = new MemoryKeep();
  readonly http = new FakeHttp();
  readonly wires = new Wires();
  readonly server = new FakeServer(this.wires, [trio, otherTrio]);
  session = this.#open();
  #ids = 0;

  constructor() {
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
    return this.session.state.value.rooms.get(group)?.pending ?? [];
  }

  #open(): Session {
    const { clock, keep, http: { api }, wires: { Wire } } = this;
    const newId = () => messageId(900 + this.#ids++);
    const url = "ws://trio.test/ws";
    return new Session({ clock, api, Wire, url, random: () => 0.5, newId, hint, keep });
  }
}

export async function setUp(): Promise<House> {
  const house = new House();
  await house.start();
  house.server.accept();
  return house;
}
