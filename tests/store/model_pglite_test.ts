// Random steps of six people: PGlite gives the same answers as the store in memory.

import { testAgainstMemory } from "../support/store/store_model.ts";
import { embeddedStore } from "../support/store/stores.ts";

testAgainstMemory(await embeddedStore());
