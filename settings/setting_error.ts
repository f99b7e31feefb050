// What is wrong with a setting, as a sentence for the operator.

export class SettingError extends Error {
  override readonly name = "SettingError";
}
