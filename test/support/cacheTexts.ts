import type { Shelf } from "../../server/src/core/world";

/** One of few large files, and one of many. */
export const SHELVES: readonly Shelf[] = [
  { kind: "versions", schema: 1, url: "https://depsdev.example", owner: "" },
  { kind: "histories", schema: 1, url: "https://registry.example/", owner: "somebody" },
];

/** A text that tells by itself whether it is whole, and under the right key. */
export function textOf(key: string, number: number): string {
  return `${key} ${number} ${String(number).repeat((number * 7) % 400)} end`;
}

export function isSoundText(key: string, text: string): boolean {
  const [found = "", number = ""] = text.split(" ");
  return found === key && text === textOf(key, Number(number));
}
