import { sumShelves } from "../../cacheContents";
import { type CacheState, type DoctorReport, troublesOf } from "../../doctorReport";

/** The report as a program reads it. Places are `file` and `key`; what nobody says is left out. */
export function doctorJson(report: DoctorReport): unknown {
  const { version, node, folder, network, sources, gates, policy, cache } = report;
  return {
    schema: 1,
    version,
    node,
    folder,
    troubles: troublesOf(report),
    sources,
    ...network,
    policy,
    ...(cache === undefined ? {} : { cache: cacheOf(cache) }),
    gates: [
      ...network.gates.map(({ key, value, file }) => ({ manager: "npm", file, setting: key, value })),
      ...gates.filter(({ manager }) => manager !== "npm"),
    ],
  };
}

function cacheOf({ contents: { folder, off, mostBytes, shelves }, trouble }: CacheState): unknown {
  const { answers, bytes, oldest } = sumShelves(shelves);
  return {
    folder: folder ?? null,
    off: off ?? null,
    answers,
    bytes,
    mostBytes,
    ...(answers === 0 ? {} : { oldest: new Date(oldest).toISOString() }),
    writable: folder !== undefined && trouble === undefined,
  };
}
