// The reference model of a group: one list, three people. Its actor is held against it.

import type { GroupCommand } from "../../../actors/group/command.ts";
import type { MessageId, UserId } from "../../../protocol/domain.ts";

interface Line {
  readonly seq: number;
  readonly kind: "formed" | "text" | "edited" | "erased" | "reacted" | "left";
  readonly id: MessageId;
  readonly by: UserId | null;
  readonly target?: number;
  text?: string;
}

/** What a member asks for. */
export type MemberCommand = Exclude<
  GroupCommand,
  { type: "wake" | "group_changed" | "view_changed" | "delete_member" }
>;
type Change = Extract<GroupCommand, { type: "edit" | "erase" | "react" }>;

const kinds = { edit: "edited", erase: "erased", react: "reacted" } as const;

export class GroupModel {
  readonly log: Line[];
  members: readonly UserId[];
  readonly #read = new Map<UserId, number>();
  /** Per user the seqs that they were shown. */
  readonly #seen = new Map<UserId, number[]>();
  readonly #erased = new Set<number>();
  /** Stored and not shown: the actor does not know of it yet. */
  #unshown: Line[] = [];

  constructor(users: readonly UserId[], formed: MessageId) {
    this.members = users;
    this.log = [{ seq: 1, kind: "formed", id: formed, by: null }];
  }

  seen(user: UserId): readonly number[] {
    return this.#seen.get(user) ?? [];
  }

  readSeq(user: UserId): number {
    return this.#read.get(user) ?? 0;
  }

  /** The actor's answer in a word; `fault`: the store fails before or after it writes. */
  ask(command: MemberCommand, fault: "none" | "before" | "after"): string {
    this.#showAll();
    const { user } = command;
    if (!this.members.includes(user)) return "not_member";
    switch (command.type) {
      case "typing":
        return "done";
      case "read":
        if (command.seq > this.log.length) return "no_such_message";
        this.#read.set(user, Math.max(command.seq, this.readSeq(user)));
        return "done";
      default:
        if (fault === "before") return "unavailable";
        return this.#write(command, fault === "after");
    }
  }

  /** A fresh actor shows nothing of what was stored before it began. */
  forget(): void {
    this.#unshown = [];
  }

  #write(
    command: Extract<GroupCommand, { type: "send" | "quit" }> | Change,
    isUnknown: boolean,
  ): string {
    const repeated = this.log.find(({ by, id }) =>
      by === command.user && "id" in command && id === command.id
    );
    const refusal = repeated || command.type === "send" || command.type === "quit"
      ? null
      : this.#refusal(command);
    if (repeated === undefined && refusal === null) this.#add(command);
    if (isUnknown) return "unavailable";
    this.#showAll();
    return repeated === undefined ? refusal ?? "done" : `repeated ${repeated.seq}`;
  }

  #refusal({ type, seq, user }: Change): string | null {
    const text = this.log.find((line) => line.seq === seq);
    if (text?.kind !== "text" || this.#erased.has(seq)) return "no_such_message";
    return type !== "react" && text.by !== user ? "not_yours" : null;
  }

  #add(command: Extract<GroupCommand, { type: "send" | "quit" }> | Change): void {
    const base = {
      seq: this.log.length + 1,
      by: command.user,
      id: "id" in command ? command.id : "" as MessageId,
    };
    if (command.type === "quit") {
      this.members = this.members.filter((member) => member !== command.user);
      this.#push({ ...base, kind: "left" });
    } else if (command.type === "send") {
      this.#push({ ...base, kind: "text", text: command.text });
    } else {
      const { seq: target, type } = command;
      if (type === "erase") this.#erased.add(target);
      if (type !== "react") this.#rewrite(target, type === "edit" ? command.text : "");
      this.#push({
        ...base,
        kind: kinds[type],
        target,
        ...(type === "edit" ? { text: command.text } : {}),
      });
    }
  }

  #push(line: Line): void {
    this.log.push(line);
    this.#unshown.push(line);
  }

  /** A text and its edits are all read with the latest text. */
  #rewrite(target: number, text: string): void {
    for (const line of this.log) {
      const isIt = line.kind === "text"
        ? line.seq === target
        : line.kind === "edited" && line.target === target;
      if (isIt) line.text = text;
    }
  }

  #showAll(): void {
    for (const { seq } of this.#unshown.splice(0)) {
      for (const user of this.members) this.#seen.set(user, [...this.seen(user), seq]);
    }
  }
}
