import assert from "node:assert/strict";
import type { SourceId } from "../../server/src/core/world";
import { type Fault, type ReplicaSource, tooMany } from "../replica/faults";
import type { Replica } from "../replica/replica";
import { differences, dishonest, type Sound, soundScan } from "./honesty";
import { type Rig, startWorld, withRig } from "./rig";

/** Something that a scan asks, where it is asked, and what is named as unchecked when no answer comes. */
interface Question {
  readonly title: string;
  /** Whose requests they are, and where the replica has the service. */
  readonly source: SourceId;
  readonly at: ReplicaSource;
  /** A part of the address. */
  readonly path: string;
  /** An answer to another question of its kind. */
  readonly another: Fault;
  /** "There is none" is an answer to it, and believed. */
  readonly takes404?: true;
  readonly prepare?: (rig: Rig) => void;
  readonly scorecard?: true;
}

const instead = (path: string): Fault => ({ kind: "instead", path });
const other = (key: unknown): Fault => ({ kind: "instead", json: { requests: Array(5).fill(key) } });

const QUESTIONS: readonly Question[] = [
  { title: "the registry", source: "registry", at: "registry", path: "", takes404: true, another: instead("/lodash") },
  {
    title: "OSV's batch",
    source: "osv",
    at: "osv",
    path: "/v1/querybatch",
    another: {
      kind: "instead",
      json: { queries: [{ package: { ecosystem: "npm", name: "evil" }, version: "1.7.0" }] },
    },
  },
  {
    title: "OSV's records",
    source: "osv",
    at: "osv",
    path: "/v1/vulns/",
    another: instead("/v1/vulns/GHSA-gggg-hhhh-jjjj"),
  },
  {
    title: "deps.dev's batch",
    source: "depsdev",
    at: "depsdev",
    path: "/versionbatch",
    another: other({ versionKey: { system: "NPM", name: "lodash", version: "1.7.0" } }),
  },
  {
    title: "deps.dev's versions, one by one",
    source: "depsdev",
    at: "depsdev",
    path: "/v3/systems/",
    takes404: true,
    another: instead("/v3/systems/npm/packages/lodash/versions/1.7.0"),
    prepare: ({ replica }) => replica.fault("depsdev", { kind: "status", status: 404 }, { path: "/versionbatch" }),
  },
  {
    title: "attestations",
    source: "attestations",
    at: "attestations",
    path: "",
    takes404: true,
    another: instead("/-/npm/v1/attestations/attested@1.1.0"),
  },
  {
    title: "deps.dev's scores",
    source: "scorecard",
    at: "depsdev",
    path: "/projectbatch",
    another: other({ projectKey: { id: "github.com/ann/other" } }),
  },
  {
    title: "the scorecard service",
    source: "scorecard",
    at: "scorecard",
    path: "",
    takes404: true,
    scorecard: true,
    another: instead("/projects/github.com/ann/other"),
  },
];

const json = (value: unknown): Fault => ({ kind: "status", status: 200, body: JSON.stringify(value) });
const status = (code: number, body?: string): Fault => ({
  kind: "status",
  status: code,
  ...(body === undefined ? {} : { body }),
});

const FAULTS: readonly (readonly [title: string, fault: Fault])[] = [
  ["is slow", { kind: "delay", ms: 20 }],
  ["never answers", { kind: "hang" }],
  ["stops in the middle", { kind: "stall" }],
  ["closes in the middle", { kind: "cut" }],
  ["says more than it announced", { kind: "more" }],
  ["sends half a text", { kind: "truncated" }],
  ["sends too much", { kind: "oversized", bytes: 400_000 }],
  ["sends a bomb", { kind: "gzip-bomb", bytes: 1_000_000 }],
  ["shows a page", { kind: "html" }],
  ["says 400", status(400)],
  ["says 401", status(401)],
  ["says 403", status(403)],
  ["says 404", status(404)],
  ["says 404 in plain text", status(404, "package not found")],
  ["says 429 and when to come back", tooMany(1)],
  ["says 429 and wants an hour", tooMany(3600)],
  ["says 500", status(500)],
  ["says 501", status(501)],
  ["says 503 with a page", status(503, "<html>")],
  ["resets the connection", { kind: "reset" }],
  ["leads elsewhere", { kind: "redirect", to: "http://127.0.0.1:1/" }],
  ["leads in circles", { kind: "redirect" }],
  ["says nothing", status(200, "")],
  ["says 204", status(204, "")],
  ["says null", json(null)],
  ["says a list", json([])],
  ["says an object of another kind", json({ hello: "world" })],
  ["says an error as if all were well", json({ code: 13, message: "internal", error: "internal error" })],
  ["leaves some out", { kind: "fewer", entries: 2 }],
];
const CODES = ["ENOTFOUND", "ECONNREFUSED", "DEPTH_ZERO_SELF_SIGNED_CERT"];

/** What befalls a source that was well until then; some of it also from the first question on. */
const MOMENTS = [
  ["in the middle", 1],
  ["from the first question on", 0],
] as const;
const FROM_THE_START = /never answers|shows a page|says (?:404|429|500|an object)|resets|ENOTFOUND/;

describe("in a scan", function () {
  this.timeout(10_000);
  let replicas: readonly [Replica, Replica];
  /** What hangs costs time, and nothing else: all of it hangs at once. */
  const hanging = new Map<string, Promise<void>>();
  before(async () => {
    replicas = [await startWorld(), await startWorld()];
    for (const question of QUESTIONS) {
      for (const [title, break_] of breaksOf(question).filter(([each]) => HANGS.test(each))) {
        for (const [, after] of momentsOf(title)) {
          const run = runCase(question, title, (rig) => break_(rig, after), undefined);
          run.catch(() => undefined);
          hanging.set(`${question.title} ${title} ${after}`, run);
        }
      }
    }
  });
  after(() => Promise.all(replicas.map((replica) => replica.close())));

  const sound = new Map<boolean, Promise<Sound>>();
  const soundOnce = (scorecard: boolean): Promise<Sound> => {
    const known = sound.get(scorecard) ?? soundScan(scorecard);
    sound.set(scorecard, known);
    return known;
  };

  for (const question of QUESTIONS) {
    for (const [title, break_] of breaksOf(question)) {
      it(`${question.title} ${title}: no wrong word, and the next scan is whole`, () =>
        Promise.all(
          momentsOf(title).map(([moment, after]) => {
            const run = () => runCase(question, title, (rig) => break_(rig, after), replicas[after]);
            return (hanging.get(`${question.title} ${title} ${after}`) ?? run()).catch((error: unknown) =>
              assert.fail(`${moment}: ${error}`),
            );
          }),
        ));
    }
  }

  async function runCase(
    question: Question,
    title: string,
    break_: (rig: Rig) => void,
    replica: Replica | undefined,
  ): Promise<void> {
    const scorecard = question.scorecard === true;
    await withRig({ scorecard, replica }, async (rig) => {
      const sound = await soundOnce(scorecard);
      question.prepare?.(rig);
      rig.hurry(HANGS.test(title));
      break_(rig);
      const isAnswer = question.takes404 === true && title.includes("404");
      const wrong = dishonest(sound, await rig.scan());
      assert.deepEqual(isAnswer ? [] : wrong, []);
      rig.replica.heal();
      rig.cut(undefined);
      rig.hurry(false);
      question.prepare?.(rig);
      rig.pass(isAnswer || title.includes("hour") ? 3_700_000 : 61_000);
      assert.deepEqual(differences(sound.plain, await rig.scan()), []);
    });
  }
});

/** Each fault of the service, and each of the line to it, from the question after so many on. */
function breaksOf(question: Question): readonly (readonly [string, (rig: Rig, after: number) => void])[] {
  const { source, at, path, another } = question;
  return [
    ...[...FAULTS, ["answers another question", another] as const].map(
      ([title, fault]) =>
        [title, ({ replica }: Rig, after: number) => replica.fault(at, fault, { path, after })] as const,
    ),
    ...CODES.map(
      (code) =>
        [
          `ends in ${code}`,
          (rig: Rig, after: number) => {
            let left = after;
            rig.cut((request) =>
              request.source === source && request.url.includes(path) && left-- <= 0 ? code : undefined,
            );
          },
        ] as const,
    ),
  ];
}

function momentsOf(title: string): readonly (typeof MOMENTS)[number][] {
  return MOMENTS.filter(([, after]) => after > 0 || FROM_THE_START.test(title));
}

const HANGS = /^(?:never answers|stops in the middle)$/;
