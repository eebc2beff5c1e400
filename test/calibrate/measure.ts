import { FOLDERS, type Folder } from "../corpus/corpus";
import type { Item, Verdict } from "./population";
import { areaUnderCurve } from "./statistics";

export interface Count {
  readonly part: number;
  readonly whole: number;
}

/** What the trust model measures, but for waves seen together and transfers, which hang on nothing that is varied. */
export interface Measures {
  readonly releases: Count;
  readonly incidents: Count;
  readonly benign: Count;
  readonly forbidden: number;
  readonly noise: Readonly<Record<Folder, Count>>;
  /** Packages with a raised release, of those with any that counts. */
  readonly noisyPackages: Readonly<Record<Folder, Count>>;
  readonly standing: Count;
  readonly told: Count;
  /** Takeovers against benign cases, and against ordinary releases. */
  readonly againstBenign: number;
  readonly againstOrdinary: number;
}

/** Measures the items at `places`, with the verdicts of whatever is compared. */
export function measure(
  items: readonly Item[],
  places: Iterable<number>,
  verdictAt: (place: number) => Verdict,
): Measures {
  const scores = { takeover: [] as number[], benign: [] as number[], ordinary: [] as number[] };
  const raised = { takeover: 0, benign: 0, standing: 0, told: 0 };
  let [documents, forbidden] = [0, 0];
  const incidents = new Map<string, boolean>();
  const packages = perFolder(() => new Map<string, boolean>());
  const noise = perFolder(() => ({ part: 0, whole: 0 }));
  for (const place of places) {
    const item = items[place];
    if (item === undefined) {
      continue;
    }
    const { isRaised, isTold, score, fired } = verdictAt(place);
    switch (item.kind) {
      case "takeover":
        scores.takeover.push(score);
        raised.takeover += Number(isRaised);
        forbidden += forbiddenOf(item, fired);
        if (item.incident !== undefined) {
          incidents.set(item.incident, isRaised || incidents.get(item.incident) === true);
        }
        break;
      case "benign":
        scores.benign.push(score);
        raised.benign += Number(isRaised);
        forbidden += forbiddenOf(item, fired);
        break;
      case "release": {
        const folder = item.folder ?? "modern";
        noise[folder].whole++;
        noise[folder].part += Number(isRaised);
        packages[folder].set(item.package, isRaised || packages[folder].get(item.package) === true);
        if (item.isDrawn) {
          scores.ordinary.push(score);
        }
        break;
      }
      case "standing":
        documents++;
        raised.standing += Number(isRaised);
        raised.told += Number(isTold);
        break;
    }
  }
  return {
    releases: { part: raised.takeover, whole: scores.takeover.length },
    incidents: truths(incidents),
    benign: { part: raised.benign, whole: scores.benign.length },
    forbidden,
    noise,
    noisyPackages: {
      histories: truths(packages.histories),
      packuments: truths(packages.packuments),
      modern: truths(packages.modern),
    },
    standing: { part: raised.standing, whole: documents },
    told: { part: raised.told, whole: documents },
    againstBenign: areaUnderCurve(scores.takeover, scores.benign),
    againstOrdinary: areaUnderCurve(scores.takeover, scores.ordinary),
  };
}

/** What a simple rule says: it fires or not, and has no score but that. */
export function simpleVerdict(item: Item | undefined, name: string): Verdict {
  const isRaised = item?.simple.has(name) === true;
  return { isRaised, isTold: false, score: isRaised ? 0 : 100, fired: [] };
}

export function shareOf({ part, whole }: Count): number {
  return whole === 0 ? 0 : part / whole;
}

function forbiddenOf({ mustNot }: Item, fired: readonly string[]): number {
  return mustNot.filter((rule) => fired.includes(rule)).length;
}

function truths(values: ReadonlyMap<string, boolean>): Count {
  return { part: [...values.values()].filter((value) => value).length, whole: values.size };
}

function perFolder<T>(make: () => T): Record<Folder, T> {
  const [histories, packuments, modern] = FOLDERS.map(make);
  if (histories === undefined || packuments === undefined || modern === undefined) {
    throw new Error("a folder is missing");
  }
  return { histories, packuments, modern };
}
