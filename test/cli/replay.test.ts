import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { custody, inFolder } from "../support/terminal";
import { calmPackument, daysAgo, packumentOf } from "../support/world";

const FILES = {
  "calm.json": JSON.stringify(calmPackument("calm")),
  "two.json": JSON.stringify(
    packumentOf("two", [
      { version: "1.0.0", daysAgo: 400 },
      { version: "2.0.0-beta.1", daysAgo: 300 },
      { version: "2.0.0", daysAgo: 100 },
    ]),
  ),
  "text.json": '{"name": "cut',
  "other.json": "{}",
};

const parse = (out: string): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("custody replay", () => {
  it("prints a judge object a line, with the publication, judged an hour after it", () =>
    inFolder(FILES, async (folder) => {
      const { code, out, err } = await custody(["replay", "two.json", "calm.json"], { folder });
      const lines = parse(out);
      assert.deepEqual(
        lines.slice(0, 4).map(({ name, version }) => `${name}@${version}`),
        ["two@1.0.0", "two@2.0.0-beta.1", "two@2.0.0", "calm@1.0.0"],
      );
      assert.equal(lines.length, 13);
      assert.deepEqual(Object.keys(lines[0] ?? {}), [
        "schema",
        "name",
        "version",
        "asOf",
        "level",
        "score",
        "signals",
        "unchecked",
        "publishedAt",
      ]);
      for (const { asOf, publishedAt } of lines) {
        assert.equal(Date.parse(String(asOf)) - Date.parse(String(publishedAt)), 3_600_000);
      }
      assert.equal(code, 0);
      assert.equal(err, "");
    }));

  it("prints one line a document with --at: its newest stable version at that moment", () =>
    inFolder(FILES, async (folder) => {
      const at = new Date(daysAgo(290)).toISOString();
      const { out } = await custody(["replay", "two.json", "calm.json", "--at", at], { folder });
      assert.deepEqual(
        parse(out).map(({ name, version, asOf }) => [name, version, asOf]),
        [
          ["two", "1.0.0", at],
          ["calm", "1.8.0", at],
        ],
      );
    }));

  it("says which documents could not be used, one line each, and replays the others", () =>
    inFolder(FILES, async (folder) => {
      const words = ["replay", "text.json", "two.json", "other.json", "gone.json", "calm.json"];
      const { code, out, err } = await custody(words, { folder });
      assert.equal(parse(out).length, 13);
      assert.match(
        err,
        /^custody: text\.json is not JSON: .*\ncustody: other\.json is no registry document.*\ncustody: cannot read gone\.json: .*\n$/,
      );
      assert.equal(code, 2);
    }));

  it("writes to a file that holds every line", () =>
    inFolder(FILES, async (folder) => {
      const words = ["replay", "two.json", "calm.json", "--output", "lines.jsonl"];
      assert.deepEqual(await custody(words, { folder }), { code: 0, out: "", err: "" });
      assert.equal(parse(await readFile(`${folder}/lines.jsonl`, "utf8")).length, 13);
    }));

  it("stops when nobody reads any more, and that is no failure", () =>
    inFolder(FILES, async (folder) => {
      const many = Array.from({ length: 20 }, () => "calm.json");
      const { code, out } = await custody(["replay", "two.json", ...many], { folder, readsUntil: 1 });
      assert.equal(parse(out).length, 3);
      assert.equal(code, 0);
    }));
});
