// Whether what a program gives has the form of its field. A frame of another form is never sent:
// where the server finds no id in it, its refusal names no operation, and the others of the group
// would wait behind it for ever. The rules on values are the server's.

import { isId, isSeq } from "../../protocol/ids.ts";
import { TrioError } from "./trio_error.ts";

interface Form {
  readonly fits: (value: unknown) => boolean;
  readonly name: string;
}

const anId: Form = { fits: isId, name: "a UUID in lower case" };
const aSeq: Form = { fits: isSeq, name: "a whole number from 0 to 2^53 - 1" };
const aString: Form = { fits: (value) => typeof value === "string", name: "a string" };
const aBoolean: Form = { fits: (value) => typeof value === "boolean", name: "true or false" };

const forms = {
  group: anId,
  id: anId,
  seq: aSeq,
  reply: aSeq,
  text: aString,
  emoji: aString,
  on: aBoolean,
};

/** Throws a `TrioError` with the code `invalid` when a field has another form. */
export function assertForm(fields: Readonly<Partial<Record<keyof typeof forms, unknown>>>): void {
  for (const [field, { fits, name }] of Object.entries(forms)) {
    if (!Object.hasOwn(fields, field) || fits(fields[field as keyof typeof forms])) continue;
    throw new TrioError("invalid", null, `"${field}" must be ${name}`);
  }
}
