import { type Replica, type ReplicaOptions, startReplica } from "./replica";

/** An hour at which something happened, and the demo's workspace as it stood then. */
export interface Moment {
  readonly name: string;
  /** ISO, UTC. */
  readonly at: string;
  /** Folder under test/demo/workspaces. */
  readonly workspace: string;
}

export const moments: readonly Moment[] = [
  { name: "2018-09-09-event-stream", at: "2018-09-09T09:00:00Z", workspace: "2018-09-09-event-stream" },
  { name: "2026-03-31-axios", at: "2026-03-31T01:22:00Z", workspace: "2026-03-31-axios" },
  { name: "2026-04-01-axios", at: "2026-04-01T09:00:00Z", workspace: "2026-03-31-axios" },
  { name: "2026-06-17-mastra", at: "2026-06-17T01:40:00Z", workspace: "2026-06-17-mastra" },
  { name: "2026-08-04-keyv", at: "2026-08-04T12:20:00Z", workspace: "2026-08-04-keyv" },
];

/** Starts a replica of the project's own data at the hour of one of the demo's moments. */
export function startReplicaFor(name: string, options: Omit<ReplicaOptions, "asOf"> = {}): Promise<Replica> {
  const moment = moments.find((one) => one.name === name);
  if (moment === undefined) {
    throw new Error(`A moment is one of ${moments.map((one) => one.name).join(", ")}, not "${name}".`);
  }
  return startReplica({ ...options, asOf: moment.at });
}
