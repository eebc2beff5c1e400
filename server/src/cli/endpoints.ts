import { UsageError } from "./usageError";

const IDS = ["registry", "osv", "depsdev", "scorecard"] as const;
type EndpointId = (typeof IDS)[number];

/** Addresses named by hand instead of the public ones. */
export type Endpoints = Partial<Record<EndpointId, string>>;

/**
 * Gathers the addresses: options stand before the environment, and the last one given counts.
 * Throws `UsageError` for an unknown service or an address that is not http or https.
 */
export function readEndpoints(
  pairs: readonly string[],
  registry: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Endpoints {
  const endpoints: Endpoints = {};
  for (const id of IDS) {
    const variable = `CUSTODY_ENDPOINT_${id.toUpperCase()}`;
    const url = environment[variable];
    if (url !== undefined && url !== "") {
      endpoints[id] = readUrl(url, variable);
    }
  }
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    const id = IDS.find((known) => known === pair.slice(0, equals));
    if (equals < 0 || id === undefined) {
      throw new UsageError(`--endpoint expects one of ${IDS.map((known) => `${known}=URL`).join(", ")}, not "${pair}"`);
    }
    endpoints[id] = readUrl(pair.slice(equals + 1), `--endpoint ${id}`);
  }
  if (registry !== undefined) {
    endpoints.registry = readUrl(registry, "--registry");
  }
  return endpoints;
}

function readUrl(text: string, option: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`${option} expects an http or https address, not "${text}"`);
  }
  return text.replace(/\/+$/, "");
}
