import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { npmHighImpact } from "npm-high-impact";
import { singleEdit } from "../../server/src/core/assess/names/edit";
import { findResemblance, type Resemblance } from "../../server/src/core/assess/names/resemblance";
import { formatOf } from "../../server/src/core/parse/formats";
import { FOLDERS, hasCorpus, readDocuments } from "../corpus/corpus";
import { createRandom } from "../support/random";

/** `name meant difference`, one a line: resemblances that are enough to speak. */
const NEAR = `
  expresss express letter
  expres express letter
  chalc chalk letter
  loadsh lodash swap
  electorn electron swap
  mongosse mongoose letter
  coffescript coffeescript letter
  reqest request letter
  l0dash lodash look
  1odash lodash look
  rnocha mocha look
  lodаsh lodash look
  crossenv cross-env separators
  react_dom react-dom separators
  es-lint eslint separators
  io.socket socket.io order
  fetch-node node-fetch order
  types-node @types/node scope
  @react/dom react-dom scope
  @typs/node @types/node scope
  @bable/core @babel/core scope
  @typescript_eslint/parser @typescript-eslint/parser scope
  @types-node/x @types/node scope`;

describe("findResemblance", () => {
  for (const line of NEAR.trim().split("\n")) {
    const [name = "", meant, difference] = line.trim().split(" ");
    it(`takes ${name} for ${meant}`, () => {
      const found = findResemblance(name);
      assert.deepEqual([found?.meant, found?.difference, found?.weight], [meant, difference, "near"]);
    });
  }

  for (const [name, why] of [
    ["react-dot", "a word that others have"],
    ["lodash4", "a version behind the name"],
    ["vx", "too short to tell"],
    ["left-handed-widgets", "like none"],
    ["", "no name"],
    ["@", "no name"],
    ["@/", "no name"],
    ["x".repeat(50_000), "longer than any"],
    ["__proto__", "no key of an object"],
  ] as const) {
    it(`says nothing of ${name.slice(0, 20)}: ${why}`, () => assert.equal(findResemblance(name), undefined));
  }

  it("keeps for new packages what many ordinary ones are called", () => {
    const weights = ["@bob/lodash", "lodashs", "discordjs", "angular-core"].map(
      (name) => findResemblance(name)?.weight,
    );
    assert.deepEqual(weights, ["young", "young", "young", "young"]);
  });

  it("takes none of the high-impact names for another one", () => {
    assert.deepEqual(
      npmHighImpact.flatMap((name) => findResemblance(name) ?? []),
      [],
    );
  });

  it("sees most single slips in the most used names of eight letters or more", () => {
    const random = createRandom(7);
    const names = npmHighImpact.slice(0, 5000).filter((name) => /^[a-z]{8,}$/.test(name));
    const missed = names.flatMap((name) => {
      const at = 1 + random.below(name.length - 2);
      const slip = random.pick([
        name.slice(0, at) + name.slice(at + 1),
        name.slice(0, at) + name[at] + name.slice(at),
        name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2),
      ]);
      return slip === name || findResemblance(slip)?.weight === "near" || npmHighImpact.includes(slip) ? [] : [slip];
    });
    assert.ok(names.length > 200);
    assert.ok(missed.length / names.length < 0.05, missed.join(" "));
  });
});

describe("singleEdit", () => {
  for (const [written, meant, kind] of [
    ["abcd", "abc", "inserted"],
    ["ab", "abc", "dropped"],
    ["abd", "abc", "replaced"],
    ["acb", "abc", "swapped"],
    ["aabc", "abc", "inserted"],
    ["abc", "abc", undefined],
    ["cba", "abc", undefined],
    ["abcde", "abc", undefined],
    ["", "abc", undefined],
  ] as const) {
    it(`of ${written} and ${meant} is ${kind ?? "none"}`, () => assert.equal(singleEdit(written, meant)?.kind, kind));
  }
});

/** At most so many of 1,000 ordinary names, judged by the name alone, before anybody has read how old they are. */
const MOST_FALSE_ALARMS = 1;

describe("names of ordinary packages", () => {
  if (!hasCorpus) {
    it("are hardly ever taken for another (../shared/corpus is absent)");
    return;
  }

  it("are hardly ever taken for another, and quickly", () => {
    const names = ordinaryNames();
    const start = performance.now();
    const found = [...names].flatMap((name): readonly Resemblance[] => {
      const resemblance = findResemblance(name);
      return resemblance?.weight === "near" ? [resemblance] : [];
    });
    const each = (performance.now() - start) / names.size;
    assert.ok(names.size > 7000);
    assert.ok(
      (found.length / names.size) * 1000 <= MOST_FALSE_ALARMS,
      found.map(({ meant, difference }) => `${meant} (${difference})`).join(", "),
    );
    assert.ok(each < 1, `${each} ms a name`);
  });
});

/** Every name that the corpus' lockfiles lock, and its documents are of or depend on. */
function ordinaryNames(): ReadonlySet<string> {
  const names = new Set<string>();
  const root = `${import.meta.dirname}/../../../shared/corpus/lockfiles`;
  for (const folder of readdirSync(root).filter((each) => !each.includes("."))) {
    for (const file of readdirSync(`${root}/${folder}`)) {
      const format = formatOf(file);
      const parsed =
        format?.kind === "lockfile" ? format.parse(readFileSync(`${root}/${folder}/${file}`, "utf8")) : undefined;
      for (const { name, source } of parsed?.packages ?? []) {
        if (source === "registry") {
          names.add(name);
        }
      }
    }
  }
  for (const folder of FOLDERS) {
    for (const { document } of readDocuments(folder)) {
      const { name, versions } = document as { name?: string; versions?: Record<string, Record<string, unknown>> };
      names.add(name ?? "");
      for (const version of Object.values(versions ?? {})) {
        for (const section of ["dependencies", "optionalDependencies", "devDependencies", "peerDependencies"]) {
          const asked = version[section];
          for (const key of typeof asked === "object" && asked !== null && !Array.isArray(asked)
            ? Object.keys(asked)
            : []) {
            names.add(key);
          }
        }
      }
    }
  }
  return names;
}
