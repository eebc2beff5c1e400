import assert from "node:assert/strict";
import type { Release } from "../../server/src/core/model";
import { renderTimeline } from "../../server/src/core/present/hover/timeline";
import { readTimeline } from "../../server/src/core/present/hover/timelineFacts";
import { history, release } from "../support/service";
import { NOW } from "../support/world";

const KINDS = ["dark", "light", "high-contrast-dark", "high-contrast-light"] as const;
const HOSTILE = `</text><script>alert(1)</script><image href="x"/>&"'\u202E\u0000${"W".repeat(500)}`;

/** `count` releases, one every `every` days, the last `last` days ago. */
function series(by: string | undefined, major: number, count: number, last: number, every = 30): Release[] {
  return Array.from({ length: count }, (_, i) => release(`${major}.${i}.0`, last + (count - 1 - i) * every, by));
}

const gone = [700, 300].map((days) => ({ version: `0.${days}.0`, publishedAt: NOW - days * 86_400_000 }));

describe("readTimeline", () => {
  const cases: readonly {
    title: string;
    releases: readonly Release[];
    version: string;
    headline: string;
    notable: boolean;
  }[] = [
    {
      title: "a new publisher after a long silence",
      releases: [...series("ann", 1, 10, 800), release("1.10.0", 10, "bob")],
      version: "1.10.0",
      headline: "26 months silent, then a new publisher",
      notable: true,
    },
    {
      title: "a new publisher in mid-flow",
      releases: [...series("ann", 1, 10, 40), release("1.10.0", 10, "bob"), release("1.11.0", 9, "bob")],
      version: "1.11.0",
      headline: "10 releases by ann, then a new publisher",
      notable: true,
    },
    {
      title: "a trusted publisher as no reason to worry",
      releases: [
        ...series("ann", 1, 3, 40),
        release("1.3.0", 1, "GitHub Actions", {
          publisher: {
            name: "GitHub Actions",
            trustedPublisher: "github",
            emailHash: undefined,
            emailDomain: undefined,
            oidcConfigId: undefined,
            approver: undefined,
          },
        }),
      ],
      version: "1.3.0",
      headline: "3 releases by ann, then a trusted publisher",
      notable: false,
    },
    {
      title: "somebody who is back",
      releases: [...series("ann", 1, 2, 1500), ...series("bob", 2, 9, 30), release("3.0.0", 1, "ann")],
      version: "3.0.0",
      headline: "ann is back after 4 years",
      notable: true,
    },
    {
      title: "provenance that is gone",
      releases: [
        ...series("ann", 1, 4, 30).map((each): Release => ({ ...each, evidence: 2 })),
        release("1.4.0", 1, "ann"),
      ],
      version: "1.4.0",
      headline: "4 releases with provenance, then one without",
      notable: true,
    },
    {
      title: "nothing but numbers where nothing has changed",
      releases: series("ann", 1, 10, 40),
      version: "1.9.0",
      headline: "10 releases by 1 publisher",
      notable: false,
    },
    {
      title: "a first release",
      releases: series("ann", 1, 1, 1),
      version: "1.0.0",
      headline: "first release",
      notable: false,
    },
  ];
  for (const { title, releases, version, headline, notable } of cases) {
    it(`tells of ${title}`, () => {
      const facts = readTimeline(history("a", releases), { name: "a", version }, NOW);
      assert.deepEqual([facts?.headline, facts?.notable], [headline, notable]);
      assert.ok(facts?.sentence.includes(headline), facts?.sentence);
    });
  }

  it("knows nothing that is later than the moment", () => {
    const releases = [...series("ann", 1, 3, 40), release("1.3.0", 1, "bob")];
    const facts = readTimeline(history("a", releases), { name: "a", version: "1.2.0" }, NOW - 20 * 86_400_000);
    assert.deepEqual(
      facts?.rows.map(({ label, times }) => [label, times.length]),
      [["ann", 3]],
    );
  });

  it("folds the small publishers, and never the judged one", () => {
    const crowd = Array.from({ length: 20 }, (_, i) => series(`user${i}`, i, 20 - i, 100)).flat();
    const facts = readTimeline(history("a", crowd), { name: "a", version: "19.0.0" }, NOW);
    assert.deepEqual(
      facts?.rows.map(({ label, judged }) => [label, judged]).sort(),
      [
        ["16 others", false],
        ["user0", false],
        ["user1", false],
        ["user19", true],
        ["user2", false],
      ].sort(),
    );
  });

  it("shows a release that was pulled", () => {
    const pulled = [{ version: "9.9.9", publishedAt: NOW - 1000 }];
    const facts = readTimeline(history("a", series("ann", 1, 3, 40), { pulled }), { name: "a", version: "9.9.9" }, NOW);
    assert.deepEqual(
      facts?.rows.map(({ label, judged }) => [label, judged]),
      [
        ["ann", false],
        ["no longer served", true],
      ],
    );
  });

  const rowsOf = (differs: Parameters<typeof history>[2], asOf = NOW) =>
    readTimeline(history("a", series("ann", 1, 3, 40), differs), { name: "a", version: "1.2.0" }, asOf)?.rows.map(
      ({ label, times, pulled, judged }) => [label, times.length, pulled, judged],
    );

  it("shows what else was pulled, in a row of its own", () => {
    assert.deepEqual(rowsOf({ pulled: gone }), [
      ["ann", 3, false, true],
      ["no longer served", 2, true, false],
    ]);
  });

  it("does not say that anything was pulled where that may have been later, or a mirror leaves versions out", () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ version: `0.${i}.0`, publishedAt: NOW - 9_000_000 - i }));
    const rows = [["ann", 3, false, true]];
    assert.deepEqual(rowsOf({ pulled: gone, lastStamp: NOW + 1 }), rows);
    assert.deepEqual(rowsOf({ pulled: many }), rows);
  });

  it("says that a registry names nobody", () => {
    const gives = { time: true, publisher: false, maintainers: true };
    const facts = readTimeline(
      history("a", series(undefined, 1, 3, 40), { gives }),
      { name: "a", version: "1.2.0" },
      NOW,
    );
    assert.equal(facts?.headline, "3 releases; this registry names no publishers");
  });

  it("is silent without dates", () => {
    const undated = series("ann", 1, 3, 40).map((each): Release => ({ ...each, publishedAt: undefined }));
    assert.equal(readTimeline(history("a", undated), { name: "a", version: "1.2.0" }, NOW), undefined);
  });
});

describe("renderTimeline", () => {
  const histories: readonly { title: string; releases: readonly Release[]; version: string }[] = [
    { title: "one release", releases: series("ann", 1, 1, 1), version: "1.0.0" },
    { title: "two releases in a minute", releases: series("ann", 1, 2, 1, 1 / 1440), version: "1.1.0" },
    {
      title: "thousands of releases by dozens of publishers",
      releases: Array.from({ length: 8000 }, (_, i) => release(`1.0.${i}`, 4000 - i / 2, `user${i % 37}`)),
      version: "1.0.4321",
    },
    {
      title: "names made to break out",
      releases: [
        release("1.0.0", 9, HOSTILE),
        release("1.0.1", 8, `${HOSTILE}2`),
        release(`2.0.0-${HOSTILE}`, 1, "測試".repeat(90)),
      ],
      version: `2.0.0-${HOSTILE}`,
    },
    {
      title: "dates from the ends of time",
      releases: [release("1.0.0", 40_000, "ann"), release("1.0.1", 1, "ann")],
      version: "1.0.1",
    },
  ];
  for (const { title, releases, version } of histories) {
    for (const kind of KINDS) {
      it(`draws ${title} in ${kind}, small and harmless`, () => {
        const svg = renderTimeline(history("a", releases), { name: "a", version }, kind, { level: "error", asOf: NOW });
        assert.ok(svg !== undefined);
        assert.ok(Buffer.byteLength(svg) <= 6_000, `${Buffer.byteLength(svg)} bytes`);
        assert.ok(
          !/href|<script|<style|foreignObject|<image|<a[ >]|\bon\w+=|url\(/i.test(svg.replace(/>[^<]*</g, "><")),
          svg,
        );
        assert.equal(svg.match(/<text/g)?.length, svg.match(/<\/text>/g)?.length);
        assert.ok(!/[\p{Cc}\p{Cf}]|NaN|undefined|Infinity/u.test(svg));
        assert.ok(!/<(?!\/?(?:svg|path|circle|text)\b)/.test(svg), "only the four elements that we draw with");
        assert.ok(!/&(?!#\d+;)/.test(svg), "only numeric entities");
      });
    }
  }

  it("always has the judged release: a line, a larger mark and its version", () => {
    const svg = renderTimeline(
      history("a", series("ann", 1, 3000, 10, 1)),
      { name: "a", version: "1.2500.0" },
      "dark",
      {
        level: "warning",
        asOf: NOW,
      },
    );
    assert.match(svg ?? "", /stroke-dasharray/);
    assert.match(svg ?? "", /<path d="M360 26l8 14h-16z" fill=/);
    assert.match(svg ?? "", />1\.2500\.0</);
  });

  describe("without its colours", () => {
    const levels = ["error", "warning", "info", "clear", "unchecked"] as const;
    const calm = history("a", series("ann", 1, 3, 40));
    const handed = history("a", [...series("ann", 1, 3, 40), release("1.3.0", 1, "bob")]);
    const drawn = (of: typeof calm, version: string, level: (typeof levels)[number]) =>
      renderTimeline(of, { name: "a", version }, "dark", { level, asOf: NOW })?.replace(/#[0-9a-f]{6}/g, "grey") ?? "";

    it("still tells each level from the others", () => {
      const shapes = new Set(levels.map((level) => drawn(calm, "1.2.0", level)));
      assert.equal(shapes.size, levels.length);
    });

    it("still tells the releases of somebody new, and those that are gone", () => {
      assert.match(drawn(handed, "1.3.0", "warning"), /linecap="round".*linecap="square"/);
      assert.doesNotMatch(drawn(calm, "1.2.0", "warning"), /square/);
      const pulled = history("a", calm.releases, { pulled: gone });
      assert.match(drawn(pulled, "1.2.0", "clear"), />no longer served<\/text><path d="M\d+ \d+l6 6m0-6l-6 6M/);
      assert.match(drawn(pulled, "0.300.0", "error"), /l10 10m0-10l-10 10/);
    });
  });
});
