import { latestOf } from "../latestOf";
import type { Advisory, DepsDevVersion, History, Lookup, Subject } from "../model";
import type { World } from "../world";
import { ANSWER_RULES, type AnswerRule, MOST_RECORDS } from "./answerRules";
import { createAsker, never, unavailable } from "./asker";
import { askAttestations } from "./attestations";
import { type Audience, audienceOf, type Elsewhere } from "./audience";
import { type Ask, type Cached, cached } from "./cached";
import { askVersions } from "./depsDev";
import { FORMS } from "./forms";
import { createKeeper, type Place } from "./keeper";
import { keyOf, type Lookups, type SubjectKey } from "./lookups";
import { askHits, askRecord, NOTHING, type OsvHit, toAdvisories } from "./osv";
import type { OsvRecord } from "./osvRecord";
import { readPackument } from "./packument";
import { askHistory, historyUrl } from "./registry";
import { askScorecards, isProject } from "./scorecard";
import { askServed } from "./served";
import { sortByAudience } from "./sortByAudience";
import { createUnanswered } from "./unanswered";
import { createUnknownNames } from "./unknownNames";

export interface LookupOptions {
  /** Scopes, such as "@acme", whose names reach their own registry only. */
  readonly privateScopes: readonly string[];
  /** Nothing is sent: what is remembered answers, the rest is unavailable. */
  readonly offline: boolean;
}

type Answers<T> = ReadonlyMap<string, Lookup<T>>;
/** How a view of the lookups comes to its answers. */
type AskAll = <T>(source: Cached<T>, keys: readonly string[], abort: AbortSignal) => Promise<Answers<T>>;

/** npm opens 15 sockets to a host, pnpm 64. */
const REGISTRY_AT_ONCE = { first: 16, most: 64 };
const OTHERS_AT_ONCE = { first: 8, most: 8 };

const OFFLINE = never("offline");
const NO_PROJECT = { status: "unasked", reason: "no repository of a host that Scorecard scans" } as const;
const UNKNOWN = {
  status: "unasked",
  reason: "its registry does not know the name, so nobody else is told it",
} as const;

/** Puts the questions of `Lookups` to a world: batched, shared while under way, kept in memory. */
export function createLookups(world: World, { privateScopes, offline }: LookupOptions): Lookups {
  const { freshSince } = world;
  const registry = createAsker(world, "registry", REGISTRY_AT_ONCE);
  const osv = createAsker(world, "osv", OTHERS_AT_ONCE);
  const depsDev = createAsker(world, "depsdev", OTHERS_AT_ONCE);
  const attestor = createAsker(world, "attestations", OTHERS_AT_ONCE);
  const scorecard = createAsker(world, "scorecard", OTHERS_AT_ONCE);
  /** Advisories of hits that are read in full, so that the same answers stay the same object. */
  const advisoriesOf = new WeakMap<readonly OsvHit[], readonly Advisory[]>();

  /** Asks one source again about something that got no answer; true where it answers now. */
  const again: ((abort: AbortSignal) => Promise<boolean>)[] = [];

  const undecided = new Set<string>();
  const unknown = createUnknownNames(createKeeper(world, FORMS.unknown, registryOf));

  const histories = watched(ANSWER_RULES.histories, registryOf, async ([name = ""], isWanted, known) => {
    const history = await askHistory(name, isWanted, world, registry, readPackument, known(name));
    return new Map([[name, learn(name, history)]]);
  });
  const hits = watched(
    ANSWER_RULES.hits,
    () => ({ url: world.endpoints.osv }),
    async (keys, isWanted) => byKey(keys, await askHits(keys.map(subjectOf), isWanted, world, osv)),
    isTold,
  );
  const records = watched(
    ANSWER_RULES.records,
    () => ({ url: world.endpoints.osv }),
    async ([key = ""], isWanted) => new Map([[key, await askRecord(hitOf(key), isWanted, world, osv)]]),
  );
  /** By id: while the last change of a record cannot be read, what it said before still holds. */
  const latestRecords = latestOf<string, Lookup<OsvRecord>>(MOST_RECORDS);
  const versions = watched(
    ANSWER_RULES.versions,
    () => ({ url: world.endpoints.depsdev }),
    async (keys, isWanted) => byKey(keys, await askVersions(keys.map(subjectOf), isWanted, world, depsDev)),
    isTold,
  );
  const provenances = watched(
    ANSWER_RULES.provenances,
    (key) => registryOf(subjectOf(key).name),
    async ([key = ""], isWanted) => new Map([[key, await askAttestations(subjectOf(key), isWanted, world, attestor)]]),
  );
  const tarballs = watched(
    ANSWER_RULES.served,
    (key) => registryOf(subjectOf(key).name),
    async ([key = ""], isWanted) => new Map([[key, await askServed(subjectOf(key), isWanted, world, registry)]]),
  );
  const scorecards = watched(
    ANSWER_RULES.scorecards,
    () => ({ url: world.endpoints.scorecard ?? world.endpoints.depsdev }),
    async (keys, isWanted) => byKey(keys, await askScorecards(keys, isWanted, world, scorecard)),
  );

  return view(offline ? recalled : answered, () => undefined);

  /** A question whose answers are kept by a rule; `placeOf` tells whose answer that about a key is. */
  function watched<T>(
    { form, ...rule }: AnswerRule<T>,
    placeOf: (key: string) => Place | undefined,
    question: Ask<T>,
    mayAsk: (key: string) => boolean = () => true,
  ): Cached<T> {
    const unanswered = createUnanswered();
    const keeper = createKeeper(world, form, placeOf);
    const source = cached(unanswered.watch(question), { ...rule, now: () => world.now(), freshSince, keeper });
    again.push(async (abort) => {
      const key = unanswered.next(mayAsk);
      if (key === undefined) {
        return false;
      }
      await source.ask([key], abort);
      return unanswered.isAnswered(key);
    });
    return source;
  }

  function view(ask: AskAll, elsewhere: (name: string) => Elsewhere | undefined): Lookups {
    const audience = (name: string): Audience => {
      const found = audienceOf(name, world, privateScopes, elsewhere(name));
      if (found.undecided !== undefined) {
        undecided.add(found.undecided);
      }
      return found;
    };
    return {
      prepare: async () => (offline ? undefined : world.prepareToSend?.()),
      audience,
      within: (others) => view(ask, others),

      get known() {
        return view(recalled, elsewhere);
      },

      async history(name, abort, isUrgent = false) {
        const { registry: silence } = audience(name);
        if (silence !== undefined) {
          return silence;
        }
        const calm = isUrgent ? registry.hurry(historyUrl(name, world)) : undefined;
        try {
          return await askHistoryOf(ask, name, abort);
        } finally {
          calm?.();
        }
      },

      async advisories(asked, abort, onIds) {
        const { askable, answers } = sortByAudience<readonly Advisory[]>(asked, audience);
        const found = await askServices(ask, hits, askable, abort);
        const all = [...found.values()].flatMap((answer) => (answer.status === "found" ? answer.value : []));
        const ids = [...new Set(all.map(keyOfHit))];
        if (onIds !== undefined && ids.length > 0) {
          onIds(answersBy(await recalled(records, ids, abort)));
        }
        const details = await ask(records, ids, abort);
        for (const answer of details.values()) {
          if (answer.status === "found") {
            latestRecords.set(answer.value.id, answer);
          }
        }
        return answersBy(details);

        function answersBy(
          details: ReadonlyMap<string, Lookup<OsvRecord>>,
        ): ReadonlyMap<SubjectKey, Lookup<readonly Advisory[]>> {
          let nothing: Extract<Lookup<readonly Advisory[]>, { readonly status: "found" }> | undefined;
          for (const [key, subject] of askable) {
            const answer = found.get(key) ?? OFFLINE;
            if (answer.status !== "found") {
              answers.set(key, answer);
            } else if (answer.value.length > 0) {
              answers.set(key, { ...answer, value: advisories(subject, answer.value, details) });
            } else {
              nothing = nothing?.asOf === answer.asOf ? nothing : { ...answer, value: NOTHING };
              answers.set(key, nothing);
            }
          }
          return new Map(answers);
        }
      },

      async depsDev(asked, abort) {
        const { askable, answers } = sortByAudience<DepsDevVersion>(asked, audience);
        const found = await askServices(ask, versions, askable, abort);
        for (const key of askable.keys()) {
          answers.set(key, found.get(key) ?? OFFLINE);
        }
        return answers;
      },

      attestations: (asked, abort) => askRegistries(provenances, asked, abort),
      served: (asked, abort) => askRegistries(tarballs, asked, abort),

      async scorecards(repositories, abort) {
        const found = await ask(scorecards, repositories.filter(isProject), abort);
        return new Map(repositories.map((repository) => [repository, found.get(repository) ?? NO_PROJECT]));
      },

      undecided: () => [...undecided],

      async askAgain(abort) {
        const back = offline ? [] : await Promise.all(again.map((ask) => ask(abort)));
        return back.includes(true);
      },

      stats: () => [
        registry.stats(histories.hits() + tarballs.hits()),
        osv.stats(hits.hits() + records.hits()),
        depsDev.stats(versions.hits()),
        attestor.stats(provenances.hits()),
        scorecard.stats(scorecards.hits()),
      ],
    };

    /** Each release is asked of its own registry, if of anybody. */
    async function askRegistries<T>(source: Cached<T>, asked: readonly Subject[], abort: AbortSignal) {
      const told = asked.filter(({ name }) => audience(name).registry === undefined);
      const found = await ask(source, told.map(keyOf), abort);
      return new Map(
        asked.map((subject): [SubjectKey, Lookup<T>] => [
          keyOf(subject),
          found.get(keyOf(subject)) ?? audience(subject.name).registry ?? OFFLINE,
        ]),
      );
    }
  }

  function answered<T>(source: Cached<T>, keys: readonly string[], abort: AbortSignal): Promise<Answers<T>> {
    return source.ask(keys, abort);
  }

  async function recalled<T>(source: Cached<T>, keys: readonly string[], abort: AbortSignal): Promise<Answers<T>> {
    const known = await source.recall(keys, abort);
    return new Map(keys.map((key) => [key, known.get(key) ?? OFFLINE]));
  }

  /** Whose answers those about a name are. */
  function registryOf(name: string): Place | undefined {
    const address = world.registry(name);
    return address.withheld === undefined ? address : undefined;
  }

  /**
   * What services for public packages say; of a name that its registry does not know, what they have said before. Whether
   * the registry has come to know it is asked first, and keeps no other name waiting.
   */
  async function askServices<T>(
    ask: AskAll,
    source: Cached<T>,
    askable: ReadonlyMap<SubjectKey, Subject>,
    abort: AbortSignal,
  ): Promise<ReadonlyMap<string, Lookup<T>>> {
    await unknown.recall([...askable.values()].map(({ name }) => name));
    const untold = [...askable].filter(([, subject]) => isUnknown(subject));
    const told = untold.length === 0 ? askable : new Map([...askable].filter(([, subject]) => !isUnknown(subject)));
    const [answers, others] = await Promise.all([
      ask(source, [...told.keys()], abort),
      askUnknown(ask, source, untold, abort),
    ]);
    return untold.length === 0 ? answers : new Map([...answers, ...others]);
  }

  async function askUnknown<T>(
    ask: AskAll,
    source: Cached<T>,
    untold: readonly (readonly [SubjectKey, Subject])[],
    abort: AbortSignal,
  ): Promise<ReadonlyMap<string, Lookup<T>>> {
    await Promise.all(untold.map(([, { name }]) => askHistoryOf(ask, name, abort)));
    const keysOf = (some: typeof untold) => some.map(([key]) => key);
    const unknownYet = keysOf(untold.filter(([, subject]) => isUnknown(subject)));
    const told = keysOf(untold.filter(([, subject]) => !isUnknown(subject)));
    const [before, answers] = await Promise.all([source.recall(unknownYet, abort), ask(source, told, abort)]);
    return new Map([...unknownYet.map((key) => [key, before.get(key) ?? UNKNOWN] as const), ...answers]);
  }

  /** From whomever the answer comes, the registry or what is kept: it decides who else hears of the name. */
  async function askHistoryOf(ask: AskAll, name: string, abort: AbortSignal): Promise<Lookup<History>> {
    return learn(name, (await ask(histories, [name], abort)).get(name) ?? OFFLINE);
  }

  /** What a registry says of a name decides whether others may be asked about it. */
  function learn<T extends Lookup<History>>(name: string, answer: T): T {
    unknown.learn(name, answer);
    return answer;
  }

  function isUnknown({ name }: Subject): boolean {
    return unknown.has(name);
  }

  function isTold(key: string): boolean {
    return !isUnknown(subjectOf(key));
  }

  function advisories(
    subject: Subject,
    found: readonly OsvHit[],
    details: ReadonlyMap<string, Lookup<OsvRecord>>,
  ): readonly Advisory[] {
    const known = advisoriesOf.get(found);
    if (known !== undefined) {
      return known;
    }
    const isRead = found.every((hit) => details.get(keyOfHit(hit))?.status === "found");
    const read = toAdvisories(subject, found, (hit) => {
      const answer = details.get(keyOfHit(hit));
      return answer?.status === "found" ? answer : latestRecords.get(hit.id);
    });
    if (isRead) {
      advisoriesOf.set(found, read);
    }
    return read;
  }
}

/** Names hold an "@" at their start only. */
function subjectOf(key: string): Subject {
  const at = key.indexOf("@", 1);
  return { name: key.slice(0, at), version: key.slice(at + 1) };
}

function keyOfHit({ id, modified }: OsvHit): string {
  return `${id} ${modified}`;
}

function hitOf(key: string): OsvHit {
  const end = key.lastIndexOf(" ");
  return { id: key.slice(0, end), modified: key.slice(end + 1) };
}

function byKey<T>(keys: readonly string[], answers: readonly Lookup<T>[]): ReadonlyMap<string, Lookup<T>> {
  return new Map(keys.map((key, i) => [key, answers[i] ?? unavailable("left out of the answer")]));
}
