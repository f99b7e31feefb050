// What a user may ask of the others, as a schema.

import * as v from "valibot";
import { strict } from "./body.ts";

const age = v.pipe(
  v.number("Expected a whole number from 0 to 99, or null"),
  v.integer("Expected a whole number"),
  v.minValue(0, "Expected 0 or more"),
  v.maxValue(99, "Expected 99 or less"),
);

export const criteria = strict({
  sex: v.picklist(["same", "any"], 'Expected "same" or "any"'),
  age: v.nullable(age),
  widen: v.boolean("Expected true or false"),
  widenSex: v.exactOptional(v.boolean("Expected true or false")),
});
