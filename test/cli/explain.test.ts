import assert from "node:assert/strict";
import { custody, inFolder } from "../support/terminal";
import { calmPackument, daysAgo, fakeWorld, packumentOf } from "../support/world";

const PASSED = packumentOf("@scope/passed", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 30, by: "bob" },
  { version: "1.9.0", daysAgo: 20, by: "bob" },
  { version: "1.10.0", daysAgo: 10, by: "bob" },
]);
const DOCUMENTS = { calm: calmPackument("calm"), "@scope/passed": PASSED, gone: undefined };

const explain = (...words: string[]) =>
  inFolder({}, (folder) =>
    custody(["explain", ...words], { folder, world: () => fakeWorld({ documents: DOCUMENTS }) }),
  );

describe("custody explain", () => {
  it("tells the verdict, who published what, the package and what was asked", async () => {
    const { code, out, err } = await explain("@scope/passed@1.8.0");
    assert.match(out, /^@scope\/passed 1\.8\.0: /);
    assert.match(
      out,
      /\nWho published what\n {2}\S.*\n(?: {2}.*\n)* {2}bob {2}[·▁-█]{32} {2}3 releases {2}<- 1\.8\.0\n/,
    );
    assert.match(out, /\nThe package\n {2}First published \d{4}-\d\d-\d\d, 11 releases served, latest is 1\.10\.0\.\n/);
    assert.match(
      out,
      /\nWhat was asked\n {2}the registry: 11 releases, just now\n {2}OSV: no advisory for this version, just now\n/,
    );
    assert.equal(code, 0);
    assert.equal(err, "");
  });

  it("takes the latest release where none is named", async () => {
    assert.match((await explain("@scope/passed")).out, /^@scope\/passed 1\.10\.0: /);
  });

  it("prints the judge object, the way back and the publishers as JSON", async () => {
    const { out } = await explain("@scope/passed@1.8.0", "--format", "json");
    const json = JSON.parse(out);
    assert.deepEqual([json.schema, json.name, json.version], [1, "@scope/passed", "1.8.0"]);
    assert.deepEqual(json.publishers, [publisher("ann", 8, 900, 480), publisher("bob", 3, 30, 10)]);

    function publisher(name: string, releases: number, first: number, last: number) {
      return {
        name,
        releases,
        first: new Date(daysAgo(first)).toISOString(),
        last: new Date(daysAgo(last)).toISOString(),
      };
    }
  });

  it("tells of a name that no registry knows", async () => {
    const { out, code } = await explain("gone@1.0.0", "--format", "json");
    const json = JSON.parse(out);
    assert.equal(json.signals[0].id, "package-missing");
    assert.equal(json.publishers, null);
    assert.equal(code, 0);
  });

  it("exits with 3 where nobody answers", async () => {
    const deaf = () => fakeWorld({ answer: () => ({ failed: "no route" }) });
    const { code, out } = await inFolder({}, (folder) => custody(["explain", "calm@1.0.0"], { folder, world: deaf }));
    assert.match(out, /^calm 1\.0\.0: not checked \(unchecked\)/);
    assert.equal(code, 3);
  });
});
