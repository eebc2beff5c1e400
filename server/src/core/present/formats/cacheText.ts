import { type CacheContents, type ShelfContents, sumShelves } from "../../cacheContents";
import type { AnswerKind, HttpRequest } from "../../world";
import { formatDay } from "../time";
import { count } from "../words";

const KINDS: Readonly<Record<AnswerKind, { readonly source: HttpRequest["source"]; readonly what: string }>> = {
  histories: { source: "registry", what: "registry: release histories" },
  served: { source: "registry", what: "registry: checksums of a release" },
  provenances: { source: "attestations", what: "registry: attestations" },
  advisories: { source: "osv", what: "OSV: which releases have advisories" },
  records: { source: "osv", what: "OSV: advisories in full" },
  versions: { source: "depsdev", what: "deps.dev: releases" },
  scorecards: { source: "scorecard", what: "deps.dev: public scores" },
  unknown: { source: "registry", what: "registry: names that it does not know, or has come to know" },
  policies: { source: "policy", what: "policies of your organisation" },
};

/** What is kept on disk, where, and how old it is, as text. */
export function renderCacheText({ folder, off, mostBytes, shelves }: CacheContents): string {
  if (folder === undefined) {
    return `No answers are kept on disk: ${off}.\n`;
  }
  const { bytes } = sumShelves(shelves);
  const head = `${folder}\n${megabytes(bytes)}, at most ${megabytes(mostBytes)}`;
  const own = shelves.filter(({ redirected }) => !redirected);
  const others = shelves.filter(({ redirected }) => redirected);
  const note = "From other addresses, or of another moment than now; at most as much again:";
  return [
    head,
    ...(own.length === 0 && others.length === 0 ? ["Nothing is kept yet."] : table(own)),
    ...(others.length === 0 ? [] : ["", note, ...table(others)]),
    "",
  ].join("\n");
}

/** The same for programs. */
export function cacheJson({ folder, off, mostBytes, shelves }: CacheContents): unknown {
  return {
    schema: 1,
    folder: folder ?? null,
    off: off ?? null,
    bytes: sumShelves(shelves).bytes,
    mostBytes,
    kept: inOrder(shelves).map(({ kind, redirected, answers, bytes, oldest, newest }) => ({
      kind,
      source: KINDS[kind].source,
      redirected,
      answers,
      bytes,
      oldest: new Date(oldest).toISOString(),
      newest: new Date(newest).toISOString(),
    })),
  };
}

function table(shelves: readonly ShelfContents[]): readonly string[] {
  const rows = inOrder(shelves).map(({ kind, answers, bytes, oldest, newest }) => [
    KINDS[kind].what,
    count(answers, "answer", "answers"),
    megabytes(bytes),
    `${formatDay(oldest)} to ${formatDay(newest)}`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    ([what = "", answers = "", size = "", dates = ""]) =>
      `  ${what.padEnd(widths[0] ?? 0)}  ${answers.padStart(widths[1] ?? 0)}  ${size.padStart(widths[2] ?? 0)}  ${dates}`,
  );
}

function inOrder(shelves: readonly ShelfContents[]): readonly ShelfContents[] {
  const order = Object.keys(KINDS);
  return [...shelves].sort(
    (one, other) =>
      Number(one.redirected) - Number(other.redirected) || order.indexOf(one.kind) - order.indexOf(other.kind),
  );
}

/** A size as people write it. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
