// What people do: one thing at a time on one of their devices, chosen by chance among what that
// device shows.

import type { Clock } from "../../../protocol/clock.ts";
import type { GroupId } from "../../../protocol/domain.ts";
import type { Problem } from "../../../web/net/api.ts";
import type { Room } from "../../../web/state/group_state.ts";
import { CompanyDeeds } from "./relation_operations.ts";
import type { Device } from "../world/device.ts";
import { anyone } from "../world/people.ts";
import type { Random } from "../run/random.ts";
import type { Trace } from "../run/trace.ts";
import type { Watch } from "../checks/watch.ts";

const weights = {
  send: 34,
  edit: 6,
  erase: 5,
  react: 8,
  meddle: 2,
  look: 5,
  type: 3,
  repeat: 4,
  scroll: 3,
  reload: 3,
  hide: 2,
  show: 3,
  quit: 1.6,
  seat: 4,
  place: 5,
  withdraw: 0.5,
  invite: 2,
  part: 0.5,
  block: 2,
  unblock: 1,
  again: 2,
};
type Deed = keyof typeof weights;

const emojis = ["👍", "❤️", "🙂"] as const;

/** No log grows so long. */
const nowhere = 1_000;
const againMs = 1_500;

export interface PeopleDeps {
  readonly time: Clock;
  readonly devices: readonly Device[];
  readonly random: Random;
  readonly trace: Trace;
  readonly watch: Watch;
}

export class People {
  readonly #deps: PeopleDeps;
  readonly #company: CompanyDeeds;
  #texts = 0;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
    this.#company = new CompanyDeeds(deps);
  }

  /** Someone does something, unless it is not possible now. */
  act(): void {
    const { random, devices, trace } = this.#deps;
    const device = random.pick(devices);
    const deed = random.weighted(weights);
    if (device === undefined || device.session.phase.value !== "in") return;
    const room = random.pick(device.rooms);
    if (room === undefined ? !this.#alone(device, deed) : !this.#within(device, room, deed)) return;
    trace.count(`did ${deed}`);
    trace.tell(`${device.name} does ${deed}`);
  }

  /** False when it was not possible; so below. */
  #alone(device: Device, deed: Deed): boolean {
    const { session } = device;
    if (deed === "place") void session.search.place(anyone);
    else if (deed === "withdraw") void session.search.withdraw();
    else return this.#company.act(device, deed);
    return true;
  }

  #within(device: Device, room: Room, deed: Deed): boolean {
    const { session } = device;
    const { id } = room.group;
    switch (deed) {
      case "send":
        device.do(id, ({ outbox }) => outbox.send(id, this.#text()));
        return true;
      case "edit":
      case "erase":
      case "react":
      case "meddle":
        return this.#amend(device, room, deed);
      case "type":
        session.outbox.type(id);
        return true;
      case "look":
        session.look(this.#deps.random.chance(0.8) ? id : null);
        return true;
      case "quit":
        void this.#quit(device, id);
        return true;
      case "seat":
        return this.#seat(device, room);
      case "scroll":
        void session.history.loadOlder(id);
        return true;
      case "repeat":
        return this.#repeat(device);
      default:
        return this.#browse(device, deed);
    }
  }

  #browse(device: Device, deed: Deed): boolean {
    if (deed === "reload") device.reload();
    else if (deed === "hide" || deed === "show") device.session.show(deed === "show");
    else return this.#alone(device, deed);
    return true;
  }

  /** On a text that is shown; to meddle is to try what is refused. */
  #amend(
    device: Device,
    { group: { id }, shown }: Room,
    deed: "edit" | "erase" | "react" | "meddle",
  ): boolean {
    const { random } = this.#deps;
    const isOwn = deed === "edit" || deed === "erase";
    const texts = shown.items.filter(({ kind, by }) =>
      kind === "text" && (isOwn ? by === device.user.id : by !== device.user.id || deed === "react")
    );
    const target = random.pick(texts)?.seq;
    if (target === undefined) return false;
    device.do(id, ({ outbox }) => {
      if (deed === "erase") outbox.erase(id, target);
      else if (deed === "react") {
        outbox.react(id, target, random.pick(emojis) ?? "👍", random.chance(0.7));
      } else {outbox.edit(
          id,
          deed === "edit" ? target : target + nowhere * random.whole(0, 1),
          this.#text(),
        );}
    });
    return true;
  }

  /** Someone who is in no group asks for one. */
  arrive(device: Device): void {
    if (device.rooms.length > 0) return;
    this.#deps.trace.count("did arrive");
    void this.#insist(() => device.session.search.place(anyone));
  }

  /** Again and again until it is done, as one would. */
  async #insist(act: () => Promise<Problem | null>): Promise<void> {
    while (await act() !== null) {
      await new Promise<void>((resolve) => this.#deps.time.after(againMs, resolve));
    }
  }

  async #quit({ session }: Device, group: GroupId): Promise<void> {
    await this.#insist(() =>
      session.state.value.rooms.has(group) ? session.quit(group) : Promise.resolve(null)
    );
  }

  /** In a group that someone has quit: looks for a third, or not any more. */
  #seat({ session: { company } }: Device, { group: { id, members } }: Room): boolean {
    if (members.filter(({ leftAt }) => leftAt === null).length >= 3) return false;
    void (this.#deps.random.chance(0.85) ? company.openSeat(id) : company.closeSeat(id));
    return true;
  }

  #repeat(device: Device): boolean {
    const { random, watch } = this.#deps;
    const deed = random.pick(device.deeds.filter(({ id }) => watch.acknowledged.has(id)));
    if (deed !== undefined) device.repeat(deed);
    return deed !== undefined;
  }

  /** Unlike any other, and part of none. */
  #text(): string {
    return `text ${++this.#texts}.`;
  }
}
