// The frame of a text, encoded by hand.

import assert from "node:assert/strict";
import { encodeText, messageFrame } from "../../actors/connections/presenters.ts";
import type { GroupId, MessageId, TextMessage, UserId } from "../../protocol/domain.ts";

const group = "01890a5d-ac96-774b-bcce-b302099a8057" as GroupId;
const message: TextMessage = {
  kind: "text",
  id: "01890a5d-ac96-774b-bcce-b302099a8058" as MessageId,
  by: "01890a5d-ac96-774b-bcce-b302099a8059" as UserId,
  at: "2026-11-29T20:00:00.000Z",
  text: "hi",
  editedAt: null,
  erased: false,
  reply: null,
  seq: 2,
};

Deno.test("[C500] the frame of a text that is encoded by hand is what JSON.stringify makes of it", () => {
  const texts = ["hi", '"}],\\', "\u2028\u0001\n\t\u007f", "👩‍👩‍👧 ö", "\ud800", "</script>${x}"];
  for (const text of texts) {
    for (const [reply, seq] of [[null, 2], [1, Number.MAX_SAFE_INTEGER]] as const) {
      const whole = { ...message, text, reply, seq };
      assert.equal(encodeText(group, whole), JSON.stringify(messageFrame(group, whole)));
    }
  }
});
