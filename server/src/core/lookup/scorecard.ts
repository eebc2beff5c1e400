import type { Lookup, Scorecard } from "../model";
import { isRecord } from "../settings";
import type { World } from "../world";
import { type Asker, isSuccess, noAnswer, unavailable } from "./asker";
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
    return askSingles((repository) => `${scorecard}/projects/${repository}`, readOwn);
  }
  const url = `${depsdev}/v3alpha/projectbatch`;
  let gone = false;
  const answers = await askInHalves(repositories, askBatch);
  return gone ? askStable() : answers;

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

  /** If not one of them is known, it is the address that is wrong rather than all of the repositories. */
  async function askStable(): Promise<readonly Lookup<Scorecard>[]> {
    let isThere = false;
    const answers = await askSingles(
      (repository) => `${depsdev}/v3/projects/${encodeURIComponent(repository)}`,
      (json, repository, asOf, single) => {
        isThere = true;
        return readProject(json, repository, asOf, single);
      },
    );
    const { host } = new URL(depsdev);
    return answers.map((answer) =>
      answer.status === "absent" && !isThere ? unavailable(`${host}: knows neither of the two questions`) : answer,
    );
  }

  async function askSingles(
    urlOf: (repository: string) => string,
    read: (json: unknown, repository: string, asOf: number, url: string) => Lookup<Scorecard>,
  ): Promise<readonly Lookup<Scorecard>[]> {
    const asked = repositories.slice(0, MOST_SINGLES).map(async (repository): Promise<Lookup<Scorecard>> => {
      const single = urlOf(repository);
      const request = { method: "GET", url: single, headers: { accept: "application/json" }, body: undefined } as const;
      const answer = await asker.send(request, isWanted);
      if ("status" in answer && answer.status === 404) {
        return { status: "absent", asOf: world.now() };
      }
      return isSuccess(answer) ? read(answer.json, repository, world.now(), single) : noAnswer(single, answer);
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
  if (isAnother(idOf(raw.request), repository)) {
    return unavailable(`${new URL(url).host}: answered about another repository`);
  }
  return raw.project === undefined ? { status: "absent", asOf } : readProject(raw.project, repository, asOf, url);
}

/** A project of deps.dev; one without a scorecard was never scanned. */
function readProject(raw: unknown, repository: string, asOf: number, url: string): Lookup<Scorecard> {
  const id = idOf(raw);
  if (isAnother(id, repository)) {
    return unavailable(`${new URL(url).host}: answered about another repository`);
  }
  const scorecard = isRecord(raw) ? raw.scorecard : undefined;
  return scorecard === undefined && id !== undefined ? { status: "absent", asOf } : toLookup(scorecard, asOf, url);
}

/** An answer of Scorecard itself. */
function readOwn(raw: unknown, repository: string, asOf: number, url: string): Lookup<Scorecard> {
  const name = isRecord(raw) && isRecord(raw.repo) ? raw.repo.name : undefined;
  return isAnother(name, repository)
    ? unavailable(`${new URL(url).host}: answered about another repository`)
    : toLookup(raw, asOf, url);
}

function toLookup(raw: unknown, asOf: number, url: string): Lookup<Scorecard> {
  const value = readScorecard(raw);
  return value === undefined
    ? unavailable(`${new URL(url).host}: answered something that is no scorecard`)
    : { status: "found", value, asOf };
}

function idOf(raw: unknown): unknown {
  return isRecord(raw) && isRecord(raw.projectKey) ? raw.projectKey.id : undefined;
}

function isAnother(name: unknown, repository: string): boolean {
  return typeof name === "string" && name.toLowerCase() !== repository;
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
