import type { Project } from "../documents";

/** A few repositories with scorecards of plausible height, made up for the demo. */
export const projects: readonly Project[] = [
  project("github.com/axios/axios", 108_000, "2026-03-16", {
    Maintained: 10,
    "Code-Review": 8,
    "Token-Permissions": 9,
    "Branch-Protection": 5,
    Vulnerabilities: 8,
  }),
  project("github.com/expressjs/express", 68_000, "2026-03-09", {
    Maintained: 10,
    "Code-Review": 10,
    "Token-Permissions": 10,
    "Branch-Protection": 8,
    Vulnerabilities: 10,
  }),
  project("github.com/lodash/lodash", 61_000, "2026-03-09", {
    Maintained: 3,
    "Code-Review": 2,
    "Token-Permissions": 0,
    "Branch-Protection": -1,
    Vulnerabilities: 9,
  }),
  project("github.com/mastra-ai/mastra", 22_000, "2026-06-08", {
    Maintained: 10,
    "Code-Review": 9,
    "Token-Permissions": 3,
    "Branch-Protection": 4,
    Vulnerabilities: 5,
  }),
  project("github.com/jaredwray/keyv", 3_000, "2026-07-20", {
    Maintained: 10,
    "Code-Review": 3,
    "Token-Permissions": 9,
    "Branch-Protection": 3,
    Vulnerabilities: 10,
  }),
  project("github.com/vitejs/vite", 77_000, "2026-03-16", {
    Maintained: 10,
    "Code-Review": 9,
    "Token-Permissions": 10,
    "Branch-Protection": 6,
    Vulnerabilities: 9,
  }),
];

function project(id: string, stars: number, date: string, checks: Readonly<Record<string, number>>): Project {
  const ran = Object.values(checks).filter((score) => score >= 0);
  const score = Math.round((ran.reduce((sum, one) => sum + one, 0) / ran.length) * 10) / 10;
  return { id, stars, scorecard: { date, score, checks } };
}
