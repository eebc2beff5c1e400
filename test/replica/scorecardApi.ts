import { type Answer, jsonAnswer, type Question } from "./answer";
import type { Snapshot } from "./snapshot";

const VERSION = { version: "v5.2.1", commit: "0000000000000000000000000000000000000000" };

/** OpenSSF Scorecard: `GET /projects/{platform}/{org}/{repo}`; an unknown repository is an empty 404. */
export function answerScorecard({ method, path }: Question, snapshot: Snapshot): Answer {
  const match = /^\/projects\/([^/]+\/[^/]+\/[^/]+)$/.exec(path);
  if (method !== "GET" || match === null) {
    return jsonAnswer(400, { code: 400, message: "Invalid request" });
  }
  const scorecard = snapshot.project(match[1] ?? "")?.scorecard;
  if (scorecard === undefined) {
    return { status: 404, headers: {}, body: Buffer.alloc(0) };
  }
  return jsonAnswer(
    200,
    {
      date: scorecard.date,
      repo: { name: match[1], commit: VERSION.commit },
      scorecard: VERSION,
      score: scorecard.score,
      checks: Object.entries(scorecard.checks).map(([name, score]) => ({
        name,
        score,
        reason: "",
        details: null,
        documentation: {
          url: `https://github.com/ossf/scorecard/blob/main/docs/checks.md#${name.toLowerCase()}`,
          short: "",
        },
      })),
      metadata: null,
    },
    { "cache-control": "max-age=600" },
  );
}
