import type { Lookup, Scorecard } from "../model";
import { isRecord } from "../settings";
import type { World } from "../world";
import { type Asker, isSuccess, reasonOf, unavailable } from "./asker";
import { askBatchPages } from "./depsDevBatch";
import { askInHalves, type BatchAnswer } from "./halves";

/** How many repositories are asked for one by one where no batch question can be put. */
const MOST_SINGLES = 200;
/** No more of them are told. */
const MOST_CHECKS = 30;

/** `host/owner/name` of the hosts that Scorecard knows. */
const PROJECT = /^(?:github\.com|gitlab\.com|bitbucket\.org)\/[\w.-]+\/[\w.-]+$/;

type ScorecardPort = Pick<World, "now" | "endpoints">;

/** Whether a repository, as `host/owner/name`, can have a scorecard. */
export function isProject(repository: string): boolean {
  return PROJECT.test(repository) && repository.length <= 200;
}

/**
 * Asks for the public scores of repositories: deps.dev for all at once, or, where an address was named for Scorecard
 * itself, that service one by one.
 *
 * `absent` is a repository outside of what Scorecard scans: nothing is known of it, which is no bad sign.
 */
export async function askScorecards(
  repositories: readonly string[],
  isWanted: () => boolean,
  world: ScorecardPort,
  asker: Asker,
): Promise<readonly Lookup<Scorecard>[]> {
  const { depsdev, scorecard } = world.endpoints;
  if (scorecard !== undefined) {
    return askSingles(
      (repository) => `${scorecard}/projects/${repository}`,
      (raw) => raw,
    );
  }
  const url = `${depsdev}/v3alpha/projectbatch`;
  let gone = false;
  const answers = await askInHalves(repositories, askBatch);
  return gone
    ? askSingles((repository) => `${depsdev}/v3/projects/${encodeURIComponent(repository)}`, scorecardOf)
    : answers;

  async function askBatch(part: readonly string[]): Promise<BatchAnswer<Scorecard>> {
    const requests = part.map((id) => ({ projectKey: { id } }));
    const answer = await askBatchPages(url, requests, isWanted, asker);
    if (answer.status !== "answered") {
      gone ||= answer.isGone;
      return { status: answer.status, reason: answer.reason };
    }
    const asOf = world.now();
    return { status: "answered", lookups: part.map((id, i) => readResponse(answer.responses[i], id, asOf, url)) };
  }

  async function askSingles(
    urlOf: (repository: string) => string,
    select: (json: unknown) => unknown,
  ): Promise<readonly Lookup<Scorecard>[]> {
    const asked = repositories.slice(0, MOST_SINGLES).map(async (repository): Promise<Lookup<Scorecard>> => {
      const single = urlOf(repository);
      const request = { method: "GET", url: single, headers: { accept: "application/json" }, body: undefined } as const;
      const answer = await asker.send(request, isWanted);
      if ("status" in answer && answer.status === 404) {
        return { status: "absent", asOf: world.now() };
      }
      return isSuccess(answer)
        ? toLookup(select(answer.json), world.now(), single)
        : unavailable(reasonOf(single, answer));
    });
    const answers = await Promise.all(asked);
    return repositories.map(
      (_, i) => answers[i] ?? unavailable(`only ${MOST_SINGLES} scores are asked for one by one`),
    );
  }
}

/** Answers come in the order of the questions; one without `project` says that there is no such repository. */
function readResponse(raw: unknown, repository: string, asOf: number, url: string): Lookup<Scorecard> {
  if (!isRecord(raw)) {
    return unavailable(`${new URL(url).host}: did not answer each question`);
  }
  const echo = isRecord(raw.request) && isRecord(raw.request.projectKey) ? raw.request.projectKey.id : undefined;
  if (typeof echo === "string" && echo.toLowerCase() !== repository) {
    return unavailable(`${new URL(url).host}: answered about another repository`);
  }
  return raw.project === undefined ? { status: "absent", asOf } : toLookup(scorecardOf(raw.project), asOf, url);
}

function scorecardOf(project: unknown): unknown {
  return isRecord(project) ? project.scorecard : undefined;
}

/** A project without a scorecard is one that was never scanned. */
function toLookup(raw: unknown, asOf: number, url: string): Lookup<Scorecard> {
  if (raw === undefined || raw === null) {
    return { status: "absent", asOf };
  }
  const value = readScorecard(raw);
  return value === undefined
    ? unavailable(`${new URL(url).host}: answered something that is no scorecard`)
    : { status: "found", value, asOf };
}

/** Reads a scorecard in deps.dev's shape (`overallScore`) or in Scorecard's own (`score`). */
export function readScorecard(raw: unknown): Scorecard | undefined {
  if (!isRecord(raw)) {
    return undefined;
  }
  const score = raw.overallScore ?? raw.score;
  const date = typeof raw.date === "string" ? Date.parse(raw.date) : Number.NaN;
  if (typeof score !== "number" || !(0 <= score && score <= 10) || Number.isNaN(date)) {
    return undefined;
  }
  const checks = (Array.isArray(raw.checks) ? raw.checks.slice(0, MOST_CHECKS) : []).flatMap((check: unknown) => {
    // A check that did not run has -1.
    const isRun = isRecord(check) && typeof check.score === "number" && 0 <= check.score && check.score <= 10;
    return isRun && typeof check.name === "string" && typeof check.score === "number"
      ? { name: check.name.slice(0, 40), score: check.score }
      : [];
  });
  return { score, date, checks: checks.sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1)) };
}
