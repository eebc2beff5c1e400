import type { Assessment, Finding, FindingLevel } from "../../server/src/core/model";
import type { Locate } from "../../server/src/core/present/formats/checkJson";
import type { CheckedPackage, CheckInput } from "../../server/src/core/present/formats/checkView";
import { NOW } from "./world";

export function finding(rule: string, level: FindingLevel, what: string, differs: Partial<Finding> = {}): Finding {
  return {
    rule,
    family: "who",
    level,
    points: 10,
    what,
    why: `Why ${rule} matters.`,
    remedy: `Mend ${rule}.`,
    evidence: {},
    ...differs,
  };
}

export function assessment(differs: Partial<Assessment> = {}): Assessment {
  return { level: "clear", score: 90, summary: "Nothing found.", findings: [], unchecked: [], ...differs };
}

/** A clear direct package on the first line of package.json. A test states only what differs. */
export function checked(name: string, version: string, differs: Partial<CheckedPackage> = {}): CheckedPackage {
  return {
    subject: { name, version },
    direct: true,
    dev: undefined,
    resolvedBy: "lockfile",
    locations: [{ file: "/app/package.json", span: { start: 0, end: name.length } }],
    paths: [],
    assessment: assessment(),
    rollback: undefined,
    accepted: undefined,
    ...differs,
  };
}

export function checkInput(packages: readonly CheckedPackage[], differs: Partial<CheckInput> = {}): CheckInput {
  return { root: "/app", asOf: NOW, packages, unresolved: [], sources: [], ...differs };
}

/** Ten characters a line. */
export const locate: Locate = (_file, offset) => ({ line: Math.floor(offset / 10) + 1, column: (offset % 10) + 1 });

/** One package of each kind, unsorted, with words as the rules say them. */
export const MIXED: CheckInput = checkInput(
  [
    checked("calm", "1.0.0"),
    checked("zeta", "2.10.0", {
      assessment: assessment({
        level: "warning",
        score: 41,
        summary: "first release by mallory; ann published all 30 before it.",
        findings: [
          finding("publisher-new", "warning", "mallory never published zeta before."),
          finding("release-after-silence", "none", "Nothing was released for 26 months before it."),
        ],
      }),
      direct: false,
      dev: true,
      locations: [
        { file: "/app/package-lock.json", span: { start: 40, end: 45 } },
        { file: "/app/package-lock.json", span: { start: 20, end: 25 } },
        { file: "/app/package-lock.json", span: { start: 60, end: 65 } },
      ],
      paths: [
        ["app", "calm", "zeta"],
        ["app", "calm", "other", "zeta"],
      ],
      rollback: { version: "2.9.0", publishedAt: Date.UTC(2023, 4, 6) },
    }),
    checked("bad", "3.0.0", {
      assessment: assessment({
        level: "error",
        score: 4,
        summary: "OSV record MAL-2026-1 names this version as malicious.",
        findings: [finding("malware", "error", "MAL-2026-1 names this version.", { family: "state" })],
      }),
      locations: [
        { file: "/app/package-lock.json", span: { start: 3, end: 6 } },
        { file: "/app/package.json", span: { start: 25, end: 28 } },
      ],
      rollback: "none",
    }),
    checked("told", "1.2.3", {
      assessment: assessment({
        level: "info",
        score: 60,
        summary: "recently transferred to bob.",
        findings: [finding("maintainers-replaced", "info", "Nobody of the earlier maintainers is left.")],
      }),
      resolvedBy: "range",
    }),
    checked("agreed", "4.0.3", {
      assessment: assessment({
        level: "warning",
        score: 30,
        summary: "lost its provenance.",
        findings: [finding("trust-downgraded", "warning", "No provenance.")],
      }),
      accepted: { rules: ["trust-downgraded"], reason: "workflow slip", until: "2027-03-01" },
    }),
    checked("silent", "1.0.0", {
      assessment: assessment({
        level: "unchecked",
        score: undefined,
        summary: "Not checked.",
        unchecked: [{ id: "osv", reason: "no answer (timed out after 10 s)" }],
      }),
    }),
  ],
  {
    sources: [{ id: "osv", requests: 1, bytes: 0, failed: 1, hits: 0 }],
    unresolved: [
      {
        dependency: {
          key: "lost",
          name: "lost",
          spec: "^1.0.0",
          range: "^1.0.0",
          source: "registry",
          section: "dependencies",
          nameSpan: { start: 50, end: 54 },
          specSpan: { start: 57, end: 63 },
        },
        file: "/app/package.json",
        why: "unanswered",
        reason: "the version could not be resolved: timed out",
      },
    ],
  },
);

/** Texts as a hostile package would write them: a terminal escape, a table, a link, a mention, a workflow command. */
export const HOSTILE = checkInput([
  checked("@evil/x", "1.0.0", {
    assessment: assessment({
      level: "error",
      score: 1,
      summary:
        "\u001B[2J\u202E runs `a|b` <img src=x> [link](javascript:x) @team #1 https://a.example\r\n::error::100%",
      findings: [
        finding("install-script-added", "error", "postinstall: a|b\n::warning::x", {
          family: "what",
          remedy: "See www.a.example, 100% :: sure",
        }),
      ],
    }),
    locations: [{ file: "/app/a b,c:d%/package.json", span: { start: 0, end: 4 } }],
  }),
]);
