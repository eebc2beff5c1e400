import type { Fields } from "../../world";

/** How one place of a document is read. */
export interface Plan {
  /** All of it is wanted. */
  readonly isWhole: boolean;
  /** An object whose members are read one by one as they come in: there may be megabytes of them. */
  readonly isOpen: boolean;
  /** Its value may well be the same as in the member before. */
  readonly mayRepeat: boolean;
  /** Numbers the plans of one document. */
  readonly slot: number;
  /** By the length of their keys in bytes. */
  readonly fields: readonly (readonly PlannedField[] | undefined)[];
  /** For keys that are not named. */
  readonly any: Plan | undefined;
}

interface PlannedField {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly plan: Plan;
}

const plans = new WeakMap<Fields, Plan>();

/** The plan by which the fields are read, made once. Keys that are named are of ASCII. */
export function planOf(fields: Fields): Plan {
  let plan = plans.get(fields);
  if (plan === undefined) {
    let slots = 0;
    plan = toPlan(fields, false, () => slots++);
    plans.set(fields, plan);
  }
  return plan;
}

function toPlan(wanted: Fields | "all", mayRepeat: boolean, nextSlot: () => number): Plan {
  const slot = nextSlot();
  if (wanted === "all") {
    return { isWhole: true, isOpen: false, mayRepeat, slot, fields: [], any: undefined };
  }
  const fields: PlannedField[][] = [];
  let any: Plan | undefined;
  for (const [key, inner] of Object.entries(wanted)) {
    if (key === "*") {
      any = toPlan(inner, false, nextSlot);
    } else {
      const bytes = new TextEncoder().encode(key);
      const plan = toPlan(inner, true, nextSlot);
      fields[bytes.length] = [...(fields[bytes.length] ?? []), { key, bytes, plan }];
    }
  }
  const isOpen = any !== undefined || fields.flat().some(({ plan }) => plan.isOpen);
  return { isWhole: false, isOpen, mayRepeat, slot, fields, any };
}

/** The named field whose key, without an escape in it, stands at a place. */
export function fieldAt(plan: Plan, bytes: Uint8Array, start: number, end: number): PlannedField | undefined {
  for (const field of plan.fields[end - start] ?? NONE) {
    if (isSameAt(field.bytes, bytes, start)) {
      return field;
    }
  }
  return undefined;
}

export function fieldNamed(plan: Plan, key: string): PlannedField | undefined {
  return plan.fields[key.length]?.find((field) => field.key === key);
}

const NONE: readonly PlannedField[] = [];

export function isSameAt(known: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < known.length; i++) {
    if (known[i] !== bytes[start + i]) {
      return false;
    }
  }
  return true;
}
