import assert from "node:assert/strict";
import { CutJsonError, createJsonProjector } from "../../server/src/core/lookup/json/projector";
import type { Fields } from "../../server/src/core/world";

/** What came of reading bytes: a value, or the kind of the failure. */
export type Reading = { readonly value: unknown } | { readonly failed: "cut" | "broken" };

/** By the projector, in parts of the given sizes, over and over. */
export function projected(bytes: Uint8Array, fields: Fields, sizes: readonly number[]): Reading {
  const projector = createJsonProjector(fields);
  try {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length);
      projector.push(bytes.subarray(at, at + size));
      at += size;
    }
    return { value: projector.end() };
  } catch (error) {
    if (error instanceof CutJsonError) {
      return { failed: "cut" };
    }
    assert.ok(error instanceof SyntaxError, String(error));
    return { failed: "broken" };
  }
}

/** By JSON.parse, with what the fields do not name taken out afterwards. */
function parsedAndPruned(bytes: Uint8Array, fields: Fields): Reading {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { failed: "broken" };
  }
  return { value: prune(value, fields) };
}

function prune(value: unknown, fields: Fields | "all"): unknown {
  if (fields === "all" || typeof value !== "object" || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return [];
  }
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const wanted = Object.hasOwn(fields, key) && key !== "*" ? fields[key] : fields["*"];
    return wanted === undefined ? [] : [[key, prune(inner, wanted)] as const];
  });
  return Object.fromEntries(kept);
}

/** Asserts that both come to the same, to the order of the keys. */
export function assertSameReading(bytes: Uint8Array, fields: Fields, sizes: readonly number[], title: string): void {
  const expected = parsedAndPruned(bytes, fields);
  const actual = projected(bytes, fields, sizes);
  if ("failed" in expected || "failed" in actual) {
    assert.deepEqual("failed" in actual, "failed" in expected, title);
    return;
  }
  assert.deepEqual(actual.value, expected.value, title);
  assert.equal(JSON.stringify(actual.value), JSON.stringify(expected.value), title);
}
