import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { version } from "../../package.json";
import { withOpenTexts } from "./core/openTexts";
import { createOrganization, policyAddress } from "./core/policy/organization";
import { createPolicyKeeper } from "./core/policy/policyKeeper";
import type { Organization } from "./core/policy/rulesInForce";
import { createTrustService } from "./core/service";
import { readRegistryIsMirror } from "./core/settings";
import { createEditorFetch } from "./lsp/editorFetch";
import type { CreateWorkspace, FolderOptions, Workspace } from "./lsp/folders";
import { startServer } from "./lsp/server";
import { createDiskCache, realmOf } from "./platform/cache/diskCache";
import { type NodeWorldOptions, nodeWorld } from "./platform/nodeWorld";
import { sampleWorld } from "./platform/sampleWorld";
import { keepHeapSmall } from "./platform/smallHeap";

const SOURCES = ["registry", "osv", "depsdev", "scorecard"] as const;
type Endpoints = Partial<Record<(typeof SOURCES)[number], string>>;

keepHeapSmall();

const connection = createConnection(ProposedFeatures.all);
const editorFetch = createEditorFetch(connection);

const cache = createDiskCache({
  environment: process.env,
  onTrouble: (sentence) => connection.console.info(sentence),
});
process.once("exit", () => cache.flush());

/** The language server: over `--stdio` in any editor, over node-ipc in VS Code. It builds the world and opens the door. */
startServer(connection, createWorkspace, {
  now: readClock(process.env.CUSTODY_AS_OF) ?? Date.now,
  version,
  runtime: `${process.versions.node} on ${process.platform}`,
  cache,
  // dist/server.js lies beside docs/, in the extension as in the package.
  rulePages: pathToFileURL(join(__dirname, "..", "docs", "rules")).href,
});

function createWorkspace(
  {
    root,
    isSample,
    trusted,
    endpoints,
    registryIsMirror,
    organizationPolicy,
    network,
    canFetch,
    cacheMaxSizeMB,
    freshSince,
  }: FolderOptions,
  openText: Parameters<CreateWorkspace>[1],
): Workspace {
  const now = readClock(process.env.CUSTODY_AS_OF);
  const addresses = readEndpoints(endpoints, process.env);
  cache.setLimit(cacheMaxSizeMB);
  const policySource = process.env.CUSTODY_POLICY || organizationPolicy;
  const options: NodeWorldOptions = {
    projectDirectory: root,
    trustProject: trusted,
    endpoints: addresses,
    store: isSample ? undefined : cache.store(realmOf(addresses, now?.())),
    freshSince,
    registryIsMirror: readRegistryIsMirror(process.env.CUSTODY_REGISTRY_IS_MIRROR || registryIsMirror),
    editor: network,
    policyAddress: policyAddress(policySource),
    ...(canFetch ? { editorFetch } : {}),
    ...(now === undefined ? {} : { now }),
  };
  const machine = isSample && root !== undefined ? sampleWorld(root, options) : nodeWorld(options);
  const { ignoresScripts, warnings } = machine.npmConfig();
  for (const { file, key, message } of warnings) {
    connection.console.warn(`${file}: "${key}" ${message}`);
  }
  const world = withOpenTexts(machine, openText);
  // Other addresses of sources make no other policy of it.
  const policies = createPolicyKeeper(cache.store(realmOf({}, now?.())));
  const organization =
    policySource === "" || isSample ? undefined : createOrganization(policySource, machine, policies);
  return {
    service: createTrustService(world),
    readFile: (path) => world.readFile(path),
    breathe: () => world.breathe(),
    ...(organization === undefined ? {} : { organization: (offline) => organization.latest(offline).then(sayNotice) }),
    ignoresScripts,
    ...(isSample ? { now: () => world.now() } : {}),
    networkFacts: () => machine.networkFacts(),
    configFiles: machine.configFiles(),
    isOutdated: (isNews) => machine.isOutdated(isNews),
  };
}

const noticed = new Set<string>();

/** What there is to know of the organisation's policy goes to the log, once. */
function sayNotice(organization: Organization): Organization {
  const { notice } = organization;
  if (notice !== undefined && !noticed.has(notice)) {
    noticed.add(notice);
    connection.console.warn(notice);
  }
  return organization;
}

/** A clock that stands still at a moment, for demos and tests; undefined where none is named. */
function readClock(moment: string | undefined): (() => number) | undefined {
  const at = Date.parse(moment ?? "");
  return Number.isNaN(at) ? undefined : () => at;
}

/** The environment stands before the machine's settings; what is no http address is left out. */
function readEndpoints(settings: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv): Endpoints {
  const endpoints: Endpoints = {};
  for (const source of SOURCES) {
    const address = environment[`CUSTODY_ENDPOINT_${source.toUpperCase()}`] || settings[source];
    if (address !== undefined && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) {
      endpoints[source] = address.replace(/\/+$/, "");
    }
  }
  return endpoints;
}
