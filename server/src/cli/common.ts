import { messages } from "../core/messages";
import { policyAddress } from "../core/policy/organization";
import { COLOURED, type Paint, PLAIN } from "../core/present/formats/terminal";
import { explainMissing, type Judged, missingAnswers } from "../core/present/missing";
import type { WorkspaceReport } from "../core/service";
import type { SourceStats } from "../core/world";
import type { Invocation } from "./commandLine";
import { readEndpoints } from "./endpoints";
import type { Backend, Io, ServiceOptions } from "./io";
import { readMoment } from "./moment";
import { readRegistryIsMirror } from "./registryIsMirror";

const WIDEST = 110;

/** What every command that asks the network needs to know before it starts. */
export function serviceOptions(invocation: Invocation, io: Io, projectDirectory: string): ServiceOptions {
  const { values, flags } = invocation;
  const policy = policyAddress(values.get("policy")?.at(-1) ?? io.environment.CUSTODY_POLICY ?? "");
  return {
    projectDirectory,
    trustProject: flags.has("trust-project"),
    endpoints: readEndpoints(values.get("endpoint") ?? [], values.get("registry")?.at(-1), io.environment),
    ...readRegistryIsMirror(values.get("registry-is-mirror")?.at(-1), io.environment),
    ...(policy === undefined ? {} : { policyAddress: policy }),
    asOf: readAsOf(invocation, io),
  };
}

/** Opens what judges, and says what npm's configuration names in vain: somebody believes that it is used. */
export async function openBackend(options: ServiceOptions, isQuiet: boolean, io: Io): Promise<Backend> {
  const note = (sentence: string) => isQuiet || io.say(`custody: ${sentence}\n`);
  const backend = await io.openBackend(options, note);
  for (const { file, key, message } of backend.warnings) {
    note(`${file}: ${key} ${message}`);
  }
  return backend;
}

/** Says which registries' names were told to nobody else, and what to set so that they are, or are not on purpose. */
export function sayUndecided({ service }: Backend, isQuiet: boolean, io: Io): void {
  const hosts = service.undecided();
  if (hosts.length > 0 && !isQuiet) {
    io.say(`custody: ${messages.registryUndecided(hosts)}\n`);
  }
}

type Reported = Pick<WorkspaceReport, "packages" | "unresolved">;

/** Says once for each source that gave no answer what that means here and what to do; see `explainMissing`. */
export function sayMissing({ service }: Backend, report: Reported, isQuiet: boolean, io: Io): void {
  const judged: readonly Judged[] = [
    ...report.packages.map((each) => ({ report: each })),
    ...report.unresolved.map((each) => ({ open: each })),
  ];
  const lines = isQuiet ? [] : explainMissing(missingAnswers(judged), service.isOffline());
  for (const line of lines) {
    io.say(`custody: ${line}\n`);
  }
}

/** `--as-of`, else CUSTODY_AS_OF; undefined: now. */
export function readAsOf({ values }: Invocation, io: Io): number | undefined {
  const option = values.get("as-of")?.at(-1);
  if (option !== undefined) {
    return readMoment(option, "--as-of");
  }
  const variable = io.environment.CUSTODY_AS_OF;
  return variable ? readMoment(variable, "CUSTODY_AS_OF") : undefined;
}

/** Colours and width of text that goes to `io`, or to a file. */
export function textStyle({ values }: Invocation, io: Io): { readonly paint: Paint; readonly width: number } {
  const { output, columns } = io.terminal;
  const isTerminal = output && !values.has("output");
  const isColoured = isTerminal && !io.environment.NO_COLOR && io.environment.TERM !== "dumb";
  return {
    paint: isColoured ? COLOURED : PLAIN,
    width: isTerminal && columns > 0 ? Math.max(40, Math.min(WIDEST, columns)) : WIDEST,
  };
}

/** Whether any source that was asked gave anything that could be used. */
export function anySourceAnswered(sources: readonly SourceStats[]): boolean {
  return sources.some(({ requests, failed, hits }) => requests > failed || hits > 0);
}

/** JSON as a file: indented, one newline at the end. */
export function toJsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
