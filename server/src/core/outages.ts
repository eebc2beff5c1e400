import { reasonOf } from "./lookup/asker";
import type { HttpAnswer, Outage, World } from "./world";

/** Watches what is sent for sources that give no answer. */
export interface OutageWatch {
  readonly send: World["send"];
  /** What gives no answer now, by source and host: the longest first. */
  outages(): readonly Outage[];
  /** Whether there seems to be no network at all: several hosts were asked, and of those asked since then none can be found. */
  isOffline(): boolean;
}

/**
 * Tells which sources give no answer, from what comes back of the questions that are put anyway.
 *
 * Any answer ends an outage, "there is none" too. One that is slow does not begin it where a question that was put later
 * has been answered by then.
 */
export function watchOutages(world: Pick<World, "now" | "send">): OutageWatch {
  /** By source and host; questions have numbers. */
  const hosts = new Map<string, { answered: number; silent: number; outage: Outage | undefined }>();
  let sent = 0;

  return {
    async send(request, abort) {
      const { source } = request;
      if (source === "policy") {
        return world.send(request, abort);
      }
      const { host } = new URL(request.url);
      const key = `${source} ${host}`;
      const number = ++sent;
      const answer = await world.send(request, abort);
      const known = hosts.get(key) ?? { answered: 0, silent: 0, outage: undefined };
      hosts.set(key, known);
      const trouble = troubleOf(request.url, answer);
      if (trouble === undefined) {
        known.answered = Math.max(known.answered, number);
        known.outage = undefined;
      } else if (number > known.answered) {
        const since = known.outage?.since ?? world.now();
        known.silent = known.outage === undefined ? number : known.silent;
        known.outage = { id: source, host, since, ...trouble };
      }
      return answer;
    },

    outages() {
      const all = [...hosts.values()].flatMap(({ outage }) => outage ?? []);
      return all.sort((one, other) => one.since - other.since);
    },

    isOffline() {
      const states = [...hosts.values()];
      const silent = states.filter(({ outage }) => outage !== undefined);
      const first = Math.min(...silent.map((state) => state.silent));
      return (
        silent.every(({ outage }) => outage?.looksOffline === true) &&
        new Set(silent.map(({ outage }) => outage?.host)).size > 1 &&
        states.every(({ answered }) => answered < first)
      );
    },
  };
}

/** Undefined where the source is there, whatever it has said. */
function troubleOf(url: string, answer: HttpAnswer): Pick<Outage, "reason" | "looksOffline"> | undefined {
  const isTrouble = "failed" in answer ? answer.extent !== "answer" : isRefusal(answer.status);
  const looksOffline = "failed" in answer && answer.extent === "offline";
  return isTrouble ? { reason: reasonOf(url, answer), looksOffline } : undefined;
}

/** Not now, or not for this user; 501 says that the question is not known. */
function isRefusal(status: number): boolean {
  return REFUSALS.has(status) || (status >= 500 && status !== 501);
}

const REFUSALS: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429]);
