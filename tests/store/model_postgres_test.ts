// Random steps of six people: Postgres gives the same answers as the store in memory.

import { testAgainstMemory } from "../support/store/store_model.ts";
import { postgresStore } from "../support/store/stores.ts";

testAgainstMemory(await postgresStore("model"));
