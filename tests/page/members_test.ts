// What a chat tells of its members, and what a finger that has opened a menu leaves behind.

import assert from "node:assert/strict";
import { swallowLift } from "../../web/chat/log/lift.ts";
import { sharedBy } from "../../web/chat/members/common_ground.ts";
import { countHere, presenceOf } from "../../web/state/members.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { ana, ben, chloe, groupOf, member } from "../support/page/page.ts";

Deno.test("[Q50] what a browser makes of a finger's lift reaches nobody; the next press does, and what comes later", () => {
  const heard: string[] = [];
  const press = (page: EventTarget, ...types: string[]) => {
    for (const type of types) page.dispatchEvent(new Event(type, { cancelable: true }));
  };
  const clock = new FakeClock();
  const open = () => {
    const page = new EventTarget();
    swallowLift(page, clock);
    for (const type of ["click", "contextmenu"]) {
      page.addEventListener(type, () => void heard.push(type));
    }
    return page;
  };
  const lifted = open();
  const touchEnd = new Event("touchend", { cancelable: true });
  press(lifted, "contextmenu", "pointerup");
  lifted.dispatchEvent(touchEnd);
  assert.ok(touchEnd.defaultPrevented, "The browser makes a click of it");
  press(lifted, "click", "contextmenu");
  assert.deepEqual(heard, []);
  clock.advance(500);
  press(lifted, "click");
  assert.deepEqual(heard, ["click"]);
  press(open(), "pointerup", "pointerdown", "click");
  assert.deepEqual(heard, ["click", "click"]);
});

Deno.test("[Q51] of who is not shown nothing is said, but that they have left; then nobody counts who is here", () => {
  const unseen = { online: false, unseen: ["presence"] } as const;
  const hidden = member(ben, "ben", unseen);
  const leftAt = "2026-06-15T12:00:00.000Z";
  assert.equal(presenceOf(hidden, ana), null);
  assert.equal(presenceOf({ ...hidden, leftAt }, ana), "chat.left");
  assert.equal(presenceOf({ ...hidden, unseen: ["receipts"] }, ana), "chat.away");
  const members = [member(ana, "ana"), hidden, member(chloe, "chloe")];
  assert.equal(countHere(groupOf({ members }), ana), null);
  const left = members.map((each) => each === hidden ? { ...each, leftAt } : each);
  assert.equal(countHere(groupOf({ members: left }), ana), 2);
});

Deno.test("[Q52] what is shared is told by who shares it, the most first; what nobody shares any more is not", () => {
  const people = [
    member(ana, "ana", { interests: ["cooking", "Karst"] }),
    member(ben, "ben", { interests: ["cooking", "karst", "chess"] }),
    member(chloe, "chloe", { interests: ["chess", "cooking"] }),
  ];
  const told = (interests: readonly string[]) =>
    sharedBy(people, interests).map(({ people, interests }) =>
      `${people.map(({ username }) => username)}: ${interests}`
    );
  assert.deepEqual(told(["Karst", "chess", "cooking"]), [
    "ana,ben,chloe: cooking",
    "ana,ben: Karst",
    "ben,chloe: chess",
  ]);
  assert.deepEqual(told(["tennis"]), []);
});
