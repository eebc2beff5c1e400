/** What one run of a suite came to: titles, and for a failure its reason. */
export interface Results {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly title: string; readonly reason: string }[];
  readonly skipped: readonly string[];
}
