import type { BaseFiles } from "../../server/src/core/baseFiles";
import type { Change } from "../../server/src/core/model";
import { type CheckOptions, createTrustService, type ReviewReport } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { calmPackument, type FakeWorldOptions, fakeWorld } from "./world";

/** Path from the root → text. */
export type Files = Readonly<Record<string, string>>;

export const ROOT = "/app";

export interface ReviewOptions extends Partial<CheckOptions> {
  /** What is reviewed, from the root; the root itself where it is left out. */
  readonly at?: string;
  readonly world?: FakeWorldOptions;
  /** The base tells only texts, as an editor's git does, and no list of files. */
  readonly onlyTexts?: boolean;
  /** Files whose text at the base cannot be told, and why. */
  readonly unreadable?: Files;
  /** Files that are in a commit since. */
  readonly committed?: readonly string[];
  readonly abort?: AbortSignal;
}

/** Reviews a workspace in memory: its files at the base, and now. Packages that the world does not name are calm. */
export async function review(
  base: Files,
  now: Files,
  {
    at = "",
    world: differs = {},
    onlyTexts = false,
    unreadable = {},
    committed = [],
    abort,
    ...options
  }: ReviewOptions = {},
): Promise<ReviewReport & { readonly sent: readonly string[] }> {
  const documents = new Proxy(
    { ...differs.documents },
    {
      has: () => true,
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true }),
      get: (known, name) => (Object.hasOwn(known, name) ? Reflect.get(known, name) : calmPackument(String(name))),
    },
  );
  const world = fakeWorld({
    ...differs,
    documents,
    files: { ...placed(now), [`${ROOT}/.git/HEAD`]: "ref", ...differs.files },
  });
  const report = await createTrustService(world).review(
    at === "" ? ROOT : `${ROOT}/${at}`,
    baseOf(base, onlyTexts, unreadable, committed),
    { asOf: undefined, deep: false, offline: false, settings: DEFAULT_SETTINGS, policy: undefined, ...options },
    abort ?? new AbortController().signal,
  );
  return { ...report, sent: world.sent };
}

function baseOf(files: Files, onlyTexts: boolean, unreadable: Files, committed: readonly string[]): BaseFiles {
  const texts = placed(files);
  const reasons = placed(unreadable);
  return {
    readFile: async (path) => (reasons[path] === undefined ? texts[path] : { unreadable: reasons[path] }),
    ...(onlyTexts ? {} : { files: async () => [...Object.keys(texts), ...committed.map((name) => `${ROOT}/${name}`)] }),
  };
}

function placed(files: Files): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${ROOT}/${name}`, text]));
}

/** `kind name from -> to (importers) differs`. */
export function brief({ changes }: Pick<ReviewReport, "changes">): readonly string[] {
  return changes.map(spell);
}

function spell({ kind, name, from, to, importers, differs }: Change): string {
  const way = [from, to].filter((version) => version !== undefined).join(" -> ");
  return `${kind} ${name} ${way} (${importers.join(" ")})${differs.length === 0 ? "" : ` other ${differs.join(", ")}`}`;
}

/** The releases that were judged, as `name@version`, sorted. */
export function judged({ packages }: Pick<ReviewReport, "packages">): readonly string[] {
  return packages.map(({ subject: { name, version } }) => `${name}@${version}`).sort();
}

export interface LockEntry {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package-lock.json: what the root and its members ask for, by their folders, and entries by their places in node_modules. */
export function npmLock(
  importers: Readonly<Record<string, Readonly<Record<string, string>>>>,
  entries: Readonly<Record<string, string | LockEntry>>,
): string {
  return JSON.stringify({
    lockfileVersion: 3,
    packages: {
      ...Object.fromEntries(
        Object.entries(importers).map(([path, dependencies]) => [
          path,
          { name: path === "" ? "app" : path, dependencies },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(entries).map(([path, entry]) => {
          const name = path.split("node_modules/").at(-1) ?? path;
          const key = `node_modules/${path}`;
          return [key, typeof entry === "string" ? locked(name, entry) : { ...locked(name, entry.version), ...entry }];
        }),
      ),
    },
  });
}

function locked(name: string, version: string): LockEntry {
  const resolved = `https://registry.example/${name}/-/${name}-${version}.tgz`;
  return { version, resolved, integrity: `sha512-${Buffer.from(`${name}${version}`).toString("base64")}` };
}
