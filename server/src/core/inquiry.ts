import { firstPublished } from "./assess/life";
import { addedDependencies, meantBy } from "./assess/questions";
import { checksumsServed } from "./checksums";
import { eachInTurn } from "./inTurn";
import { never } from "./lookup/asker";
import { createLimit } from "./lookup/limit";
import { keyOf, type Lookups, type SubjectKey } from "./lookup/lookups";
import { messages } from "./messages";
import type { Advisory, DepsDevVersion, Evidence, History, LockedPackage, Lookup, Subject } from "./model";
import type { Target } from "./targets";
import type { Case } from "./verdicts";
import type { World } from "./world";

/** What has been answered so far about the releases of one judgement. */
export interface Known {
  /** By name. */
  readonly histories: Map<string, Lookup<History>>;
  readonly advisories: Map<SubjectKey, Lookup<readonly Advisory[]>>;
  readonly depsDev: Map<SubjectKey, Lookup<DepsDevVersion>>;
  /** When the dependencies that a release added were first published. */
  readonly created: Map<Subject, Evidence["dependencyCreated"]>;
  /** By the name of a look-alike, the history of the package that may be meant. */
  readonly meant: Map<string, Lookup<History>>;
  readonly scores: Map<Subject, Evidence["publicScore"]>;
  /** What registries serve of releases whose checksums have changed. */
  readonly served: Map<SubjectKey, Evidence["served"]>;
}

export interface InquiryOptions {
  readonly asOf: number;
  /** Somebody looks at these very releases. */
  readonly isUrgent: boolean;
  /** How many registry documents may be read. */
  readonly mostDocuments: number;
  /** How many of the releases that the judgement is about need no answer any more. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Puts the questions of one judgement and gathers the answers. Nothing here throws but `abort.reason`. */
export class Inquiry {
  readonly known: Known = {
    histories: new Map(),
    advisories: new Map(),
    depsDev: new Map(),
    created: new Map(),
    meant: new Map(),
    scores: new Map(),
    served: new Map(),
  };
  readonly #world: World;
  readonly #lookups: Lookups;
  readonly #options: InquiryOptions;
  readonly #abort: AbortSignal;
  readonly #asked = new Set<string>();
  readonly #leftOut = new Set<string>();
  readonly #subjects: readonly Subject[];
  /** Releases by name, of the names that still need an answer. */
  readonly #open = new Map<string, number>();
  #settled = 0;

  constructor(
    world: World,
    lookups: Lookups,
    subjects: readonly Subject[],
    options: InquiryOptions,
    abort: AbortSignal,
  ) {
    this.#world = world;
    this.#lookups = lookups;
    this.#subjects = subjects;
    this.#options = options;
    this.#abort = abort;
    for (const { name } of subjects) {
      this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
    }
  }

  /** The two batch questions about every release. `onIds` is called when the ids of some advisories are known, and not yet all that they say. */
  async askServices(onIds: (of: readonly Subject[]) => void): Promise<void> {
    const subjects = this.#subjects;
    const parts = Array.from({ length: Math.ceil(subjects.length / PART) }, (_, i) =>
      subjects.slice(i * PART, (i + 1) * PART),
    );
    const limit = createLimit(PARTS_AT_ONCE);
    const ask = async (part: readonly Subject[]) => {
      const advisories = this.#lookups.advisories(part, this.#abort, (ids) => {
        keep(this.known.advisories, ids);
        onIds(part);
      });
      await Promise.all([
        advisories.then((answers) => keep(this.known.advisories, answers)),
        this.#lookups.depsDev(part, this.#abort).then((answers) => keep(this.known.depsDev, answers)),
      ]);
    };
    await Promise.all(
      parts.map((part) =>
        limit.run(
          "",
          () => true,
          () => ask(part),
        ),
      ),
    );
  }

  /** The registry documents of names, as far as more of them may be read: the first ones first. */
  async askHistories(names: Iterable<string>): Promise<void> {
    const asked: Promise<void>[] = [];
    for (const name of names) {
      if (this.#asked.has(name)) {
        continue;
      }
      if (this.#asked.size >= this.#options.mostDocuments) {
        this.#leftOut.add(name);
        continue;
      }
      this.#asked.add(name);
      asked.push(
        this.#history(name).then((history) => {
          this.known.histories.set(name, history);
          this.#settle([name]);
        }),
      );
    }
    await Promise.all(asked);
  }

  /** Of no more names than were asked about by now the documents matter. */
  settleOthers(): void {
    this.#settle([...this.#open.keys()].filter((name) => !this.#asked.has(name)));
  }

  /** When the dependencies that releases added were first published; nothing where a history is not known. */
  async askCreated(subjects: readonly Subject[]): Promise<void> {
    const { histories, created } = this.known;
    const added: { readonly subject: Subject; readonly names: readonly string[] }[] = [];
    await this.#eachInTurn(subjects, (subject) => {
      const history = histories.get(subject.name);
      if (history?.status === "found" && !created.has(subject)) {
        added.push({ subject, names: addedDependencies(history.value, subject.version, this.#options.asOf) });
      }
    });
    await Promise.all(
      added.map(async ({ subject, names }) => {
        const each = names.map(async (name) => [name, toCreated(await this.#history(name))] as const);
        created.set(subject, new Map(await Promise.all(each)));
      }),
    );
  }

  /** The histories of packages that look-alikes may be mistaken for. */
  async askMeant(): Promise<void> {
    const { histories, meant } = this.known;
    const names: (readonly [string, string])[] = [];
    await this.#eachInTurn(histories, ([name, history]) => {
      const other = this.#lookups.audience(name).isPrivate ? undefined : meantBy(name, history, this.#options.asOf);
      if (other !== undefined) {
        names.push([name, other]);
      }
    });
    await Promise.all(names.map(async ([name, other]) => meant.set(name, await this.#history(other))));
  }

  /** What registries serve of releases that are locked with another checksum than before. */
  async askServed(targets: readonly Target[]): Promise<void> {
    const changed = targets.filter(({ relocked }) => relocked !== undefined).slice(0, MOST_SERVED);
    const answers = await this.#lookups.served(
      changed.map(({ subject }) => subject),
      this.#abort,
    );
    for (const [key, answer] of answers) {
      const { status } = answer;
      this.known.served.set(key, status === "found" ? { ...answer, value: checksumsServed(answer.value) } : answer);
    }
  }

  /** What is known of a release; `missing` stands for answers that are not there. */
  toCase({ subject, locked, usualHost, neighbours, relocked }: Target, missing: Missing): Case {
    const { name } = subject;
    const key = keyOf(subject);
    const registry = this.#world.registry(name);
    const meant = this.known.meant.get(name);
    const publicScore = this.known.scores.get(subject);
    const served = this.known.served.get(key);
    const evidence: Evidence = {
      subject,
      history: this.known.histories.get(name) ?? (this.#leftOut.has(name) ? LEFT_OUT : missing),
      advisories: this.known.advisories.get(key) ?? missing,
      depsDev: this.#datesOf(subject, missing),
      dependencyCreated: this.known.created.get(subject) ?? NOTHING_CREATED,
      ...(meant === undefined ? {} : { meant }),
      ...(meant?.status === "found" && this.#world.registry(meant.value.name).url !== registry.url
        ? { meantIsElsewhere: true }
        : {}),
      ...(publicScore === undefined ? {} : { publicScore }),
      ...(this.#lookups.audience(name).isPrivate ? { isPrivate: true } : {}),
      ...(registry.isInvented === true ? { isInvented: true } : {}),
      locked: locked[0],
      ...(relocked === undefined ? {} : { relocked }),
      ...(served === undefined ? {} : { served }),
      ...(neighbours === undefined ? {} : { neighbours }),
      registryUrl: registry.url,
      otherRegistryHosts: registry.isPrivate
        ? []
        : [...(registry.alsoHosts ?? []), ...(usualHost === undefined ? [] : [usualHost])],
    };
    const others = locked.slice(1).filter((entry) => !isSameEntry(entry, evidence.locked));
    return { subject, evidences: [evidence, ...others.map((entry) => ({ ...evidence, locked: entry }))] };
  }

  /** What deps.dev says, or that it should have been asked: where it cannot be, the registry's document tells the dates. */
  #datesOf(subject: Subject, missing: Missing): Evidence["depsDev"] {
    const answer = this.known.depsDev.get(keyOf(subject)) ?? missing;
    return isLeftToOthers(answer) && !this.known.histories.has(subject.name)
      ? { status: "unavailable", reason: messages.depsDevChanged }
      : answer;
  }

  #history(name: string): Promise<Lookup<History>> {
    return this.#lookups.history(name, this.#abort, this.#options.isUrgent);
  }

  #eachInTurn<T>(items: Iterable<T>, run: (item: T) => void): Promise<void> {
    return eachInTurn(items, run, this.#world, this.#abort);
  }

  #settle(names: readonly string[]): void {
    const before = this.#settled;
    for (const name of names) {
      this.#settled += this.#open.get(name) ?? 0;
      this.#open.delete(name);
    }
    if (this.#settled > before) {
      this.#options.onProgress?.(this.#settled, this.#subjects.length);
    }
  }
}

/** Releases in one part of the batch questions: as many as deps.dev takes at once. */
const PART = 5000;
/** Where thousands of checksums have changed at once, that is what there is to say. */
const MOST_SERVED = 200;
/** More of them keep no source busier, and what is under way takes memory. */
const PARTS_AT_ONCE = 4;

type Missing = Extract<Lookup<never>, { readonly status: "unasked" }>;

const LEFT_OUT: Missing = { status: "unasked", reason: messages.historyLeftOut };
const NOTHING_CREATED: Evidence["dependencyCreated"] = new Map();

/** Whether deps.dev does not know the question any more, so that the registry's dates are read instead. */
export function isLeftToOthers(answer: Evidence["depsDev"] | undefined): boolean {
  return answer?.status === "unasked" && answer.reason === messages.depsDevChanged;
}

function keep<K, V>(known: Map<K, V>, answers: ReadonlyMap<K, V>): void {
  for (const [key, answer] of answers) {
    known.set(key, answer);
  }
}

/** As far as it is judged: the address that it is fetched from, and whether it has a checksum. */
function isSameEntry(one: LockedPackage, other: LockedPackage | undefined): boolean {
  return one.resolved === other?.resolved && (one.integrity === undefined) === (other?.integrity === undefined);
}

function toCreated(history: Lookup<History>): Lookup<number> {
  if (history.status !== "found") {
    return history;
  }
  const first = history.value.created === undefined ? undefined : firstPublished(history.value, history.asOf);
  return first === undefined ? never(messages.datesNotGiven) : { status: "found", value: first, asOf: history.asOf };
}
