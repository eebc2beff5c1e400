import { assess } from "./assess/assess";
import { attestedVersions, callsForAttestations } from "./assess/questions";
import { eachInTurn } from "./inTurn";
import { keyOf, type Lookups } from "./lookup/lookups";
import type { Evidence } from "./model";
import type { AssessContext } from "./settings";
import type { Case } from "./verdicts";
import type { World } from "./world";

/**
 * Adds what the attestations say, where that can matter: at most three requests a release, each answered once for ever.
 *
 * Releases that somebody looks at (`always`), and recent ones about which something speaks already.
 */
export async function withAttestations(
  cases: readonly Case[],
  context: AssessContext,
  always: boolean,
  lookups: Pick<Lookups, "attestations">,
  world: Pick<World, "breathe">,
  abort: AbortSignal,
): Promise<readonly Case[]> {
  const versionsOf = new Map<Case, readonly string[]>();
  await eachInTurn(
    cases,
    (each) => {
      const versions = versionsToAsk(each.evidences[0], context, always);
      if (versions.length > 0) {
        versionsOf.set(each, versions);
      }
    },
    world,
    abort,
  );
  if (versionsOf.size === 0) {
    return cases;
  }
  const wanted = [...versionsOf].flatMap(([{ subject }, versions]) =>
    versions.map((version) => ({ name: subject.name, version })),
  );
  const answers = await lookups.attestations(wanted, abort);
  return cases.map((each) => {
    const versions = versionsOf.get(each);
    if (versions === undefined) {
      return each;
    }
    const attested = new Map(
      versions.map(
        (version) => [version, answers.get(keyOf({ name: each.subject.name, version })) ?? LEFT_OUT] as const,
      ),
    );
    const [first, ...others] = each.evidences;
    return { ...each, evidences: [{ ...first, attested }, ...others.map((other) => ({ ...other, attested }))] };
  });
}

const LEFT_OUT = { status: "unavailable", reason: "left out of the answer" } as const;

function versionsToAsk(evidence: Evidence, context: AssessContext, always: boolean): readonly string[] {
  const { history, subject } = evidence;
  const versions = history.status === "found" ? attestedVersions(history.value, subject.version, context.asOf) : [];
  if (versions.length === 0 || always) {
    return versions;
  }
  const recentSince = context.asOf - context.settings.recentTransferMs;
  return isPublishedSince(evidence, recentSince) && callsForAttestations(evidence, assess(evidence, context))
    ? versions
    : [];
}

function isPublishedSince({ history, subject }: Evidence, since: number): boolean {
  return (
    history.status === "found" &&
    history.value.releases.some(({ version, publishedAt = 0 }) => version === subject.version && publishedAt > since)
  );
}
