import type { DepsDevVersion, Lookup, Subject } from "../model";
import { isRecord } from "../settings";
import type { World } from "../world";
import { type Asker, isSuccess, reasonOf, unavailable } from "./asker";
import { askBatchPages } from "./depsDevBatch";
import { askInHalves, type BatchAnswer } from "./halves";
import { readRepository } from "./repository";

/** How many versions are asked for one by one where the batch question is gone. */
const MOST_SINGLES = 200;

type DepsDevPort = Pick<World, "now" | "endpoints">;

/**
 * Asks about at most 5,000 versions at once.
 *
 * The batch question is part of an interface that may change. Where it is gone, the stable one is asked for
 * each version, as far as that is decent.
 */
export async function askVersions(
  subjects: readonly Subject[],
  isWanted: () => boolean,
  world: DepsDevPort,
  asker: Asker,
): Promise<readonly Lookup<DepsDevVersion>[]> {
  const url = `${world.endpoints.depsdev}/v3alpha/versionbatch`;
  let gone = false;
  const answers = await askInHalves(subjects, (part) => askBatch(part));
  return gone ? askSingles(subjects, isWanted, world, asker) : answers;

  async function askBatch(part: readonly Subject[]): Promise<BatchAnswer<DepsDevVersion>> {
    const requests = part.map(({ name, version }) => ({ versionKey: { system: "NPM", name, version } }));
    const answer = await askBatchPages(url, requests, isWanted, asker);
    if (answer.status !== "answered") {
      gone ||= answer.isGone;
      return { status: answer.status, reason: answer.reason };
    }
    const { responses } = answer;
    const asOf = world.now();
    return { status: "answered", lookups: part.map((subject, i) => readResponse(responses[i], subject, asOf, url)) };
  }
}

/** Answers come in the order of the questions; one without `version` says that there is no such version. */
function readResponse(raw: unknown, { name }: Subject, asOf: number, url: string): Lookup<DepsDevVersion> {
  if (!isRecord(raw)) {
    return unavailable(`${new URL(url).host}: did not answer each question`);
  }
  const echo = isRecord(raw.request) && isRecord(raw.request.versionKey) ? raw.request.versionKey.name : undefined;
  if (typeof echo === "string" && echo !== name) {
    return unavailable(`${new URL(url).host}: answered about another package`);
  }
  return isRecord(raw.version)
    ? { status: "found", value: readVersion(raw.version), asOf }
    : { status: "absent", asOf };
}

/**
 * The stable question, version by version.
 *
 * If not one of them is found, it is the address that is wrong rather than all of the versions.
 */
async function askSingles(
  subjects: readonly Subject[],
  isWanted: () => boolean,
  world: DepsDevPort,
  asker: Asker,
): Promise<readonly Lookup<DepsDevVersion>[]> {
  const { host } = new URL(world.endpoints.depsdev);
  const asked = subjects.slice(0, MOST_SINGLES).map(async ({ name, version }): Promise<Lookup<DepsDevVersion>> => {
    const path = `/v3/systems/npm/packages/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
    const url = `${world.endpoints.depsdev}${path}`;
    const request = { method: "GET", url, headers: { accept: "application/json" }, body: undefined } as const;
    const answer = await asker.send(request, isWanted);
    const asOf = world.now();
    if ("status" in answer && answer.status === 404) {
      return { status: "absent", asOf };
    }
    return isSuccess(answer) && isRecord(answer.json)
      ? { status: "found", value: readVersion(answer.json), asOf }
      : unavailable(reasonOf(url, answer));
  });
  const answers = await Promise.all(asked);
  const isThere = answers.some(({ status }) => status === "found");
  return subjects.map((_, i) => {
    const answer = answers[i];
    if (answer === undefined) {
      return unavailable(`${host}: no longer answers many questions at once, and only ${MOST_SINGLES} were asked`);
    }
    return answer.status === "absent" && !isThere ? unavailable(`${host}: knows neither of the two questions`) : answer;
  });
}

/** Reads a Version of deps.dev, as both of its interfaces give it. */
export function readVersion(raw: Readonly<Record<string, unknown>>): DepsDevVersion {
  const { publishedAt, isDeprecated, deprecatedReason, slsaProvenances, attestations } = raw;
  const published = typeof publishedAt === "string" ? Date.parse(publishedAt) : Number.NaN;
  const reason = typeof deprecatedReason === "string" && deprecatedReason !== "" ? deprecatedReason : "deprecated";
  return {
    publishedAt: Number.isNaN(published) ? undefined : published,
    deprecated: isDeprecated === true ? reason : undefined,
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
