import assert from "node:assert/strict";
import type { PackageReport } from "../../server/src/core/model";
import { type HoverOptions, renderHover, renderUnjudged } from "../../server/src/core/present/hover/hover";
import { PLAIN_TEXT } from "../../server/src/core/present/hover/markup";
import { golden } from "../support/golden";
import { assessment, evidence, finding, history, release, report } from "../support/service";
import { daysAgo, NOW } from "../support/world";

const PLAIN: HoverOptions = { pictures: undefined, asOf: NOW };
const HOSTILE =
  '](command:run) ![x](https://evil.example/p.png) <img src="https://evil.example/p.png"> [y](http://evil.example) | `c` \u202Eabc\u0000\n# big https://evil.example mail@evil.example';

const HANDED_OVER = history("event-stream", [
  ...Array.from({ length: 9 }, (_, i) => release(`3.0.${i}`, 2200 - i * 160, "dominictarr")),
  release("3.3.5", 14, "right9ctrl"),
  release("3.3.6", 10, "right9ctrl", { repository: "github.com/dominictarr/event-stream" }),
]);

const cases: readonly { name: string; of: PackageReport; options?: Partial<HoverOptions> }[] = [
  {
    name: "a warning with its evidence",
    of: report("event-stream", "3.3.6", {
      assessment: assessment({
        level: "warning",
        score: 38,
        summary: "first published by right9ctrl after 26 silent months, with a dependency five weeks old.",
        findings: [
          finding(
            "publisher-new",
            "warning",
            "right9ctrl since 3.3.5 (2026-01-17); 9 earlier releases by dominictarr.",
            {
              points: 30,
              why: "Most takeovers begin with an account that never published the package before.",
              remedy: "Go back to 3.0.8 until somebody has read what changed.",
            },
          ),
          finding("young-dependency-added", "warning", "flatmap-stream ^0.1.0, first published 2025-12-22", {
            points: 25,
          }),
          finding("release-after-silence", "none", "3.0.8 was 2023-08-06", { points: 7 }),
        ],
        unchecked: [{ id: "attestations", reason: "no answer" }],
      }),
      rollback: { version: "3.0.8", publishedAt: daysAgo(920) },
      evidence: evidence("event-stream", "3.3.6", {
        history: { status: "found", value: HANDED_OVER, asOf: NOW - 180_000 },
        registryUrl: "https://registry.example/npm/",
      }),
    }),
  },
  {
    name: "an error that is installed, with no way back",
    of: report("a", "1.0.1", {
      assessment: assessment({
        level: "error",
        score: 0,
        summary: "OSV lists it as malware (MAL-2026-1).",
        findings: [
          finding("malware", "error", "MAL-2026-1: OSV lists it as malware.", {
            points: 100,
            why: "The feed has confirmed it for exactly this version.",
            remedy: "Remove it.",
          }),
        ],
      }),
      rollback: "none",
    }),
    options: { installed: { version: "1.0.1", ignoresScripts: false } },
  },
  ...(
    [
      ["npm ignores", "npm", true],
      ["npm would have run", "npm", false],
      ["pnpm may have run", "pnpm", false],
      ["Yarn may have run", "yarn", false],
      ["Bun may have run", "bun", false],
    ] as const
  ).map(([title, manager, ignoresScripts]) => ({
    name: `an error whose install script ${title}`,
    of: report("a", "1.0.1", {
      manager,
      assessment: assessment({
        level: "error",
        score: 8,
        summary: 'adds postinstall "node x.js"; by ben.',
        findings: [finding("install-script-added", "warning", "Runs postinstall when installed")],
      }),
      evidence: evidence("a", "1.0.1", {
        history: {
          status: "found",
          value: history("a", [release("1.0.1", 1, "ben", { scripts: { postinstall: "node x.js" } })]),
          asOf: NOW,
        },
      }),
      rollback: { version: "1.0.0", publishedAt: daysAgo(30) },
    }),
    options: { installed: { version: "1.0.1", ignoresScripts } },
  })),
  {
    name: "an error that is not installed",
    of: report("a", "1.0.1", {
      assessment: assessment({
        level: "error",
        score: 0,
        summary: "",
        findings: [finding("version-pulled", "error", "1.0.1 was pulled")],
      }),
      rollback: { version: "1.0.0", publishedAt: daysAgo(30) },
    }),
    options: { installed: { version: undefined, ignoresScripts: false } },
  },
  {
    name: "a clear transitive package",
    of: report("@scope/deep", "2.0.0", {
      direct: false,
      paths: [
        ["app", "a", "@scope/deep"],
        ["app", "b", "c", "@scope/deep"],
        ["app", "d", "@scope/deep"],
      ],
      evidence: evidence("@scope/deep", "2.0.0", {
        depsDev: {
          status: "found",
          asOf: NOW - 5 * 3_600_000,
          value: { publishedAt: undefined, deprecated: undefined, attestedRepository: "github.com/scope/deep" },
        },
      }),
    }),
  },
  {
    name: "nothing could be checked",
    of: report("a", "1.0.0", {
      resolvedBy: "range",
      assessment: assessment({
        level: "unchecked",
        score: undefined,
        summary: "Not checked.",
        unchecked: [
          { id: "registry", reason: "timed out after 5 s" },
          { id: "osv", reason: "timed out after 5 s." },
        ],
      }),
      evidence: evidence("a", "1.0.0", {
        history: { status: "unavailable", reason: "timed out after 5 s" },
        advisories: { status: "unavailable", reason: "timed out after 5 s" },
        depsDev: { status: "unasked", reason: "" },
      }),
    }),
  },
  {
    name: "an accepted finding",
    of: report("a", "1.0.0", {
      assessment: assessment({
        level: "warning",
        score: 40,
        summary: "bob is new",
        findings: [finding("publisher-new", "warning", "bob is new")],
      }),
      accepted: { rules: ["publisher-new"], reason: "We know Bob", until: "2026-03-01" },
    }),
  },
  {
    name: "words made to break out",
    of: report(HOSTILE, HOSTILE, {
      direct: false,
      paths: [[HOSTILE, HOSTILE]],
      assessment: assessment({
        level: "warning",
        score: 30,
        summary: HOSTILE,
        findings: Array.from({ length: 9 }, () =>
          finding("publisher-new", "warning", HOSTILE, { why: HOSTILE, remedy: HOSTILE }),
        ),
        unchecked: [{ id: "osv", reason: HOSTILE }],
      }),
      evidence: evidence(HOSTILE, HOSTILE, { registryUrl: "https://registry.example/" }),
    }),
    options: { note: HOSTILE },
  },
];

describe("renderHover", () => {
  for (const { name, of, options } of cases) {
    it(`says of ${name} what stands in its goldens, of Markdown and of plain text`, async () => {
      await golden(`hover/${name}.md`, `${renderHover(of, { ...PLAIN, ...options })}\n`);
      await golden(`hover/${name}.txt`, `${renderHover(of, { ...PLAIN, ...options, markup: PLAIN_TEXT })}\n`);
    });
  }

  it("shows the picture with a sentence of the same facts, to those who asked for one", () => {
    const [{ of } = assert.fail()] = cases;
    const markdown = renderHover(of, { ...PLAIN, pictures: "dark" });
    const [, sentence, data] = /!\[([^\]]*)\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)\)/.exec(markdown) ?? [];
    assert.match(sentence ?? "", /right9ctrl 2; 3\.3\.6 on 2026-01-21 by right9ctrl\.$/);
    assert.match(Buffer.from(data ?? "", "base64").toString(), /^<svg .*right9ctrl.*<\/svg>$/);
    assert.ok((data ?? "").length <= 8_192);
  });

  it("links what has changed, of names only that others have heard already", () => {
    const [{ of } = assert.fail()] = cases;
    const absent = { status: "absent", asOf: NOW } as const;
    const linked = (differs: Partial<PackageReport["evidence"]>, rollback: PackageReport["rollback"]) =>
      /\[changes since [^)]*\)/.exec(
        renderHover({ ...of, rollback, evidence: { ...of.evidence, ...differs } }, PLAIN),
      )?.[0];
    const address = "https://renovatebot.com/diffs/npm/event-stream";
    const back = { version: "3.0.8", publishedAt: undefined };
    assert.equal(linked({ depsDev: absent }, back), `[changes since 3.0.8](${address}/3.0.8/3.3.6)`);
    assert.equal(linked({ depsDev: absent }, "none"), `[changes since 3.3.5](${address}/3.3.5/3.3.6)`);
    assert.equal(linked({ depsDev: absent, isPrivate: true }, back), undefined);
    assert.equal(linked({ depsDev: { status: "unavailable", reason: "private" } }, back), undefined);
  });

  it("links rule pages over https only", () => {
    const [{ of } = assert.fail()] = cases;
    const pages = (base: string) => renderHover(of, { ...PLAIN, rulePage: (rule) => `${base}/${rule}.md` });
    assert.match(
      pages("https://pages.example"),
      /\| \[publisher-new\]\(https:\/\/pages\.example\/publisher-new\.md\) \|/,
    );
    assert.match(pages("file:///pages"), /\| publisher-new \|/);
  });

  it("stays under 30 KB and holds no image, command or plain address of the package's, whatever it says", () => {
    const long = HOSTILE.repeat(200);
    const releases = Array.from({ length: 3000 }, (_, i) => release(`1.0.${i}`, 3000 - i, `${long}${i % 9}`));
    const findings = Array.from({ length: 50 }, (_, i) =>
      finding(`rule-${i}`, "warning", long, { why: long, remedy: long }),
    );
    const unchecked = Array.from({ length: 8 }, () => ({ id: "osv", reason: long }) as const);
    const of = report(long, "1.0.2999", {
      direct: false,
      paths: Array.from({ length: 5 }, () => Array.from({ length: 90 }, () => long)),
      assessment: assessment({ level: "error", score: 1, summary: long, findings, unchecked }),
      evidence: evidence(long, "1.0.2999", {
        history: { status: "found", value: history(long, releases), asOf: NOW },
        registryUrl: "https://registry.example/",
      }),
      rollback: { version: long, publishedAt: undefined },
    });
    const markdown = renderHover(of, {
      ...PLAIN,
      pictures: "light",
      note: long,
      installed: { version: long, ignoresScripts: true },
    });
    assert.ok(Buffer.byteLength(markdown) <= 30 * 1024, `${Buffer.byteLength(markdown)} bytes`);
    const images = markdown.match(/(?<!\\)!\[/g) ?? [];
    assert.ok(images.length <= 1);
    assert.ok(!/\]\((?!https:\/\/|data:image\/svg\+xml;base64,)/.test(markdown.replace(/\\./g, "")));
    assert.ok(!/(?<!\\)<|https?:\/\/evil/.test(markdown));
    assert.ok(!/(?!\n)[\p{Cc}\p{Cf}]/u.test(markdown));
  });

  it("has at most six rows of evidence of at most 120 characters", () => {
    const findings = Array.from({ length: 9 }, (_, i) => finding(`rule-${i}`, "info", "x".repeat(300)));
    const markdown = renderHover(report("a", "1.0.0", { assessment: assessment({ level: "info", findings }) }), PLAIN);
    const rows = markdown.split("\n").filter((line) => line.startsWith("| rule-"));
    assert.equal(rows.length, 6);
    assert.ok(rows.every((row) => (row.split(" | ")[1] ?? "").length <= 120));
    assert.match(markdown, /and 3 more findings/);
  });
});

describe("renderUnjudged", () => {
  it("says why there is nothing to judge", () =>
    assert.equal(
      renderUnjudged("a", "git+ssh://x/y", "comes from git"),
      "**a** git+ssh\\://x/y — not judged\n\ncomes from git.",
    ));
});
