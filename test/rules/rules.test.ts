import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rules } from "../../server/src/core/assess/rules/index";
import { assertSentence } from "../support/sentence";
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

  it("accuse nobody: no motive, no guilt, no e-mail address, and only a feed says malicious", () => {
    for (const { id } of rules) {
      for (const name of caseNames(id)) {
        const { summary, findings } = judgeRuleCase(id, name);
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

  for (const { id } of rules) {
    describe(id, () => {
      const names = existsSync(`${CASES}/${id}`) ? caseNames(id) : [];

      it("has a case in which it speaks and one in which it is silent", () => {
        const speaks = names.map((name) => judgeRuleCase(id, name).findings.some(({ rule }) => rule === id));
        assert.deepEqual([...new Set(speaks)].sort(), [false, true], "cases that speak, and that do not");
      });

      for (const name of names) {
        it(`says it in one sentence: ${name.replaceAll("-", " ")}`, () => {
          for (const { rule, what } of judgeRuleCase(id, name).findings) {
            assertSentence(rule, what);
          }
        });

        it(`says what was expected of ${name.replaceAll("-", " ")}`, () => {
          const path = `${CASES}/${id}/${name}/expected.txt`;
          const actual = renderCase(id, judgeRuleCase(id, name));
          if (process.env.UPDATE !== undefined) {
            writeFileSync(path, actual);
          }
          assert.equal(actual, readFileSync(path, "utf8"));
        });
      }
    });
  }
});
