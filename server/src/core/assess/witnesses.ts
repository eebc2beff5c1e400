import type { History, Release } from "../model";
import type { AssessContext } from "../settings";
import { DAY, HOUR } from "./time";

/** A field that a registry may leave out of its documents, and a publisher out of a release. */
export type LeavableField = "provenance" | "approver" | "gitHead";

/** A time for which a registry gave a field of no package at all. */
export interface Gap {
  /** When it last gave it before. */
  readonly since: number;
  /** How many packages had it before and lack it then. */
  readonly packages: number;
}

/**
 * A registry that leaves a field out does so for everybody: packages of so many owners have lost it, over so long a time, and
 * nobody has it in between. A stolen account loses it for one package or one owner; a wave of thefts is over within days.
 */
const OWNERS = 5;
const LASTS = 14 * DAY;

/** New copies of a mirror: so many packages, of at least so many owners, whose first date falls into the same hour. */
const NEAR = HOUR;
const COPIES = 10;
const OWNERS_OF_COPIES = 3;

export const LEAVABLE_FIELDS: readonly LeavableField[] = ["provenance", "approver", "gitHead"];

const HAS: Readonly<Record<LeavableField, (release: Release) => boolean>> = {
  provenance: ({ provenance }) => provenance,
  approver: ({ publisher }) => publisher?.approver !== undefined,
  gitHead: ({ gitHead }) => gitHead,
};

/** Whether a release has a field. */
export function hasField(release: Release, field: LeavableField): boolean {
  return HAS[field](release);
}

interface Loss {
  readonly at: number;
  readonly name: string;
  readonly owner: string;
}

interface Column {
  /** When some release gave the field, ascending. */
  readonly given: readonly { readonly at: number }[];
  /** The first release of a package without it after one with it, ascending. */
  readonly losses: readonly Loss[];
}

interface FirstDate {
  readonly at: number;
  readonly name: string;
  readonly owner: string;
}

/** What the documents of other packages tell of the registry that they come from. */
export class Witnesses {
  readonly #histories: readonly History[];
  #columns: Readonly<Record<LeavableField, Column>> | undefined;
  #firstDates: readonly FirstDate[] | undefined;

  constructor(histories: Iterable<History>) {
    this.#histories = [...histories].filter(({ gives }) => gives.time);
  }

  /** The time around a release of `own` that lacks a field, if the registry gave it of no package then, as far as can be told by `asOf`. */
  gapAround(field: LeavableField, own: History, at: number, asOf: number): Gap | undefined {
    if (this.#histories.length < OWNERS) {
      return undefined;
    }
    this.#columns ??= readColumns(this.#histories);
    const { given, losses } = this.#columns[field];
    const next = firstAfter(given, at);
    let since = given[next - 1]?.at ?? 0;
    let until = Math.min(given[next]?.at ?? asOf, asOf);
    for (const release of own.releases) {
      const { publishedAt } = release;
      if (publishedAt === undefined || publishedAt > asOf || !hasField(release, field)) {
        continue;
      }
      if (publishedAt <= at) {
        since = Math.max(since, publishedAt);
      } else {
        until = Math.min(until, publishedAt);
      }
    }
    const within = losses.filter((loss) => loss.at > since && loss.at <= until && loss.name !== own.name);
    const owners = new Set(within.map(({ owner }) => owner));
    const lasts = (within.at(-1)?.at ?? 0) - (within[0]?.at ?? 0);
    return owners.size >= OWNERS && lasts >= LASTS
      ? { since, packages: new Set(within.map(({ name }) => name)).size }
      : undefined;
  }

  /** Whether `own` is among many packages that begin in the hour of `at`: then that is when a mirror made its copies. */
  isCopied(own: History, at: number, asOf: number): boolean {
    const first = firstDateOf(own);
    if (this.#histories.length < COPIES || first === undefined || Math.abs(first.at - at) > NEAR) {
      return false;
    }
    this.#firstDates ??= this.#histories.flatMap((history) => firstDateOf(history) ?? []).sort((a, b) => a.at - b.at);
    const dates = this.#firstDates;
    const near = dates
      .slice(firstAfter(dates, at - NEAR - 1), firstAfter(dates, Math.min(at + NEAR, asOf)))
      .filter(({ name }) => name !== own.name);
    return near.length >= COPIES && new Set(near.map(({ owner }) => owner)).size >= OWNERS_OF_COPIES;
  }
}

const NOBODY = new Witnesses([]);
const known = new WeakMap<AssessContext["beside"], Map<string | undefined, Witnesses>>();

/** The packages beside one that come from the same registry: another one's records prove nothing. */
export function witnessesOf(beside: AssessContext["beside"], registry: string | undefined): Witnesses {
  if (beside.length === 0) {
    return NOBODY;
  }
  let byRegistry = known.get(beside);
  if (byRegistry === undefined) {
    byRegistry = new Map();
    known.set(beside, byRegistry);
  }
  let witnesses = byRegistry.get(registry);
  if (witnesses === undefined) {
    witnesses = new Witnesses(
      new Set(beside.filter((other) => other.registry === registry).map(({ history }) => history)),
    );
    byRegistry.set(registry, witnesses);
  }
  return witnesses;
}

function readColumns(histories: readonly History[]): Readonly<Record<LeavableField, Column>> {
  const columns = Object.fromEntries(
    LEAVABLE_FIELDS.map((field) => [field, { given: [] as { at: number }[], losses: [] as Loss[] }]),
  ) as Record<LeavableField, { given: { at: number }[]; losses: Loss[] }>;
  for (const { name, releases } of histories) {
    for (const field of LEAVABLE_FIELDS) {
      const { given, losses } = columns[field];
      let had = false;
      for (const release of releases) {
        const at = release.publishedAt;
        if (at === undefined) {
          break;
        }
        const has = hasField(release, field);
        if (has) {
          given.push({ at });
        } else if (had) {
          losses.push({ at, name, owner: ownerOf(release, name) });
        }
        had = has;
      }
    }
  }
  for (const { given, losses } of Object.values(columns)) {
    given.sort((a, b) => a.at - b.at);
    losses.sort((a, b) => a.at - b.at);
  }
  return columns;
}

/** Whose package it is, as far as a mirror that leaves fields out lets it be told. */
function ownerOf({ repository, publisher }: Release, name: string): string {
  return repository?.split("/").slice(0, 2).join("/") ?? publisher?.name ?? name;
}

/** The oldest date of a document; what was pulled counts, too. */
function firstDateOf({ name, created, releases, pulled }: History): FirstDate | undefined {
  const [release] = releases;
  const dates = [created, release?.publishedAt, pulled[0]?.publishedAt].filter((date) => date !== undefined);
  return dates.length === 0
    ? undefined
    : { at: Math.min(...dates), name, owner: release === undefined ? name : ownerOf(release, name) };
}

/** The place of the first of dated things, in their order, that is of after a moment. */
function firstAfter(dated: readonly { readonly at: number }[], moment: number): number {
  let [low, high] = [0, dated.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = (dated[middle]?.at ?? 0) <= moment ? [middle + 1, high] : [low, middle];
  }
  return low;
}
