import assert from "node:assert/strict";
import { combine } from "../../server/src/core/assess/combine";
import type { News } from "../../server/src/core/assess/news";
import type { Signal, Strength } from "../../server/src/core/assess/rule";
import { rules } from "../../server/src/core/assess/rules/index";
import type { FindingLevel, Level } from "../../server/src/core/model";
import { DEFAULT_SETTINGS, type Settings } from "../../server/src/core/settings";
import { context } from "../support/evidence";

const RECENT: News = { isRecent: true, isHistory: false };

/** A signal of a rule, as it says itself unless the test says otherwise. */
function signal(id: string, strength: Strength = "usual", level?: FindingLevel): Signal {
  const rule = rules.find((each) => each.id === id);
  assert.ok(rule !== undefined, id);
  const { family, points } = rule;
  const words = { what: "", why: "", remedy: "", evidence: {} };
  return { finding: { rule: id, family, level: level ?? rule.level, points, ...words }, strength, clause: id };
}

function levelOf(signals: readonly Signal[], news = RECENT, levels: Settings["levels"] = {}): Level {
  return combine(signals, context({ settings: { ...DEFAULT_SETTINGS, levels } }), news).level;
}

describe("signals together", () => {
  const rows: readonly { title: string; signals: readonly Signal[]; level: Level }[] = [
    { title: "none", signals: [], level: "clear" },
    { title: "a new publisher alone", signals: [signal("publisher-new")], level: "clear" },
    { title: "a fall of evidence alone", signals: [signal("trust-downgraded")], level: "info" },
    { title: "a new install script alone", signals: [signal("install-script-added", "strong")], level: "warning" },
    {
      title: "a new install script by a new publisher",
      signals: [signal("install-script-added", "strong"), signal("publisher-new")],
      level: "error",
    },
    {
      title: "a new git dependency with less evidence",
      signals: [signal("git-dependency-added", "strong"), signal("trust-downgraded")],
      level: "error",
    },
    {
      title: "a new install script in a release that is young",
      signals: [signal("install-script-added", "strong"), signal("release-young", "weak")],
      level: "warning",
    },
    {
      title: "a new publisher with less evidence",
      signals: [signal("publisher-new"), signal("trust-downgraded")],
      level: "warning",
    },
    {
      title: "two changes of who",
      signals: [signal("publisher-new"), signal("repository-moved")],
      level: "clear",
    },
    {
      title: "a listed maintainer of long standing with less evidence",
      signals: [signal("publisher-new", "weak"), signal("trust-downgraded")],
      level: "info",
    },
    {
      title: "a new publisher after a silence",
      signals: [signal("publisher-new"), signal("release-after-silence", "weak")],
      level: "clear",
    },
    {
      title: "an account back after years, in another's rhythm",
      signals: [signal("publisher-returned", "strong")],
      level: "warning",
    },
    {
      title: "a patch after years of silence",
      signals: [signal("release-after-silence", "strong")],
      level: "warning",
    },
    { title: "an account back after a year", signals: [signal("publisher-returned", "weak")], level: "clear" },
    {
      title: "less evidence across lines, by the usual hands",
      signals: [signal("trust-downgraded", "borrowed", "none"), signal("release-burst")],
      level: "clear",
    },
    {
      title: "less evidence across lines, with a new install script",
      signals: [signal("trust-downgraded", "borrowed", "none"), signal("install-script-added", "strong")],
      level: "error",
    },
  ];
  for (const { title, signals, level } of rows) {
    it(`are ${level}: ${title}`, () => assert.equal(levelOf(signals), level));
  }

  it("do not tell what only means something beside other evidence", () => {
    const { signals } = combine([signal("trust-downgraded", "borrowed", "none")], context(), RECENT);
    assert.deepEqual(signals, []);
  });

  it("tell the main reason first, and youth last", () => {
    const found = [
      "release-young",
      "install-script-added",
      "trust-downgraded",
      "publisher-new",
      "release-after-silence",
    ];
    const order = combine(
      found.map((id) => signal(id, id.startsWith("release") ? "weak" : "usual")),
      context(),
      RECENT,
    ).signals.map(({ finding }) => finding.rule);
    assert.deepEqual(order, [
      "install-script-added",
      "trust-downgraded",
      "publisher-new",
      "release-after-silence",
      "release-young",
    ]);
  });
});

describe("a release that has stood", () => {
  const script = signal("install-script-added", "strong");
  const history: News = { isRecent: false, isHistory: true };

  it("is no longer raised by what happened at it", () => {
    assert.equal(levelOf([script, signal("publisher-new")], history), "clear");
  });

  it("is still raised by what is so today", () => {
    assert.equal(levelOf([script, signal("version-pulled")], history), "error");
    assert.equal(levelOf([signal("deprecated")], history), "info");
  });

  it("keeps its warning while nobody followed it up", () => {
    assert.equal(levelOf([script], { isRecent: false, isHistory: false }), "warning");
  });

  it("is no longer raised by its rhythm after the recent window, but still by what is in it", () => {
    const stood: News = { isRecent: false, isHistory: false };
    assert.equal(levelOf([signal("publisher-new"), signal("release-burst")]), "warning");
    assert.equal(levelOf([signal("publisher-new"), signal("release-burst")], stood), "clear");
    assert.equal(levelOf([signal("release-after-silence", "strong")], stood), "clear");
    assert.equal(levelOf([script, signal("release-burst")], stood), "warning");
  });

  it("is no transfer of custody any more after the recent window", () => {
    const transfer = signal("publisher-new", "usual", "info");
    assert.equal(levelOf([transfer]), "info");
    assert.equal(levelOf([transfer], { isRecent: false, isHistory: false }), "clear");
  });
});

describe("a level that somebody set", () => {
  const rows: readonly { title: string; levels: Settings["levels"]; rule: string; level: Level }[] = [
    { title: "raises a rule", levels: { deprecated: "error" }, rule: "deprecated", level: "error" },
    { title: "lowers a rule", levels: { "lock-host": "info" }, rule: "lock-host", level: "info" },
    { title: "switches a rule off", levels: { "lock-host": "off" }, rule: "lock-host", level: "clear" },
    { title: "does not switch malware off", levels: { malware: "off" }, rule: "malware", level: "error" },
    {
      title: "does not lower a pulled version",
      levels: { "version-pulled": "info" },
      rule: "version-pulled",
      level: "error",
    },
  ];
  for (const { title, levels, rule, level } of rows) {
    it(title, () => assert.equal(levelOf([signal(rule)], RECENT, levels), level));
  }

  it("takes a rule that is off out of conjunctions too", () => {
    const signals = [signal("install-script-added", "strong"), signal("publisher-new")];
    assert.equal(levelOf(signals, RECENT, { "publisher-new": "off" }), "warning");
  });
});

describe("the score", () => {
  const ids = rules.map(({ id }) => id);
  const bands: Readonly<Record<string, readonly [number, number]>> = {
    error: [0, 19],
    warning: [20, 49],
    info: [50, 79],
    clear: [80, 100],
  };

  it("stands in the band of its level, for every pair of rules", () => {
    for (const a of ids) {
      for (const b of ids) {
        const { level, score } = combine([signal(a), signal(b)], context(), RECENT);
        const [low = 0, high = 0] = bands[level] ?? [];
        assert.ok(low <= score && score <= high, `${a} and ${b}: ${level} ${score}`);
      }
    }
  });

  it("is never better for one finding more", () => {
    for (const a of ids) {
      for (const b of ids) {
        const one = combine([signal(a)], context(), RECENT).score;
        assert.ok(combine([signal(a), signal(b)], context(), RECENT).score <= one, `${a} and ${b}`);
      }
    }
  });

  const health = () => rules.filter(({ family }) => family === "health").map(({ id }) => signal(id));

  it("of a package with nothing else against it stays at 90 or above, however badly it is looked after", () => {
    assert.ok(combine(health(), context(), RECENT).score >= 90);
  });

  it("loses at most 20 points for how a package is looked after", () => {
    const heavy = health().map((each) => ({ ...each, finding: { ...each.finding, points: 15 } }));
    const beside = signal("deprecated");
    const without = combine([beside], context(), RECENT).score;
    assert.equal(combine([beside, ...heavy], context(), RECENT).score, without - 20);
  });
});
