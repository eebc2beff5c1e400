import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rules } from "../../server/src/core/assess/rules/index";
import type { Finding } from "../../server/src/core/model";
import { assertCompared, assertSentence } from "../support/sentence";
import { renderPolicyCase, reviewPolicyCase } from "./policyCase";
import { CASES, caseNames, judgeRuleCase, renderCase } from "./ruleCase";

const PAGES = `${import.meta.dirname}/../../docs/rules`;
const ids = rules.map(({ id }) => id).sort();

describe("rules", () => {
  it("have each a page, and no page is without its rule", () => {
    const pages = readdirSync(PAGES)
      .filter((file) => file.endsWith(".md") && file !== "README.md")
      .map((file) => file.slice(0, -".md".length));
    assert.deepEqual(pages.sort(), ids);
  });

  it("stand each in the table of pages, with family and level", () => {
    const table = readFileSync(`${PAGES}/README.md`, "utf8");
    for (const { id, family, level } of rules) {
      assert.match(table, new RegExp(`\\| ${family} +\\| \\[${id}\\]\\(${id}\\.md\\) +\\|.*\\| ${level} +\\|`), id);
    }
  });

  it("have each a folder of cases, and no folder is without its rule", () => {
    const folders = readdirSync(CASES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    assert.deepEqual(folders.sort(), ids);
  });

  it("accuse nobody: no motive, no guilt, no e-mail address, and only a feed says malicious", async () => {
    for (const { id } of rules) {
      for (const name of caseNames(id)) {
        const { summary, findings } = await judgeCase(id, name);
        for (const { rule, what, why, remedy } of findings) {
          const text = `${what} ${why} ${remedy} ${summary}`;
          assert.doesNotMatch(
            text,
            /steal|stole|thief|attack|hijack|hacker|crimin|guilt|suspicio|evil|lie[sd]?\b/i,
            `${id}/${name}`,
          );
          assert.doesNotMatch(`${what} ${why} ${remedy}`, rule === "malware" ? /^$/ : /malicious/i, `${id}/${name}`);
          assert.doesNotMatch(text, /(?<![\w.+-])(?!git@)[\w.+-]+@[a-z][\w-]*\.[a-z]{2,}/i, `${id}/${name}`);
          for (const sentence of [what, why, remedy]) {
            assert.ok(sentence.length <= 200 && sentence.endsWith("."), `${id}/${name}: ${sentence}`);
          }
        }
      }
    }
  });

  for (const { id, highest } of rules) {
    describe(id, () => {
      const names = existsSync(`${CASES}/${id}`) ? caseNames(id) : [];

      it("has a case in which it speaks and one in which it is silent", async () => {
        const speaks = new Set<boolean>();
        for (const name of names) {
          speaks.add((await judgeCase(id, name)).findings.some(({ rule }) => rule === id));
        }
        assert.deepEqual([...speaks].sort(), [false, true], "cases that speak, and that do not");
      });

      it("is never worse alone than the highest level that it names", async () => {
        for (const name of names) {
          for (const { rule, level } of (await judgeCase(id, name)).findings) {
            assert.ok(rule !== id || isSet(id, name) || LEVELS.indexOf(level) >= LEVELS.indexOf(highest), name);
          }
        }
      });

      for (const name of names) {
        it(`says it in one sentence: ${name.replaceAll("-", " ")}`, async () => {
          for (const finding of (await judgeCase(id, name)).findings) {
            assertSentence(finding.rule, finding.what);
            assertCompared(finding);
          }
        });

        it(`says what was expected of ${name.replaceAll("-", " ")}`, async () => {
          const path = `${CASES}/${id}/${name}/expected.txt`;
          const { text: actual } = await judgeCase(id, name);
          if (process.env.UPDATE !== undefined) {
            writeFileSync(path, actual);
          }
          assert.equal(actual, readFileSync(path, "utf8"));
        });
      }
    });
  }
});

const LEVELS = ["error", "warning", "info", "none"];

interface Judged {
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** What a person is told. */
  readonly text: string;
}

async function judgeCase(id: string, name: string): Promise<Judged> {
  const ofPolicy = await reviewPolicyCase(`${CASES}/${id}/${name}`);
  if (ofPolicy !== undefined) {
    const findings = ofPolicy.report.fileFindings.map(({ finding }) => finding);
    return { summary: "", findings, text: renderPolicyCase(id, ofPolicy) };
  }
  const { summary, findings, ...rest } = judgeRuleCase(id, name);
  return { summary, findings, text: renderCase(id, { summary, findings, ...rest }) };
}

/** Whether a case sets levels itself. */
function isSet(id: string, name: string): boolean {
  const path = `${CASES}/${id}/${name}/evidence.json`;
  return existsSync(path) && readFileSync(path, "utf8").includes('"levels"');
}
