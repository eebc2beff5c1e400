import assert from "node:assert/strict";
import { HAS_GIT, inRepository } from "../support/repository";
import { custody, inFolder } from "../support/terminal";
import { calmPackument, fakeWorld } from "../support/world";

const OWN_LIST = { form: ".npmrc", file: "/home/ann/.npmrc", text: "min-release-age-exclude[]=other\n" };
const documents = { calm: calmPackument("calm") };
const world = () => fakeWorld({ documents });
const inOwnHome = () => fakeWorld({ documents, ownSettings: [OWN_LIST] });

const manifest = (dependencies: object) =>
  `${JSON.stringify({ name: "app", packageManager: "npm@11.19.1", dependencies }, undefined, 2)}\n`;
const APP = { "package.json": manifest({ calm: "1.9.0" }), ".npmrc": "min-release-age=3650\n" };

const SAID =
  /^The next npm install will refuse calm 1\.9\.0: published \d+ days ago, and min-release-age in \.npmrc is 3650 days\. Ask for an earlier release, or wait until it has that age\.$/;

/** What each format makes of a check, or of a review: the one place that tells of the refusal, on one line. */
const FORMATS: Readonly<Record<string, (out: string) => string>> = {
  text: (out) => one(out.replace(/\n {2}/g, " ").matchAll(/^- (.*) package\.json:5$/gm)),
  markdown: (out) => one(out.matchAll(/^- (.*) \(package\\?\.json:5\)$/gm)).replaceAll("\\", ""),
  github: (out) => one(out.matchAll(/^::notice file=package\.json,line=5,.*title=calm 1\.9\.0 \(install\)::(.*)$/gm)),
  sarif(out) {
    const [run] = JSON.parse(out).runs;
    const [note] = run.invocations[0].toolExecutionNotifications;
    assert.deepEqual([note.level, note.descriptor.id], ["note", "install/age"]);
    assert.equal(note.locations[0].physicalLocation.region.startLine, 5);
    return note.message.text;
  },
  json(out) {
    const { refused } = JSON.parse(out);
    const [{ message, ...rest }] = refused;
    assert.deepEqual(rest, { name: "calm", version: "1.9.0", reason: "age", file: "package.json", line: 5, column: 6 });
    return message;
  },
};

function one(found: Iterable<RegExpMatchArray>): string {
  const [first, ...others] = [...found];
  assert.ok(first !== undefined && others.length === 0, "it is told once");
  return first[1] ?? "";
}

describe("what the next install will refuse", () => {
  for (const [format, read] of Object.entries(FORMATS)) {
    it(`is told by a check in the words of the editor, and fails nothing: ${format}`, async () => {
      const { code, out } = await inFolder(APP, (folder) => custody(["check", "--format", format], { folder, world }));
      assert.match(read(out), SAID);
      assert.equal(code, 0);
    });

    it(`is told by a review, of what has changed: ${format}`, async function () {
      if (!HAS_GIT) {
        this.skip();
      }
      const before = { ...APP, "package.json": manifest({}) };
      const { code, out } = await inRepository(before, async (repository) => {
        await repository.write(APP);
        return custody(["review", "--format", format], { folder: repository.folder, world });
      });
      assert.match(read(out), SAID);
      assert.equal(code, 0);
    });
  }

  it("is told by the page, too, with the line", async () => {
    const { out } = await inFolder(APP, (folder) => custody(["check", "--format", "html"], { folder, world }));
    assert.match(
      out,
      /<h2>What the next install will refuse<\/h2><ul class="plain"><li>The next npm install will refuse calm 1\.9\.0: .*package\.json:5/,
    );
  });

  it("is a list of its own in JSON only where there is anything to list", async () => {
    const { out } = await inFolder({ ...APP, ".npmrc": "" }, (folder) =>
      custody(["check", "--format", "json", "--all"], { folder, world }),
    );
    assert.equal("refused" in JSON.parse(out), false);
  });

  it("comes with what to write where the list that holds is the user's own", async () => {
    const { out } = await inFolder(APP, (folder) =>
      custody(["check", "--format", "json"], { folder, world: inOwnHome }),
    );
    assert.match(
      JSON.parse(out).refused[0].message,
      /or wait until it has that age\. To take it now, add calm to min-release-age-exclude in your own \.npmrc: that list holds, and one in the project would take its place\.$/,
    );
  });
});
