// The circle of a member: their colour, a small figure that is drawn from their id, their initials
// or that they are a bot.

import type { Group, Member, User } from "../../protocol/domain.ts";
import { hueOf } from "../state/members.ts";

interface AvatarProps {
  readonly group: Group;
  readonly member: Member;
  readonly size: number;
  /** Whether a dot shows that the member is online; words elsewhere say the same. */
  readonly hasDot: boolean;
}

export function Avatar({ group, member, size, hasDot }: AvatarProps) {
  const { x, y } = figureOf(member.id);
  const isHere = member.online && member.leftAt === null;
  return (
    <svg
      class={`avatar notranslate hue-${hueOf(group, member.id)}${
        member.leftAt === null ? "" : " gone"
      }`}
      viewBox="0 0 40 40"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <circle class="disc" cx="20" cy="20" r="19" />
      <circle class="figure" cx={20 + 9 * x} cy={20 + 9 * y} r="10" />
      <text x="20" y="21" text-anchor="middle" dominant-baseline="central">
        {faceOf(member)}
      </text>
      {hasDot && isHere && <circle class="dot" cx="34" cy="34" r="5" />}
    </svg>
  );
}

/** The same direction wherever the id is drawn. */
function figureOf(id: string): { x: number; y: number } {
  const angle = (parseInt(id.slice(-4), 16) / 0x10000) * 2 * Math.PI;
  return { x: Math.cos(angle), y: Math.sin(angle) };
}

/** What stands in a member's circle: initials, or of a bot that it is one. */
export function faceOf({ username, bot }: Pick<User, "username" | "bot">): string {
  return bot ? "bot" : initialsOf(username);
}

/** Two letters of a name: the first ones of its first two words, else its first two. */
function initialsOf(name: string): string {
  const words = name.split(/[._-]/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.length > 1
    ? words.slice(0, 2).map((word) => [...word][0])
    : [...name].slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}
