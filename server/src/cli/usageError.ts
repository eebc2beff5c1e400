/** Wrong use or unusable input: one line that says what was expected, and exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
