// Every state of the page, one after another, as one evening of a visitor: each scene begins where
// the last one ended.

import { onTheAccount, withoutPassword } from "./account.ts";
import { atTheDoor } from "./enter.ts";
import { whenThingsFail } from "./ends.ts";
import { inTheGroup } from "./group.ts";
import { atHome } from "./home.ts";
import { asModerator } from "./moderation.ts";
import { asOperator } from "./ops.ts";
import { aboutTheOthers } from "./others.ts";
import type { Scene } from "./scene.ts";

export const scenes: readonly Scene[] = [
  ...atTheDoor,
  ...withoutPassword,
  ...atHome,
  ...inTheGroup,
  ...aboutTheOthers,
  ...whenThingsFail,
  ...onTheAccount,
  ...asModerator,
  ...asOperator,
];
