// What is wrong with a field, tied to it by its id.

import type { PlainKey, Sentence } from "../i18n/texts.ts";
import { useTools } from "./context.ts";

interface FieldErrorProps {
  readonly id: string;
  readonly wrong: Sentence | undefined;
}

export function FieldError({ id, wrong }: FieldErrorProps) {
  const { markup } = useTools().speech;
  // A sentence has the values of its key.
  const drawn = (sentence: Sentence) =>
    markup(...(typeof sentence === "string" ? [sentence] : sentence) as [PlainKey]);
  return <p id={id} class="error">{wrong !== undefined && drawn(wrong)}</p>;
}
