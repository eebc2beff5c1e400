import { Agent, type Dispatcher } from "undici";
import type { PackageReport } from "../../server/src/core/model";
import { type CheckOptions, createTrustService, type TrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { HttpRequest, World } from "../../server/src/core/world";
import type { Connections } from "../../server/src/platform/connections";
import { createHttp, type HttpLimits, type SendOnce } from "../../server/src/platform/http";
import { withPatience } from "../../server/src/platform/patience";
import { type Replica, startReplica } from "../replica/replica";
import { historySource } from "../replica/sources";
import { fakeWorld, NOW } from "../support/world";
import { ADVISORIES, FILES, HISTORIES, PROJECTS } from "./workspace";

const never = new AbortController().signal;

/** What a busy machine does not reach where nothing is wrong. */
const LIMITS: HttpLimits = { headersMs: 8_000, idleMs: 8_000, totalMs: 15_000, mostBytes: 200_000 };
/** For what hangs: whoever is late by accident is not heard either, and that is said like all the rest. */
const SHORT_MS = 200;

/** What a scan says about one release, without its words. */
export interface Said {
  readonly level: string;
  readonly rules: readonly string[];
  readonly unchecked: readonly string[];
}

/** By `name@version`. */
export type Scan = ReadonlyMap<string, Said>;

/** A service over the real HTTP client, against a replica that can be told to fail; its clock moves by hand and by waiting. */
export interface Rig {
  readonly replica: Replica;
  readonly world: World;
  readonly service: TrustService;
  scan(how?: Partial<CheckOptions>): Promise<Scan>;
  pass(milliseconds: number): void;
  /** Waits for nobody, or as usual again. */
  hurry(isInHurry: boolean): void;
  /** Breaks the line itself, before anything reaches the replica: the code of the system's error for each request that fails. */
  cut(code: ((request: HttpRequest) => string | undefined) | undefined): void;
  close(): Promise<void>;
}

interface RigOptions {
  /** Ask the scorecard service itself. */
  readonly scorecard?: boolean;
  /** One that is there already; it stays open. */
  readonly replica?: Replica | undefined;
}

const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};

/** The outside world of the workspace, in pages so small that a scan asks each batch several times. */
export function startWorld(): Promise<Replica> {
  return startReplica({
    own: false,
    asOf: NOW,
    documents: [historySource(HISTORIES)],
    advisories: ADVISORIES,
    projects: PROJECTS,
    pageSize: { osv: 1, depsdev: 5 },
  });
}

/** Opens a rig for as long as it is used. */
export async function withRig<T>(options: RigOptions, use: (rig: Rig) => Promise<T>): Promise<T> {
  const rig = await startRig(options);
  try {
    return await use(rig);
  } finally {
    await rig.close();
  }
}

async function startRig({ scorecard = false, replica: given }: RigOptions = {}): Promise<Rig> {
  const replica = given ?? (await startWorld());
  const agent = new Agent();
  let clock = NOW;
  let cut: ((request: HttpRequest) => string | undefined) | undefined;
  const usual = createHttp({ connections: over(agent), limits: LIMITS });
  const hurried = createHttp({
    connections: over(agent),
    limits: { ...LIMITS, headersMs: SHORT_MS, idleMs: SHORT_MS },
  });
  let http = usual;
  const sendOnce: SendOnce = (request, abort) => {
    const code = cut?.(request);
    return code === undefined ? http(request, abort) : severed(code)(request, abort);
  };
  const world: World = {
    ...fakeWorld({ files: FILES, now: () => clock }),
    registry: () => ({ url: replica.url("registry"), headers: {}, isPrivate: false }),
    endpoints: {
      osv: replica.url("osv"),
      depsdev: replica.url("depsdev"),
      ...(scorecard ? { scorecard: replica.url("scorecard") } : {}),
    },
    send: withPatience(sendOnce, {
      now: () => clock,
      random: () => 0.5,
      async wait(milliseconds) {
        clock += milliseconds;
      },
    }),
  };
  const service = createTrustService(world);
  return {
    replica,
    world,
    service,
    async scan(how = {}) {
      const { packages } = await service.check("/app", { ...OPTIONS, ...how }, never);
      return new Map(packages.map((report) => [nameOf(report), brief(report)]));
    },
    pass(milliseconds) {
      clock += milliseconds;
    },
    hurry(isInHurry) {
      http = isInHurry ? hurried : usual;
    },
    cut(code) {
      cut = code;
    },
    async close() {
      await agent.destroy();
      replica.heal();
      if (given === undefined) {
        await replica.close();
      }
    },
  };
}

function nameOf({ subject: { name, version } }: PackageReport): string {
  return `${name}@${version}`;
}

function brief({ assessment: { level, findings, unchecked } }: PackageReport): Said {
  return {
    level,
    rules: findings.map(({ rule, level: alone }) => `${rule} ${alone}`).sort(),
    unchecked: unchecked.map(({ id }) => id),
  };
}

/** A line on which every connection ends with an error of the system, as a name that nobody knows does. */
function severed(code: string): SendOnce {
  const dispatcher = new Agent({
    connect: (_options, done) => done(Object.assign(new Error(code), { code }), null),
  });
  return createHttp({ connections: over(dispatcher), limits: LIMITS });
}

function over(dispatcher: Dispatcher): Connections {
  return { to: () => ({ dispatcher, proxy: undefined, trustsSystem: true }), trustSystem: () => false };
}
