import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LockedPackage, Lockfile, Manifest, SourceKind } from "../../server/src/core/model";
import { formatOf } from "../../server/src/core/parse/formats";
import { parsePackageJson } from "../../server/src/core/parse/packageJson";
import { shortestPaths } from "../../server/src/core/resolve/paths";
import { findLocked, satisfies } from "../../server/src/core/resolve/resolveVersion";
import { applyRules, readRules } from "../../server/src/core/resolve/rules";
import { isKeyOf } from "../support/lockfileKey";

const MADE = "test/fixtures/lockfiles/made";

/** What a package manager made of a project, and what it lists itself. See README.md of the fixtures. */
interface Made {
  readonly project: string;
  readonly manager: string;
  readonly title: string;
  readonly text: string;
  readonly lockfile: Lockfile;
  readonly parse: (text: string) => Lockfile;
  readonly listed: readonly Listed[];
}

interface Listed {
  readonly name: string;
  readonly version: string;
  readonly place: string;
}

function readMade(): readonly Made[] {
  return readdirSync(MADE).flatMap((project) =>
    readdirSync(join(MADE, project))
      .filter((manager) => manager !== "files")
      .map((manager) => {
        const folder = join(MADE, project, manager);
        const file = readdirSync(folder).find((name) => name !== "listed.tsv") ?? "";
        const format = formatOf(file);
        if (format?.kind !== "lockfile") {
          throw new Error(`${folder}/${file} is no lockfile`);
        }
        const text = readFileSync(join(folder, file), "utf8");
        const rows = readFileSync(join(folder, "listed.tsv"), "utf8").trimEnd().split("\n");
        const listed = rows.map((row) => {
          const [name = "", version = "", place = ""] = row.split("\t");
          return { name, version, place };
        });
        const title = `${project} ${manager}`;
        return { project, manager, title, text, lockfile: format.parse(text), parse: format.parse, listed };
      }),
  );
}

/** The manifests of the root and of the members of a project, by their folder. */
function manifestsOf(project: string): ReadonlyMap<string, Manifest> {
  const files = join(MADE, project, "files");
  const members = existsSync(join(files, "packages")) ? readdirSync(join(files, "packages")) : [];
  const folders = ["", ...members.map((name) => `packages/${name}`)];
  return new Map(
    folders.map((folder) => [folder, parsePackageJson(readFileSync(join(files, folder, "package.json"), "utf8"))]),
  );
}

/** What the files beside the root's manifest say, of those that the manager reads. */
function besideOf(project: string, manager: string): readonly Manifest[] {
  const file = manager.startsWith("pnpm") ? "pnpm-workspace.yaml" : ".yarnrc.yml";
  const path = join(MADE, project, "files", file);
  const format = /^pnpm|^yarn/.test(manager) && existsSync(path) ? formatOf(file) : undefined;
  return format?.kind === "manifest" ? [format.parse(readFileSync(path, "utf8"))] : [];
}

/** The names of the root and of the members of a project. */
function membersOf(project: string): ReadonlySet<string> {
  return new Set([...manifestsOf(project).values()].map(({ name }) => name ?? ""));
}

/** What a manager lists, less what is no entry of a lockfile here. */
function entriesListed({ project, manager, listed }: Made): readonly Listed[] {
  const members = membersOf(project);
  // Members are importers; pnpm locks nothing of what it links, and copies of members as packages.
  return manager.startsWith("pnpm")
    ? listed.filter(({ version }) => !version.startsWith("link:"))
    : listed.filter(({ name }) => !members.has(name));
}

/**
 * Whether a manager lists an entry by the version in the lockfile. Of a folder, and with npm 6 of a repository, the
 * managers learn the version on the disk; Yarn writes a stopgap for a link; Bun lists places that are no registry.
 */
function isListedByVersion({ kind }: Lockfile, { version, source, resolved }: LockedPackage): boolean {
  return source === "registry" || !(version === "" || version === resolved || source === "link" || kind === "bun");
}

/** An entry in the words of the manager's list. */
function wordsFor(manager: string, { name, alias, version }: LockedPackage): string {
  // Bun and Yarn 1 list the key, which is the alias where there is one.
  return `${/^bun|^yarn-1/.test(manager) ? (alias ?? name) : name}@${version}`;
}

/** Names of a project's packages, as manifests or they themselves say, that come from elsewhere than the registry. */
const ELSEWHERE: Readonly<Record<string, (manager: string) => Readonly<Record<string, SourceKind>>>> = {
  bundled: () => ({ "example-bundling": "file" }),
  file: (manager) => ({
    // npm links a folder, the others copy it.
    "example-folder": /^npm-(?!6)/.test(manager) ? "link" : "file",
    "example-packed": "file",
  }),
  git: (manager): Readonly<Record<string, SourceKind>> =>
    // pnpm's keys have the name that the package gives itself.
    manager.startsWith("pnpm") ? { "example-of-git": "git" } : { "example-of-branch": "git", "example-of-tag": "git" },
  link: (manager): Readonly<Record<string, SourceKind>> =>
    manager.startsWith("pnpm") ? {} : { "example-folder": "link" },
  "patch-of-yarn": () => ({ "is-number": "patch", resolve: "patch" }),
  protocol: (manager): Readonly<Record<string, SourceKind>> =>
    manager.startsWith("pnpm") ? { "@example/two": "file" } : {},
  tarball: () => ({ "example-remote": "tarball" }),
};

/** What is found behind aliases: key → name and version. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alias: { "@example/odd": "is-odd@3.0.1", "number-seven": "is-number@7.0.0" },
  catalog: { odd: "is-odd@3.0.1" },
  override: { "balanced-match": "is-number@4.0.0" },
};

/** Of each format, the smallest file of a few projects. */
function cutHere(made: readonly Made[]): readonly Made[] {
  const smallest = new Map<string, Made>();
  for (const one of made) {
    const key = `${one.project} ${one.lockfile.kind}`;
    const known = smallest.get(key);
    if (
      ["git", "override", "peer"].includes(one.project) &&
      !(known !== undefined && known.text.length <= one.text.length)
    ) {
      smallest.set(key, one);
    }
  }
  return [...smallest.values()];
}

/** What is asked for by a manifest itself. Peers of members need not be locked. */
const SECTIONS = new Set(["dependencies", "devDependencies", "optionalDependencies"]);

describe("lockfiles made by the package managers", () => {
  const made = readMade();

  it("are there for all managers", () => {
    const managers = new Set(made.map(({ manager }) => /^[a-z]+-(?:0|1\.\d|\d+)/.exec(manager)?.[0]));
    assert.deepEqual([...managers].sort(), [
      ...["bun-1.1", "bun-1.2", "bun-1.3", "bun-1.4"],
      ...["npm-10", "npm-11", "npm-12", "npm-6", "npm-7", "npm-8", "npm-9"],
      ...["pnpm-10", "pnpm-11", "pnpm-12", "pnpm-7", "pnpm-8", "pnpm-9"],
      ...["yarn-1.2", "yarn-2", "yarn-3", "yarn-4"],
    ]);
  });

  for (const one of made) {
    const { project, manager, title, text, lockfile } = one;

    it(`are read as the manager lists them: ${title}`, () => {
      assert.deepEqual(lockfile.problems, []);
      const listed = new Map(entriesListed(one).map((row) => [`${row.name}@${row.version || row.place}`, row]));
      const others: LockedPackage[] = [];
      const known = new Map<string, LockedPackage>();
      for (const entry of lockfile.packages) {
        if (isListedByVersion(lockfile, entry)) {
          known.set(wordsFor(manager, entry), entry);
        } else {
          others.push(entry);
        }
      }
      const ownEnd = text.lastIndexOf("\n---\n");
      for (const [words, { optional, span }] of known) {
        // Not listed are what was not installed, being for another platform, and what pnpm needs for itself.
        assert.ok(listed.delete(words) || optional || span.start < ownEnd, `${words} is not listed`);
      }
      assert.equal(others.length, listed.size, `listed, and not found: ${[...listed.keys()].join()}`);
      assert.ok([...listed.values()].every(({ place }) => !place.startsWith("https://registry.")));
    });

    it(`have each entry at its key, and say why it is here: ${title}`, () => {
      for (const entry of lockfile.packages) {
        const { start, end } = entry.span;
        assert.ok(isKeyOf(entry, text.slice(start, end)), `${entry.id} at ${text.slice(start, end)}`);
        assert.match(text.slice(start - 1, start) + text.slice(end, end + 2), /^(?:["\s]"?|''):/);
        const [path] = shortestPaths(lockfile, entry.id, 1);
        assert.equal(path?.at(-1), entry.name, `nobody asks for ${entry.id}`);
        assert.equal(path?.length === 2, entry.direct, entry.id);
      }
      assert.equal(new Set(lockfile.packages.map(({ id }) => id)).size, lockfile.packages.length);
    });

    it(`lead from each line of a manifest to what it came to: ${title}`, () => {
      const manifests = manifestsOf(project);
      const members = membersOf(project);
      const rules = readRules([...[...manifests.values()].slice(0, 1), ...besideOf(project, manager)]);
      for (const [folder, { dependencies }] of manifests) {
        for (const dependency of dependencies.filter(({ section }) => SECTIONS.has(section))) {
          const asked = applyRules(rules, dependency);
          const locked = findLocked(lockfile, folder, dependency, asked);
          const said = `${folder} ${dependency.key} ${dependency.spec}: ${locked?.id}`;
          if (members.has(dependency.key)) {
            assert.ok(locked === undefined || locked.source !== "registry", said);
          } else if (asked.source === "registry") {
            assert.equal(locked?.name, asked.name, said);
            assert.ok(locked !== undefined && satisfies(locked.version, asked.range ?? ""), said);
          } else if (!(manager.startsWith("pnpm") && asked.source === "link")) {
            assert.ok(locked !== undefined && locked.source !== "registry", said);
          }
        }
      }
    });

    it(`tell where each package comes from: ${title}`, () => {
      const elsewhere = new Map(Object.entries(ELSEWHERE[project]?.(manager) ?? {}));
      for (const { name, alias, source, diverted } of lockfile.packages) {
        const special = elsewhere.get(alias ?? name) ?? elsewhere.get(name);
        // Yarn locks what it patches beside the patch.
        assert.ok(
          source === (special ?? "registry") || (special === "patch" && source === "registry"),
          `${name} ${source}`,
        );
        assert.equal(diverted, undefined, name);
      }
      const places = new Map<string, string[]>();
      for (const { name, version, place } of one.listed.filter(({ place }) => /^(?:git\+)?https:/.test(place))) {
        const key = `${name}@${version}`;
        places.set(key, [...(places.get(key) ?? []), place]);
      }
      for (const entry of lockfile.packages) {
        // Most leave out the address where it is the registry's usual one, and pnpm 7 where that registry stands.
        const { resolved } = entry;
        const known = resolved === undefined ? undefined : places.get(wordsFor(manager, entry));
        assert.ok(known === undefined || known.some((place) => place.endsWith(resolved ?? "")), resolved);
      }
      for (const [name, source] of elsewhere) {
        const found = lockfile.packages.filter((entry) => [entry.alias, entry.name].includes(name));
        assert.ok(
          found.some((entry) => entry.source === source),
          name,
        );
      }
      const realNames = new Map(lockfile.packages.map(({ name, alias, version }) => [alias, `${name}@${version}`]));
      for (const [alias, real] of Object.entries(ALIASES[project] ?? {})) {
        // pnpm keeps aliases where they are asked for, not at the package.
        if (!manager.startsWith("pnpm")) {
          assert.equal(realNames.get(alias), real, alias);
        }
      }
    });
  }

  it("hold what pnpm needs for itself since version 11", () => {
    const found = made.flatMap(({ project, manager, lockfile }) => {
      const own = lockfile.packages.some(({ name, version, dev }) => `${name} ${version} ${dev}` === "ms 2.1.3 true");
      return project === "tooling" && own ? [manager.replace(/\..*/, "")] : [];
    });
    assert.deepEqual(found, ["pnpm-11", "pnpm-12"]);
  });

  for (const { title, text, parse } of cutHere(made)) {
    it(`are read up to wherever they end: ${title}`, () => {
      for (let end = 0; end < text.length; end++) {
        const { packages, problems } = parse(text.slice(0, end));
        for (const { span } of [...packages, ...problems]) {
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= end, `${end} of ${text.length}`);
        }
      }
    });
  }
});
