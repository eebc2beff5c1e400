import type { Lookup, Provenance, Subject } from "../model";
import { isRecord } from "../settings";
import type { World } from "../world";
import { type Asker, never, unavailable } from "./asker";
import { askRegistry, encodeName, isVersion } from "./registry";
import { readRepository } from "./repository";

const PROVENANCE = /^https:\/\/slsa\.dev\/provenance\/v(?:1(?:\.\d+)?|0\.2)$/;
/** A release has two or three attestations, of a few kilobytes each. */
const MOST_ATTESTATIONS = 20;
const LONGEST_PAYLOAD = 512 * 1024;
const LONGEST_FIELD = 200;

/** Asks a package's own registry where one release says that it was built. */
export async function askAttestations(
  subject: Subject,
  isWanted: () => boolean,
  world: Pick<World, "now" | "registry">,
  asker: Asker,
): Promise<Lookup<Provenance>> {
  const { name, version } = subject;
  if (!isVersion(version)) {
    return unavailable("no registry can have a release of this version");
  }
  const pathOf = (of: string): string => `-/npm/v1/attestations/${encodeName(of)}@${encodeURIComponent(version)}`;
  const answer = await askRegistry(name, pathOf, isWanted, world, asker);
  if (answer.status !== "found") {
    return answer;
  }
  const { json, host } = answer.value;
  const value = readProvenance(json, subject);
  const isWhole = Array.isArray(record(json).attestations);
  return value === undefined
    ? (isWhole ? never : unavailable)(`${host}: its answer holds no provenance of ${version} that can be read`)
    : { status: "found", value, asOf: answer.asOf };
}

/**
 * Reads the provenance out of a registry's attestations: SLSA's forms 1 and 0.2, as npm writes them from GitHub and GitLab.
 *
 * Only a statement about this very release counts. Undefined for anything else, however it is broken.
 */
export function readProvenance(raw: unknown, subject: Subject): Provenance | undefined {
  for (const attestation of list(record(raw).attestations).slice(0, MOST_ATTESTATIONS)) {
    const statement = readStatement(record(attestation).bundle);
    const { predicateType, subject: about } = statement;
    const isProvenance = typeof predicateType === "string" && PROVENANCE.test(predicateType);
    if (isProvenance && list(about).some((one) => isAbout(record(one).name, subject))) {
      const predicate = record(statement.predicate);
      return predicateType.endsWith("/v0.2") ? readOld(predicate) : readNew(predicate);
    }
  }
  return undefined;
}

/** The in-toto statement inside a bundle's envelope; empty where there is none. */
function readStatement(bundle: unknown): Readonly<Record<string, unknown>> {
  const { payload } = record(record(bundle).dsseEnvelope);
  if (typeof payload !== "string" || payload.length > LONGEST_PAYLOAD) {
    return {};
  }
  try {
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return record(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}

/** `pkg:npm/%40scope/name@version`, in whichever way it was encoded. */
function isAbout(purl: unknown, { name, version }: Subject): boolean {
  if (typeof purl !== "string") {
    return false;
  }
  try {
    return decodeURIComponent(purl) === `pkg:npm/${name}@${version}`;
  } catch {
    return false;
  }
}

function readNew({ buildDefinition }: Readonly<Record<string, unknown>>): Provenance {
  const { externalParameters, resolvedDependencies } = record(buildDefinition);
  const { workflow, source, entryPoint } = record(externalParameters);
  const { repository, path, ref } = record(workflow);
  const [dependency] = list(resolvedDependencies);
  const place = readPlace(record(dependency).uri);
  return {
    repository: readRepository(repository) ?? readRepository(source) ?? place.repository,
    workflow: text(path) ?? text(entryPoint),
    ref: text(ref) ?? place.ref,
  };
}

function readOld({ invocation }: Readonly<Record<string, unknown>>): Provenance {
  const { uri, entryPoint } = record(record(invocation).configSource);
  return { ...readPlace(uri), workflow: text(entryPoint) };
}

/** `git+https://host/owner/name@refs/heads/main`; a bare commit behind the "@" is no ref. */
function readPlace(uri: unknown): Pick<Provenance, "repository" | "ref"> {
  const [, address, ref] = /^(.{1,1000}?)(?:@(refs\/.*|[0-9a-f]{40}))?$/.exec(typeof uri === "string" ? uri : "") ?? [];
  return { repository: readRepository(address), ref: ref?.startsWith("refs/") ? text(ref) : undefined };
}

function text(raw: unknown): string | undefined {
  return typeof raw === "string" && raw !== "" ? raw.slice(0, LONGEST_FIELD) : undefined;
}

function record(raw: unknown): Readonly<Record<string, unknown>> {
  return isRecord(raw) ? raw : {};
}

function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}
