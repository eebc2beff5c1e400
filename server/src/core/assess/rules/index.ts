import type { Rule } from "../rule";

/** Every rule, in the order in which their findings are told where all else is equal. */
export const rules: readonly Rule[] = [];
