import assert from "node:assert/strict";
import { arrangeCheck } from "../../server/src/core/present/formats/checkView";
import { renderGithubAnnotations } from "../../server/src/core/present/formats/githubAnnotations";
import { renderMarkdownReport } from "../../server/src/core/present/formats/markdownReport";
import { sarif } from "../../server/src/core/present/formats/sarif";
import { checked, checkInput, HOSTILE, locate, MIXED } from "../support/checked";

const OPTIONS = { locate, nameFile: (file: string) => file.replace(/^\/app\//, ""), version: "1.2.3" };

describe("renderGithubAnnotations", () => {
  it("writes one annotation for each package at info or above, accepted ones left out, and a notice for what is open", () => {
    assert.equal(
      renderGithubAnnotations(arrangeCheck(MIXED), OPTIONS),
      `\
::error file=package.json,line=3,endLine=3,col=6,endColumn=9,title=bad 3.0.0 (malware)::bad 3.0.0: OSV record MAL-2026-1 names this version as malicious.%0AMend malware.%0AThere is no sound earlier release to go back to.
::warning file=package-lock.json,line=3,endLine=3,col=1,endColumn=6,title=zeta 2.10.0 (publisher-new)::zeta 2.10.0: first release by mallory; ann published all 30 before it.%0AMend publisher-new.%0AThe last sound release before it is 2.9.0 (2023-05-06); override with it, then run npm install.%0AIt is here through app > calm > zeta.
::notice file=package.json,line=1,endLine=1,col=1,endColumn=5,title=told 1.2.3 (maintainers-replaced)::told (would resolve to 1.2.3 today): recently transferred to bob.%0AMend maintainers-replaced.
::notice title=custody%3A not checked::OSV for 1 package: no answer (timed out after 10 s)
::notice title=custody%3A not checked::the registry for 1 package: the version could not be resolved: timed out
`,
    );
  });

  it("lets no text of a package end a command or begin another", () => {
    const text = renderGithubAnnotations(arrangeCheck(HOSTILE), OPTIONS);
    assert.deepEqual(text.split("\n").length, 2);
    assert.match(text, /^::error file=a b%2Cc%3Ad%25\/package\.json,line=1,/);
    assert.ok(text.includes("100%25"));
    assert.doesNotMatch(text.trimEnd(), /[\p{Cc}\p{Cf}]/u);
  });
});

describe("renderMarkdownReport", () => {
  it("is a verdict, a table and what is open", () => {
    assert.equal(
      renderMarkdownReport(arrangeCheck(MIXED), OPTIONS),
      `\
### Custody: at risk, do not install

7 packages: 1 error, 1 warning, 1 info, 1 clear, 2 unchecked, 1 accepted.

| Level | Package | What | What to do | Where |
| --- | --- | --- | --- | --- |
| **error** | bad 3.0.0 | OSV record MAL-2026-1 names this version as malicious. | Mend malware. There is no sound earlier release to go back to. | package.json:3 |
| **warning** | zeta 2.10.0 | first release by mallory; ann published all 30 before it. | Mend publisher-new. The last sound release before it is 2.9.0 (2023-05-06); override with it, then run npm install. | package-lock.json:3, through app \\> calm \\> zeta |
| **info** | told 1.2.3 | recently transferred to bob. | Mend maintainers-replaced. | package.json:1 |

<details><summary>Not checked</summary>

- OSV for 1 package: no answer (timed out after 10 s)
- the registry for 1 package: the version could not be resolved: timed out

</details>
`,
    );
  });

  it("is one line when all is clear", () => {
    const text = renderMarkdownReport(arrangeCheck(checkInput([checked("a", "1.0.0")])), OPTIONS);
    assert.equal(text, "### Custody: all clear\n\n1 package: 1 clear.\n");
  });

  it("lets no text of a package make a cell, a tag, a link, a mention or a reference", () => {
    const rows = renderMarkdownReport(arrangeCheck(HOSTILE), OPTIONS)
      .split("\n")
      .filter((line) => line.startsWith("| **error**"));
    assert.equal(rows.length, 1);
    const [row = ""] = rows;
    assert.equal(row.replaceAll("\\|", "").split("|").length, 7);
    for (const sign of ["<", "[", "`"]) {
      assert.equal(row.replaceAll(`\\${sign}`, "").includes(sign), false, `${sign} in ${row}`);
    }
    assert.doesNotMatch(row.replaceAll("&#8203;", "\u00B7"), /@\w|#\d|\w:\/\/|www\.|[\p{Cc}\p{Cf}]/u);
  });
});

describe("sarif", () => {
  const log = sarif(arrangeCheck(MIXED), OPTIONS);
  const [run] = log.runs;

  it("is a log of version 2.1.0 with one run of this program", () => {
    assert.equal(log.version, "2.1.0");
    assert.equal(run.tool.driver.name, "Custody");
    assert.equal(run.tool.driver.version, "1.2.3");
  });

  it("has one result for each package at info or above, at the level of the whole", () => {
    assert.deepEqual(
      run.results.map(({ ruleId, level, message }) => [ruleId, level, message.text]),
      [
        [
          "malware",
          "error",
          "bad 3.0.0: OSV record MAL-2026-1 names this version as malicious. Mend malware. There is no sound earlier release to go back to.",
        ],
        ["trust-downgraded", "warning", "agreed 4.0.3: lost its provenance. Mend trust-downgraded."],
        [
          "publisher-new",
          "warning",
          "zeta 2.10.0: first release by mallory; ann published all 30 before it. Mend publisher-new. The last sound release before it is 2.9.0 (2023-05-06); override with it, then run npm install. It is here through app > calm > zeta.",
        ],
        [
          "maintainers-replaced",
          "note",
          "told (would resolve to 1.2.3 today): recently transferred to bob. Mend maintainers-replaced.",
        ],
      ],
    );
  });

  it("describes every rule that a result names, at the index that it gives", () => {
    const ids = run.tool.driver.rules.map(({ id }) => id);
    for (const { ruleId, ruleIndex } of run.results) {
      assert.equal(ids[ruleIndex], ruleId);
    }
  });

  it("suppresses what was accepted, with its reason", () => {
    assert.deepEqual(
      run.results.map((result) => ("suppressions" in result ? result.suppressions : undefined)),
      [undefined, [{ kind: "external", justification: "workflow slip" }], undefined, undefined],
    );
  });

  it("tells regions from 1, and the other places of the same package", () => {
    const region = (line: number, start: number, end: number) => ({
      startLine: line,
      startColumn: start,
      endLine: line,
      endColumn: end,
    });
    const [bad] = run.results;
    assert.deepEqual(bad?.locations[0]?.physicalLocation, {
      artifactLocation: { uri: "package.json", uriBaseId: "%SRCROOT%" },
      region: region(3, 6, 9),
    });
    assert.equal("relatedLocations" in (bad ?? {}), true);
  });

  it("notes what is open, source by source", () => {
    assert.deepEqual(
      run.invocations[0].toolExecutionNotifications.map(({ descriptor, level }) => [descriptor.id, level]),
      [
        ["unchecked/osv", "note"],
        ["unchecked/registry", "note"],
      ],
    );
  });

  it("writes files as addresses, and hostile text as plain sentences", () => {
    const [result] = sarif(arrangeCheck(HOSTILE), OPTIONS).runs[0].results;
    assert.equal(result?.locations[0]?.physicalLocation.artifactLocation.uri, "a%20b%2Cc%3Ad%25/package.json");
    assert.doesNotMatch(result?.message.text ?? "\n", /[\p{Cc}\p{Cf}]/u);
  });
});
