import { messages } from "../messages";
import type { DepsDevVersion, Lookup, Subject } from "../model";
import { isRecord } from "../settings";
import { withoutAddresses } from "../withoutAddresses";
import type { World } from "../world";
import { type Asker, isSuccess, noAnswer, unavailable } from "./asker";
import { askBatchPages } from "./depsDevBatch";
import { askInHalves, type BatchAnswer } from "./halves";
import { readRepository } from "./repository";

/** How many versions are asked for one by one where the batch question is gone. */
const MOST_SINGLES = 200;
/** Where it knows none of the first ones, the others are not asked for. */
const FIRST_SINGLES = 8;

type DepsDevPort = Pick<World, "now" | "endpoints">;

/**
 * Asks about at most 5,000 versions at once.
 *
 * The batch question is part of an interface that may change. Where it is gone, or answers something else, the stable
 * one is asked for each version, as far as that is decent.
 */
export async function askVersions(
  subjects: readonly Subject[],
  isWanted: () => boolean,
  world: DepsDevPort,
  asker: Asker,
): Promise<readonly Lookup<DepsDevVersion>[]> {
  const url = `${world.endpoints.depsdev}/v3alpha/versionbatch`;
  let isGone = false;
  let isRefused = false;
  const answers = await askInHalves(subjects, (part) => askBatch(part));
  // What is refused down to the single question is not put as it should be any more.
  const isUseless = isGone || (isRefused && answers.every(({ status }) => status === "unavailable"));
  return isUseless ? askSingles(subjects, isWanted, world, asker) : answers;

  async function askBatch(part: readonly Subject[]): Promise<BatchAnswer<DepsDevVersion>> {
    const requests = part.map(({ name, version }) => ({ versionKey: { system: "NPM", name, version } }));
    const answer = await askBatchPages(url, requests, isWanted, asker);
    if (answer.status !== "answered") {
      isGone ||= answer.isGone;
      isRefused ||= answer.status === "refused";
      return { status: answer.status, reason: answer.reason };
    }
    const { responses } = answer;
    const asOf = world.now();
    return { status: "answered", lookups: part.map((subject, i) => readResponse(responses[i], subject, asOf, url)) };
  }
}

/** Answers come in the order of the questions; one without `version` says that there is no such version. */
function readResponse(raw: unknown, subject: Subject, asOf: number, url: string): Lookup<DepsDevVersion> {
  const { host } = new URL(url);
  if (!isRecord(raw) || (raw.version !== undefined && !isRecord(raw.version))) {
    return unavailable(`${host}: did not answer each question`);
  }
  if (isAbout(raw.request, subject) === false || isAbout(raw.version, subject) === false) {
    return unavailable(`${host}: answered about another package`);
  }
  return raw.version === undefined
    ? { status: "absent", asOf }
    : { status: "found", value: readVersion(raw.version), asOf };
}

/** What is about a version names it, the echoed question as well as the answer; undefined where it names none. */
function isAbout(raw: unknown, { name, version }: Subject): boolean | undefined {
  const key = isRecord(raw) ? raw.versionKey : undefined;
  return isRecord(key) ? key.name === name && key.version === version : undefined;
}

/**
 * The stable question, version by version. What it does not answer either is `unasked`: others are to be asked instead.
 *
 * If not one of them is found, it is the address that is wrong rather than all of the versions.
 */
async function askSingles(
  subjects: readonly Subject[],
  isWanted: () => boolean,
  world: DepsDevPort,
  asker: Asker,
): Promise<readonly Lookup<DepsDevVersion>[]> {
  const gone = { status: "unasked", reason: messages.depsDevChanged } as const;
  const first = await Promise.all(subjects.slice(0, FIRST_SINGLES).map(askSingle));
  if (first.some(({ status }) => status === "found")) {
    knowing.add(asker);
  }
  const isThere = knowing.has(asker);
  const rest = await Promise.all(isThere ? subjects.slice(FIRST_SINGLES, MOST_SINGLES).map(askSingle) : []);
  const answers = [...first, ...rest];
  return subjects.map((_, i) => {
    const answer = answers[i] ?? gone;
    return answer.status === "absent" && !isThere ? gone : answer;
  });

  async function askSingle(subject: Subject): Promise<Lookup<DepsDevVersion>> {
    const { name, version } = subject;
    const path = `/v3/systems/npm/packages/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
    const url = `${world.endpoints.depsdev}${path}`;
    const request = { method: "GET", url, headers: { accept: "application/json" }, body: undefined } as const;
    const answer = await asker.send(request, isWanted);
    const asOf = world.now();
    if (!("status" in answer)) {
      return noAnswer(url, answer);
    }
    switch (answer.status) {
      case 404:
        return { status: "absent", asOf };
      case 400:
      case 405:
      case 410:
      case 501:
        return gone;
      default:
        if (!isSuccess(answer)) {
          return noAnswer(url, answer);
        }
        return isRecord(answer.json) && isAbout(answer.json, subject) === true
          ? { status: "found", value: readVersion(answer.json), asOf }
          : gone;
    }
  }
}

/** Who has once got an answer to the stable question: then "there is none" is an answer, too. */
const knowing = new WeakSet<Asker>();

/** Reads a Version of deps.dev, as both of its interfaces give it. */
export function readVersion(raw: Readonly<Record<string, unknown>>): DepsDevVersion {
  const { publishedAt, isDeprecated, deprecatedReason, slsaProvenances, attestations } = raw;
  const published = typeof publishedAt === "string" ? Date.parse(publishedAt) : Number.NaN;
  const reason = typeof deprecatedReason === "string" && deprecatedReason !== "" ? deprecatedReason : "deprecated";
  return {
    publishedAt: Number.isNaN(published) ? undefined : published,
    deprecated: isDeprecated === true ? withoutAddresses(reason) : undefined,
    attestedRepository: verifiedRepository(slsaProvenances) ?? verifiedRepository(attestations),
  };
}

/** Only what deps.dev has verified: a link from package.json is what the publisher claims. */
function verifiedRepository(raw: unknown): string | undefined {
  for (const entry of Array.isArray(raw) ? raw : []) {
    if (isRecord(entry) && entry.verified === true && typeof entry.sourceRepository === "string") {
      return readRepository(entry.sourceRepository);
    }
  }
  return undefined;
}
