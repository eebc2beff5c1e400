import assert from "node:assert/strict";
import { arrangeCheck } from "../../server/src/core/present/formats/checkView";
import { COLOURED, PLAIN } from "../../server/src/core/present/formats/terminal";
import { renderCheckText } from "../../server/src/core/present/formats/text";
import { assessment, checked, checkInput, finding, HOSTILE, locate, MIXED } from "../support/checked";

const OPTIONS = { all: false, locate, paint: PLAIN, width: 80, switchedOff: [] };
const render = (input: typeof MIXED, differs: Partial<Parameters<typeof renderCheckText>[1]> = {}) =>
  renderCheckText(arrangeCheck(input), { ...OPTIONS, ...differs });

describe("renderCheckText", () => {
  it("tells the worst first, with reason, remedy and place, then the totals and what is open", () => {
    assert.equal(
      render(MIXED),
      `\
error    bad 3.0.0  score 4, direct
  OSV record MAL-2026-1 names this version as malicious.
  => Mend malware.
     There is no sound earlier release to go back to.
  package-lock.json:1, package.json:3

warning  agreed 4.0.3  score 30, accepted, direct
  lost its provenance.
  Accepted until 2027-03-01: workflow slip
  package.json:1

warning  zeta 2.10.0  score 41, transitive, development only
  first release by mallory; ann published all 30 before it.
  - Nothing was released for 26 months before it.
  => Mend publisher-new.
     The last sound release before it is 2.9.0 (2023-05-06); override with it,
     then run npm install.
  package-lock.json:3, package-lock.json:5 and 1 more; through app > calm > zeta
  and 1 other way

info     told 1.2.3  score 60, direct, would resolve to this today
  recently transferred to bob.
  => Mend maintainers-replaced.
  package.json:1

7 packages: 1 error, 1 warning, 1 info, 1 clear, 2 unchecked, 1 accepted.
Not checked: OSV for 1 package: no answer (timed out after 10 s).
Not checked: the registry for 1 package: the version could not be resolved:
  timed out. npm's own configuration says which registry is asked; --registry
  URL names another.
`,
    );
  });

  for (const { title, rule, remedy, says } of [
    { title: "where the remedy does not", rule: "publisher-new", remedy: "Look at it.", says: true },
    { title: "unless the remedy does", rule: "publisher-new", remedy: "Go back to 1.9.0.", says: false },
    { title: "unless the way is forward", rule: "vulnerable", remedy: "2.0.1 mends it.", says: false },
  ]) {
    it(`names the release to go back to, ${title}`, () => {
      const findings = [finding(rule, "warning", "What.", { remedy })];
      const rollback = { version: "1.9.0", publishedAt: undefined };
      const entry = checked("p", "2.0.0", { assessment: assessment({ level: "warning", findings }), rollback });
      assert.equal(render(checkInput([entry])).includes("The last sound release before it is 1.9.0"), says);
    });
  }

  it("is calm when all is clear", () => {
    const all = checkInput([checked("a", "1.0.0"), checked("b", "1.0.0")]);
    assert.equal(render(all), "2 packages, all clear.\n");
  });

  it("never says all clear where something is open", () => {
    const silent = MIXED.packages.filter(({ assessment: { level } }) => level === "unchecked" || level === "clear");
    assert.match(render(checkInput(silent)), /^2 packages: 1 clear, 1 unchecked\.\nNot checked: OSV for 1 package/);
  });

  it("says that there is nothing to judge", () => {
    assert.equal(render(checkInput([])), "No package from a registry is declared or locked here.\n");
  });

  it("lists clear and unchecked packages with --all, one line each", () => {
    const quiet = MIXED.packages.filter(({ assessment: { level } }) => level === "unchecked" || level === "clear");
    assert.match(
      render(checkInput(quiet), { all: true }),
      /^clear {6}calm 1\.0\.0 {2}score 90\nunchecked {2}silent 1\.0\.0\n\n/,
    );
  });

  it("stops after 500 packages, says how many are left out, and counts them all", () => {
    const [warned] = MIXED.packages.filter(({ accepted, assessment: { level } }) => level === "warning" && !accepted);
    const many = Array.from({ length: 1200 }, (_, i) => ({
      ...warned,
      ...checked(`p${i}`, "1.0.0"),
      assessment: warned?.assessment ?? assert.fail(),
    }));
    const text = render(checkInput(many));
    assert.equal(text.match(/^warning/gm)?.length, 500);
    assert.match(
      text,
      /\n\nand 700 packages more; --format json lists every one\.\n\n1,200 packages: 1,200 warnings\.\n/,
    );
  });

  it("names the rules that are switched off", () => {
    const all = checkInput([checked("a", "1.0.0")]);
    assert.equal(
      render(all, { switchedOff: ["deprecated", "unmaintained"] }),
      "1 package, all clear.\nSwitched off: deprecated, unmaintained.\n",
    );
  });

  it("lets nothing of a package's text move the cursor or reverse what is read", () => {
    assert.doesNotMatch(render(HOSTILE).replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  });

  it("colours the level on a terminal, and writes it out all the same", () => {
    const coloured = render(MIXED, { paint: COLOURED });
    assert.ok(coloured.startsWith("\u001B[1;31merror    \u001B[0m\u001B[1mbad 3.0.0\u001B[0m"));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
    assert.equal(coloured.replace(/\u001B\[[\d;]*m/g, ""), render(MIXED));
  });
});
