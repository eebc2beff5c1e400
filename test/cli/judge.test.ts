import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { custody, inFolder } from "../support/terminal";
import { calmPackument, daysAgo, packumentOf } from "../support/world";

/** A takeover in metadata alone: a stranger's first release brings an install script. */
const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);

const FILES = {
  "calm.json": JSON.stringify(calmPackument("calm")),
  "taken.json": JSON.stringify(TAKEN),
};

const iso = (days: number) => new Date(daysAgo(days)).toISOString();

describe("custody judge", () => {
  it("prints the contract's object, and exits with 0 where nothing is at error", () =>
    inFolder(FILES, async (folder) => {
      const { code, out, err } = await custody(["judge", "calm.json", "1.9.0", "--format", "json"], { folder });
      const json = JSON.parse(out);
      assert.deepEqual(Object.keys(json), [
        "schema",
        "name",
        "version",
        "asOf",
        "level",
        "score",
        "signals",
        "unchecked",
      ]);
      assert.deepEqual([json.schema, json.name, json.version, json.asOf], [1, "calm", "1.9.0", iso(0)]);
      assert.ok(json.score >= 80, out);
      assert.equal(json.level, "clear");
      assert.ok(json.unchecked.some(({ id }: { id: string }) => id === "osv"));
      assert.equal(code, 0);
      assert.equal(err, "");
    }));

  it("exits with 1 at error, and tells every signal with its points and words", () =>
    inFolder(FILES, async (folder) => {
      const words = ["judge", "taken.json", "1.8.0", "--as-of", iso(0.9), "--format", "json"];
      const { code, out } = await custody(words, { folder });
      const { level, signals } = JSON.parse(out);
      assert.equal(level, "error");
      assert.equal(code, 1);
      const ids = signals.map(({ id }: { id: string }) => id);
      assert.ok(ids.includes("publisher-new") && ids.includes("install-script-added"), ids.join());
      for (const signal of signals) {
        assert.deepEqual(Object.keys(signal), ["id", "level", "points", "message", "evidence"]);
      }
    }));

  it("judges only what was there at --as-of", () =>
    inFolder(FILES, async (folder) => {
      const words = ["judge", "taken.json", "1.7.0", "--as-of", iso(100), "--format", "json"];
      const { code, out } = await custody(words, { folder });
      assert.equal(JSON.parse(out).asOf, iso(100));
      assert.doesNotMatch(out, /mallory/);
      assert.equal(code, 0);
    }));

  it("tells people the verdict, the evidence and who published what", () =>
    inFolder(FILES, async (folder) => {
      const { out } = await custody(["judge", "taken.json", "1.8.0", "--as-of", iso(0.9)], { folder });
      assert.match(out, /^taken 1\.8\.0: at risk, do not install \(error, score \d+ of 100\)\n/);
      assert.match(out, /\nWhat was found\n/);
      assert.match(out, /\nWho published what\n(?:.*\n)* {2}mallory +·+█ {2}1 release {2}<- 1\.8\.0\n/);
      assert.match(out, /\n {2}not checked: OSV: /);
    }));

  it("reads documents with a byte-order mark, and writes to a file that appears whole", () =>
    inFolder({ "calm.json": `\uFEFF${FILES["calm.json"]}` }, async (folder) => {
      const words = ["judge", "calm.json", "1.9.0", "--output", "out.json", "--format=json"];
      assert.deepEqual(await custody(words, { folder }), { code: 0, out: "", err: "" });
      assert.equal(JSON.parse(await readFile(`${folder}/out.json`, "utf8")).name, "calm");
      assert.deepEqual((await readdir(folder)).sort(), ["calm.json", "out.json"]);
    }));

  it("leaves the file of an earlier result where it was used wrongly", () =>
    inFolder({ ...FILES, "out.json": "earlier" }, async (folder) => {
      const { code } = await custody(["judge", "calm.json", "7.7.7", "--output", "out.json"], { folder });
      assert.equal(await readFile(`${folder}/out.json`, "utf8"), "earlier");
      assert.deepEqual((await readdir(folder)).sort(), ["calm.json", "out.json", "taken.json"]);
      assert.equal(code, 2);
    }));
});
