import { type DoctorReport, troublesOf } from "../doctorReport";

/** The report as a program reads it. Places are `file` and `key`; what nobody says is left out. */
export function doctorJson(report: DoctorReport): unknown {
  const { version, node, folder, network, sources, gates, policy } = report;
  return {
    schema: 1,
    version,
    node,
    folder,
    troubles: troublesOf(report),
    sources,
    ...network,
    policy,
    gates: [
      ...network.gates.map(({ key, value, file }) => ({ manager: "npm", file, setting: key, value })),
      ...gates.filter(({ manager }) => manager !== "npm"),
    ],
  };
}
