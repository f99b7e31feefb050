// A browser of one user: the page's real session over the simulated network. A tab can be closed at
// any instant and opened again; the browser's storage stays.

import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import type { GroupId, User } from "../../../protocol/domain.ts";
import type { LocalStore } from "../../../web/storage/local_store.ts";
import type { Operation } from "../../../client/state/pending.ts";
import type { GroupState } from "../../../client/state/group_state.ts";
import { Session } from "../../../web/sync/session.ts";
import type { Wire } from "../../../client/net/socket.ts";
import type { Servers } from "./servers.ts";
import { Line, type NetworkDeps } from "./network.ts";
import { Scope } from "./scope.ts";
import { LineWatch, type Watch } from "../checks/watch.ts";

export interface DeviceDeps extends NetworkDeps {
  readonly servers: Servers;
  readonly watch: Watch;
  /** The storage of a browser. */
  readonly newLocalStore: () => LocalStore;
}

interface Tab {
  readonly scope: Scope;
  readonly session: Session;
}

const hint = {
  read: () => true,
  write: () => {},
  leave: () => {},
  hasLeft: () => false,
  wasEver: () => true,
  isUnheard: () => false,
  setUnheard: () => {},
};

export class Device {
  readonly name: string;
  readonly user: User;
  /** The user's operations here, in order. */
  readonly operations: Operation[] = [];
  readonly #deps: DeviceDeps;
  readonly #localStore: LocalStore;
  #tab: Tab;
  #line: Line | null = null;
  #lines = 0;
  #isAway = false;
  #carry: (text: string) => void = () => {};

  constructor(name: string, user: User, deps: DeviceDeps) {
    this.name = name;
    this.user = user;
    this.#deps = deps;
    this.#localStore = deps.newLocalStore();
    this.#tab = this.#open();
  }

  get session(): Session {
    return this.#tab.session;
  }

  get groups(): readonly GroupState[] {
    return [...this.session.state.value.groups.values()];
  }

  /** The line that is open or opening, if there is one. */
  get line(): Line | null {
    return this.#line;
  }

  /** Does an operation that is to become a message, and notes it down. */
  do(group: GroupId, act: (session: Session) => void): void {
    act(this.session);
    const last = this.session.state.value.groups.get(group)?.pending.at(-1)?.operation;
    if (last !== undefined && last !== this.operations.at(-1)) this.operations.push(last);
  }

  /** After a restore: what was acknowledged or refused, and is not stored now, need not be done. */
  forgetLost(stored: ReadonlySet<string>): void {
    const pending = this.groups.flatMap((group) =>
      group.pending.filter(({ isStored }) => !isStored).map(({ operation }) => operation)
    );
    this.#keep((one) => stored.has(one.id) || pending.includes(one));
  }

  /** What was done in a group that is gone is not done again, once the user has come in anew. */
  #forgetGone(frame: ServerFrame): void {
    if (frame.type === "gone") this.#keep(({ group }) => group !== frame.group);
    if (frame.type !== "ready") return;
    const ids = new Set(frame.groups.map(({ id }) => id));
    this.#keep(({ group }) => ids.has(group));
  }

  #keep(isLeft: (operation: Operation) => boolean): void {
    this.operations.splice(0, this.operations.length, ...this.operations.filter(isLeft));
  }

  /** Sends an acknowledged frame again, as a client may that has forgotten the answer. */
  repeat(operation: Operation): void {
    if (this.#line?.isOpen) this.#carry(JSON.stringify(operation));
  }

  /** Sends frames without waiting for an answer, as a client may that is no page. */
  volley(frames: readonly ClientFrame[]): void {
    for (const frame of frames) this.#carry(JSON.stringify(frame));
  }

  /** Asks once that the user's account is deleted; nobody asks again when that is lost. */
  async deleteAccount(): Promise<void> {
    const { servers, trace } = this.#deps;
    const line = "DELETE /api/me";
    await servers.request({ user: this.user.id, line, body: null }).catch(() => {
      trace.count("deletion unknown");
    });
  }

  /** Closes the tab at once and opens it again. */
  reload(): void {
    if (this.#isAway) return;
    this.close();
    this.#tab = this.#open();
  }

  /** Whether the tab is closed, and its user gone for a while. */
  get isAway(): boolean {
    return this.#isAway;
  }

  goAway(): void {
    this.close();
    this.#isAway = true;
  }

  comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#tab = this.#open();
  }

  /** Closes the tab at once. */
  close(): void {
    this.#tab.scope.end();
    this.#line?.leave();
    this.#line = null;
  }

  #open(): Tab {
    const { random, servers } = this.#deps;
    const scope = new Scope(this.#deps.time);
    const fetch = async (path: string, init: RequestInit) => {
      const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : null;
      const asked = servers.request({ user: this.user.id, line: `${init.method} ${path}`, body });
      const reply = await Promise.race([asked, aborted(init.signal)]);
      if (scope.hasEnded) return await new Promise<never>(() => {});
      const isOk = reply.status < 400;
      // Not a real Response: reading one takes real time.
      return {
        ok: isOk,
        status: reply.status,
        json: () => Promise.resolve(reply.body),
      } as Response;
    };
    const session = new Session({
      clock: scope,
      fetch,
      Wire: this.#wireOf(scope),
      url: "ws://trio.test/ws",
      random: random.float,
      newId: random.id,
      hint,
      localStore: this.#localStore,
    });
    void session.start();
    return { scope, session };
  }

  #wireOf(scope: Scope): new (url: string) => Wire {
    const connect = (wire: TabWire) => this.#connect(wire, scope);
    return class extends TabWire {
      constructor() {
        super();
        connect(this);
      }
    };
  }

  #connect(wire: TabWire, scope: Scope): void {
    if (scope.hasEnded) return;
    const { servers, watch } = this.#deps;
    const name = `${this.name}.${++this.#lines}`;
    const frames = new LineWatch(this.user.id, watch, () => line.hasLost);
    const line = new Line(name, {
      opened: () => scope.hasEnded || wire.onopen?.({} as Event),
      ended: (code) => scope.hasEnded || wire.onclose?.({ code } as CloseEvent),
      received: (data) => {
        if (scope.hasEnded) return;
        const frame = JSON.parse(data) as ServerFrame;
        frames.received(frame);
        wire.onmessage?.({ data } as MessageEvent);
        this.#forgetGone(frame);
      },
    }, this.#deps);
    this.#carry = wire.carry = (text) => {
      frames.sent(JSON.parse(text) as ClientFrame);
      line.send(text);
    };
    wire.close = () => line.leave();
    this.#line = line;
    line.open((socket) => servers.accept(line, this.user.id, socket));
  }
}

function aborted(signal: RequestInit["signal"]): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener("abort", () => reject(new Error("Given up")))
  );
}

class TabWire implements Wire {
  onopen: Wire["onopen"] = null;
  onmessage: Wire["onmessage"] = null;
  onclose: Wire["onclose"] = null;
  carry: (text: string) => void = () => {};
  close: () => void = () => {};

  send(text: string): void {
    this.carry(text);
  }
}
