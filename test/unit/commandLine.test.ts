import assert from "node:assert/strict";
import { readCommandLine } from "../../server/src/cli/commandLine";
import { renderHelp } from "../../server/src/cli/help";
import { COMMAND_NAMES, COMMANDS } from "../../server/src/cli/options";

describe("readCommandLine", () => {
  it("reads a command with its arguments, options before and behind it", () => {
    const line = readCommandLine([
      "--quiet",
      "--registry",
      "http://localhost:1",
      "check",
      "app",
      "--format=json",
      "--all",
    ]);
    assert.ok(line.kind === "run");
    assert.equal(line.command, "check");
    assert.deepEqual(line.positionals, ["app"]);
    assert.equal(line.format, "json");
    assert.deepEqual([...line.flags], ["quiet", "all"]);
    assert.deepEqual(line.values.get("registry"), ["http://localhost:1"]);
  });

  it("keeps every value of a repeatable option, and the last format", () => {
    const line = readCommandLine(
      "judge p.json 1.0.0 --created a=2020-01-01 --created b=2020-01-02 --format text --format json".split(" "),
    );
    assert.ok(line.kind === "run");
    assert.deepEqual(line.values.get("created"), ["a=2020-01-01", "b=2020-01-02"]);
    assert.equal(line.format, "json");
  });

  it("takes what stands behind -- for arguments", () => {
    const line = readCommandLine(["inspect", "--", "-h"]);
    assert.ok(line.kind === "run");
    assert.deepEqual(line.positionals, ["-h"]);
  });

  for (const [words, command] of [
    ["--help", undefined],
    ["-h", undefined],
    ["help", undefined],
    ["help judge", "judge"],
    ["judge --help", "judge"],
    ["replay -h", "replay"],
  ] as const) {
    it(`understands "${words}" as a wish for help`, () => {
      assert.deepEqual(readCommandLine(words.split(" ")), { kind: "help", command });
    });
  }

  it("understands --version and -v", () => {
    assert.deepEqual(readCommandLine(["--version"]), { kind: "version" });
    assert.deepEqual(readCommandLine(["-v"]), { kind: "version" });
  });

  const wrong: readonly { words: string; says: RegExp }[] = [
    { words: "", says: /^expected a command: check, review, explain, inspect, judge, replay, doctor, cache/ },
    { words: "chek .", says: /^unknown command "chek", did you mean "check"\?; commands are check, review, explain/ },
    { words: "frobnicate", says: /^unknown command "frobnicate"; commands are/ },
    {
      words: "survey",
      says: /^unknown command "survey".*commands are check, review, explain, inspect, judge, replay, doctor, cache$/,
    },
    { words: "toString", says: /^unknown command "toString"/ },
    { words: "check --ofline", says: /^unknown option "--ofline", did you mean "--offline"\?/ },
    { words: "check --fail", says: /^unknown option "--fail"/ },
    { words: "check --constructor", says: /^unknown option "--constructor"/ },
    { words: "check -x", says: /^unknown option "-x"/ },
    { words: "check --no-offline", says: /^unknown option "--no-offline"/ },
    { words: "judge p.json 1.0.0 --deep", says: /^--deep belongs to check, review, not to judge$/ },
    {
      words: "inspect package.json --as-of 2020-01-01",
      says: /^--as-of belongs to check, review, explain, judge, not to inspect$/,
    },
    { words: "check --format", says: /^--format needs a value: --format FORMAT$/ },
    { words: "check --format --all", says: /^--format needs a value/ },
    { words: "check --format=", says: /^--format needs a value/ },
    { words: "check --all=yes", says: /^--all takes no value, but was given "yes"$/ },
    {
      words: "check --format xml",
      says: /^--format of check is one of text, json, sarif, github, markdown, html, not "xml"$/,
    },
    { words: "inspect package.json --format sarif", says: /^--format of inspect is one of text, json, not "sarif"$/ },
    { words: "replay p.json --format json", says: /^--format of replay is one of jsonl, not "json"$/ },
    {
      words: "check a b",
      says: /^check expects at most one PATH, but was given "a" "b"; usage: custody check \[PATH\]$/,
    },
    { words: "inspect", says: /^inspect expects one FILE, but was given nothing; usage: custody inspect FILE$/ },
    { words: "judge p.json", says: /^judge expects a registry document and a VERSION, but was given "p.json"/ },
    { words: "replay", says: /^replay expects one registry document or more, but was given nothing/ },
    { words: "explain", says: /^explain expects one package, as NAME or NAME@VERSION, but was given nothing/ },
  ];
  for (const { words, says } of wrong) {
    it(`answers "${words}" with one line`, () => {
      assert.throws(() => readCommandLine(words.split(" ").filter(Boolean)), { name: "UsageError", message: says });
    });
  }
});

describe("renderHelp", () => {
  it("names every command in the overview", () => {
    for (const name of COMMAND_NAMES) {
      assert.match(renderHelp(undefined), new RegExp(`^  ${name} +\\S`, "m"));
    }
  });

  for (const name of COMMAND_NAMES) {
    it(`lists the options, formats and exit codes of ${name}`, () => {
      const page = renderHelp(name);
      for (const option of COMMANDS[name].options) {
        assert.match(page, new RegExp(`^  --${option}(?: |$)`, "m"));
      }
      for (const format of COMMANDS[name].formats) {
        assert.ok(page.includes(format));
      }
      assert.match(page, /^Exit codes\n {2}0 {2}/m);
    });
  }

  it("fits a terminal of 120 columns", () => {
    for (const page of [undefined, ...COMMAND_NAMES].map(renderHelp)) {
      for (const line of page.split("\n")) {
        assert.ok(line.length <= 120, line);
      }
    }
  });
});
