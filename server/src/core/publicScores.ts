import { eachInTurn } from "./inTurn";
import { keyOf, type Lookups, type SubjectKey } from "./lookup/lookups";
import { messages } from "./messages";
import type { DepsDevVersion, Evidence, History, Lookup, Scorecard, Subject } from "./model";
import type { Target } from "./targets";
import type { World } from "./world";

/** What is known of the releases by the time that their repositories are asked about. */
interface Known {
  readonly depsDev: ReadonlyMap<SubjectKey, Lookup<DepsDevVersion>>;
  /** By name. */
  readonly histories: ReadonlyMap<string, Lookup<History>>;
}

/** Where a release comes from: as deps.dev has verified it, else as it says itself. */
interface Place {
  readonly repository: string;
  readonly attested: boolean;
}

/** The public scores of the repositories that direct dependencies come from, or say that they come from; none of packages that nobody else is to hear of. */
export async function askPublicScores(
  targets: readonly Target[],
  known: Known,
  lookups: Pick<Lookups, "audience" | "scorecards">,
  world: Pick<World, "breathe">,
  abort: AbortSignal,
): Promise<ReadonlyMap<Subject, Evidence["publicScore"]>> {
  const asked = new Map<Subject, Place>();
  await eachInTurn(
    targets,
    ({ subject, direct }) => {
      const place =
        direct && lookups.audience(subject.name).services === undefined ? placeOf(subject, known) : undefined;
      if (place !== undefined) {
        asked.set(subject, place);
      }
    },
    world,
    abort,
  );
  const repositories = [...new Set([...asked.values()].map(({ repository }) => repository))].sort();
  const answers = repositories.length === 0 ? NO_SCORES : await lookups.scorecards(repositories, abort);
  return new Map(
    [...asked].map(([subject, place]) => [subject, { ...place, answer: answers.get(place.repository) ?? NOT_ASKED }]),
  );
}

const NO_SCORES: ReadonlyMap<string, Lookup<Scorecard>> = new Map();
const NOT_ASKED = { status: "unasked", reason: messages.documentNotAsked } as const;

function placeOf(subject: Subject, { depsDev, histories }: Known): Place | undefined {
  const verified = depsDev.get(keyOf(subject));
  const attested = verified?.status === "found" ? verified.value.attestedRepository : undefined;
  const history = histories.get(subject.name);
  const claimed =
    history?.status === "found"
      ? history.value.releases.find(({ version }) => version === subject.version)?.repository
      : undefined;
  const repository = attested ?? claimed;
  return repository === undefined ? undefined : { repository, attested: attested !== undefined };
}
