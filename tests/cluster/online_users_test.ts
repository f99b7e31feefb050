// What a node adds to frames of other nodes, by what it knows of who is online.

import assert from "node:assert/strict";
import type { Hub } from "../../actors/connections/hub.ts";
import { OnlineUsers } from "../../cluster/online_users.ts";
import type { NodeName } from "../../cluster/names.ts";
import type { GroupId, Member, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { newId } from "../support/store/store_cast.ts";

Deno.test("[G74] a node corrects in a group's frame who is online, save whose presence its viewer is not shown", () => {
  const hub = { isOnline: () => false, isEmpty: true } as unknown as Hub;
  const online = new OnlineUsers({
    ...{ hub, clock: new FakeClock(), announce: () => {} },
    announceHere: () => Promise.resolve(),
  });
  const [anna, bob] = [newId<"user">(), newId<"user">()];
  for (const user of [anna, bob]) {
    online.connected("b" as NodeName, { user, opened: [1] }, true);
  }
  const member = (id: UserId, more: Partial<Member> = {}) =>
    ({ id, online: false, leftAt: null, ...more }) as unknown as Member;
  const members = [
    member(anna),
    member(bob, { unseen: ["receipts"] }),
    member(bob, { unseen: ["presence"] }),
    member(anna, { leftAt: "2026-06-15T12:00:00.000Z" }),
  ];
  const onlineIn = (members: readonly Member[]) => {
    const frame = { type: "group", group: { id: newId() as GroupId, members } } as ServerFrame;
    const known = online.asKnownHere(frame);
    return known === frame
      ? "same"
      : known?.type === "group" && known.group.members.map(({ online }) => online);
  };
  assert.deepEqual(onlineIn(members), [true, true, false, false]);
  assert.equal(onlineIn(members.slice(2)), "same");
});
