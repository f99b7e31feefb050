// Random scenarios of six people: PGlite gives the same answers as the store in memory, step by step.

import { testAgainstMemory } from "../support/store/store_model.ts";
import { embeddedStore } from "../support/store/stores.ts";

testAgainstMemory(await embeddedStore());
