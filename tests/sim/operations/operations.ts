// The operations of people: one at a time on one of their devices, chosen by chance among what that
// device shows.

import type { Clock } from "../../../protocol/clock.ts";
import type { Criteria, GroupId, MessageId, UserId } from "../../../protocol/domain.ts";
import type { Problem } from "../../../client/net/api.ts";
import type { GroupState } from "../../../client/state/group_state.ts";
import { RelationOperations } from "./relation_operations.ts";
import type { Servers } from "../world/servers.ts";
import type { Device } from "../world/device.ts";
import { criteriaOf } from "../world/people.ts";
import type { Random } from "../../../tools/random.ts";
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
  delete: 0.6,
  borrow: 1,
  away: 4,
};
type Operation = keyof typeof weights | "volley";

const emojis = ["👍", "❤️", "🙂"] as const;

/** Past the end of every log. */
const nowhere = 1_000;
const againMs = 1_500;
const longestAwayMs = 14_000;
const leavesAfterMs = 500;

export interface PeopleDeps {
  readonly time: Clock;
  readonly devices: readonly Device[];
  readonly random: Random;
  readonly trace: Trace;
  readonly watch: Watch;
  readonly servers: Servers;
  /** Whether clients also send frames without waiting for an answer. */
  readonly hasVolleys: boolean;
}

export class People {
  readonly #deps: PeopleDeps;
  readonly #weights: Readonly<Record<string, number>>;
  readonly #relationOperations: RelationOperations;
  #texts = 0;
  #asked = 0;
  #areHome = false;

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
    this.#relationOperations = new RelationOperations(deps);
    this.#weights = deps.hasVolleys ? { ...weights, volley: 12 } : weights;
  }

  /** One operation by chance, unless it is not possible now. */
  act(): void {
    const { random, devices, trace } = this.#deps;
    const device = random.pick(devices);
    const operation = random.weighted(this.#weights) as Operation;
    if (device === undefined || device.isAway || device.session.phase.value !== "in") return;
    const groupState = random.pick(device.groups);
    if (
      groupState === undefined
        ? !this.#alone(device, operation)
        : !this.#within(device, groupState, operation)
    ) return;
    trace.count(`did ${operation}`);
    trace.tell(`${device.name} does ${operation}`);
  }

  /** False, here and below: the operation was not possible. */
  #alone(device: Device, operation: Operation): boolean {
    const { session } = device;
    if (operation === "place") void session.ticket.place(this.#criteriaOf(device));
    else if (operation === "withdraw") void session.ticket.withdraw();
    else if (operation === "delete") void device.deleteAccount();
    else if (operation === "away") this.#stayAway(device);
    else return this.#relationOperations.act(device, operation);
    return true;
  }

  #within(device: Device, groupState: GroupState, operation: Operation): boolean {
    const { session } = device;
    const { id } = groupState.group;
    switch (operation) {
      case "send":
        device.do(id, ({ outbox }) => outbox.send(id, this.#text()));
        return true;
      case "edit":
      case "erase":
      case "react":
      case "meddle":
        return this.#amend(device, groupState, operation);
      case "volley":
        return this.#volley(device, id);
      case "type":
        session.outbox.type(id);
        return true;
      case "look":
        session.setActiveGroup(this.#deps.random.chance(0.8) ? id : null);
        return true;
      case "quit":
        void this.#quit(device, id);
        return true;
      case "seat":
        return this.#seat(device, groupState);
      case "scroll":
        void session.history.loadOlder(id);
        return true;
      case "repeat":
        return this.#repeat(device);
      default:
        return this.#browse(device, operation);
    }
  }

  #browse(device: Device, operation: Operation): boolean {
    if (operation === "reload") device.reload();
    else if (operation === "hide" || operation === "show") {
      device.session.setVisible(operation === "show");
    } else return this.#alone(device, operation);
    return true;
  }

  /** Some texts at once: those that are stored without a refusal are in order. */
  #volley(device: Device, group: GroupId): boolean {
    if (!device.line?.isOpen) return false;
    const { random, watch } = this.#deps;
    const texts = Array.from({ length: random.whole(2, 5) }, () => {
      const id = random.id() as MessageId;
      return { type: "send", group, id, text: this.#text() } as const;
    });
    watch.volleys.push({ group, ids: texts.map(({ id }) => id) });
    device.volley(texts);
    return true;
  }

  /** On a text that is shown. To meddle is to try what is refused. */
  #amend(
    device: Device,
    { group: { id }, shown }: GroupState,
    operation: "edit" | "erase" | "react" | "meddle",
  ): boolean {
    const { random } = this.#deps;
    const isOwn = operation === "edit" || operation === "erase";
    const texts = shown.items.filter(({ kind, by }) =>
      kind === "text" &&
      (isOwn ? by === device.user.id : by !== device.user.id || operation === "react")
    );
    const target = random.pick(texts)?.seq;
    if (target === undefined) return false;
    device.do(id, ({ outbox }) => {
      if (operation === "erase") outbox.erase(id, target);
      else if (operation === "react") {
        outbox.react(id, target, random.pick(emojis) ?? "👍", random.chance(0.7));
      } else {outbox.edit(
          id,
          operation === "edit" ? target : target + nowhere * random.whole(0, 1),
          this.#text(),
        );}
    });
    return true;
  }

  /** Everybody is there again. */
  comeHome(): void {
    this.#areHome = true;
    for (const device of this.#deps.devices) device.comeBack();
  }

  /** All tabs of a user are closed for a while. */
  #stayAway({ user }: Device): void {
    const { devices, random, time } = this.#deps;
    const own = devices.filter((device) => device.user.id === user.id);
    // Who is in no group leaves a ticket behind.
    for (const device of own) this.arrive(device);
    time.after(leavesAfterMs, () => this.#areHome || own.forEach((each) => each.goAway()));
    time.after(random.whole(2_000, longestAwayMs), () => own.forEach((each) => each.comeBack()));
    time.after(random.whole(4_000, longestAwayMs), () => this.#replace(user.id));
  }

  /** Those who are in a group with a user look for somebody in their place, and others come. */
  #replace(user: UserId): void {
    for (const device of this.#deps.devices.filter(({ isAway }) => !isAway)) {
      if (device.groups.length === 0) this.arrive(device);
      for (const { group: { id, members } } of device.groups) {
        if (members.some((member) => member.id === user)) void device.session.api.openSeat(id);
      }
    }
  }

  /** A user who is in no group asks for one. */
  arrive(device: Device): void {
    if (device.isAway || device.groups.length > 0) return;
    this.#deps.trace.count("did arrive");
    const criteria = this.#criteriaOf(device);
    void this.#insist(() => device.session.ticket.place(criteria));
  }

  /** What the user of a device asks for this time. */
  #criteriaOf({ user: { id } }: Device): Criteria {
    this.#asked += 1;
    return criteriaOf(id, this.#asked);
  }

  /** Again and again until it is done, as people do. */
  async #insist(act: () => Promise<Problem | null>): Promise<void> {
    while (await act() !== null) {
      await new Promise<void>((resolve) => this.#deps.time.after(againMs, resolve));
    }
  }

  async #quit({ session }: Device, group: GroupId): Promise<void> {
    await this.#insist(() =>
      session.state.value.groups.has(group) ? session.quit(group) : Promise.resolve(null)
    );
  }

  /** In a group with a free seat, or now and then in a full one, where somebody may be away. */
  #seat({ session: { api } }: Device, { group: { id, members } }: GroupState): boolean {
    const { random } = this.#deps;
    const isFull = members.filter(({ leftAt }) => leftAt === null).length >= 3;
    if (isFull && !random.chance(0.6)) return false;
    void (random.chance(0.85) ? api.openSeat(id) : api.closeSeat(id));
    return true;
  }

  #repeat(device: Device): boolean {
    const { random, watch } = this.#deps;
    const operation = random.pick(device.operations.filter(({ id }) => watch.acknowledged.has(id)));
    if (operation !== undefined) device.repeat(operation);
    return operation !== undefined;
  }

  /** Unlike every other text, and part of none. */
  #text(): string {
    return `text ${++this.#texts}.`;
  }
}
