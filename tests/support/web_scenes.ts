// Every state of the page, one after another, as one evening of a visitor: each scene begins where the last one ended.

import { atTheDoor } from "./scenes/door.ts";
import { whenThingsFail } from "./scenes/ends.ts";
import { inTheGroup } from "./scenes/group.ts";
import { atHome } from "./scenes/home.ts";
import { aboutTheOthers } from "./scenes/others.ts";
import type { Scene } from "./scenes/scene.ts";

export const scenes: readonly Scene[] = [
  ...atTheDoor,
  ...atHome,
  ...inTheGroup,
  ...aboutTheOthers,
  ...whenThingsFail,
];
