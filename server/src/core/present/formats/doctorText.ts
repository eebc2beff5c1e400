import { sumShelves } from "../../cacheContents";
import type { DoctorReport } from "../../doctorReport";
import { troublesOf } from "../../doctorReport";
import { renderDuration } from "../../duration";
import type { NamedRegistry, NetworkFacts, Place, Said, Way } from "../../networkFacts";
import type { SourceCheck } from "../../sourceChecks";
import { formatDay } from "../time";
import { count, list } from "../words";
import { megabytes } from "./cacheText";
import { type Paint, wrap } from "./terminal";

export interface DoctorTextOptions {
  readonly paint: Paint;
  readonly width: number;
}

const INDENT = "  ";

/** The state of a machine for a terminal: what holds, who says so, and whether everybody answers. */
export function renderDoctorText(report: DoctorReport, { paint, width }: DoctorTextOptions): string {
  const { network, sources, version, node, folder } = report;
  const troubles = troublesOf(report);
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    [`custody ${version}, Node ${node}, in ${folder}`, []],
    ["Sources", sources.map(saySource)],
    [
      "Registries",
      [
        ...network.registries.map((registry) => sayRegistry(registry, network.registries.length)),
        `configured by the files of ${list(network.tools)}`,
      ],
    ],
    ["Proxies", [...sayWays(network.ways), ...network.exceptions.map(sayException)]],
    ["Certificates", sayCertificates(network)],
    ["Cache", sayCache(report)],
    ["Policy", sayPolicy(report)],
    ["What package managers refuse themselves", sayGates(report)],
    ["Configured and not used", network.unused.map(({ file, key, message }) => `"${key}" in ${file} ${message}`)],
    [troubles.length === 0 ? "All is well." : `To be mended (${troubles.length})`, troubles],
  ];
  return `${sections
    .filter(([, lines], index) => lines.length > 0 || index === 0 || index === sections.length - 1)
    .map(([title, lines]) =>
      [paint.strong(title), ...lines.flatMap((line) => wrap(line, width, `${INDENT}  `, INDENT))].join("\n"),
    )
    .join("\n\n")}\n`;
}

const SOURCES: Readonly<Record<SourceCheck["source"], string>> = {
  registry: "registry",
  osv: "OSV",
  depsdev: "deps.dev",
  scorecard: "Scorecard",
  attestations: "attestations",
};

function saySource({ source, url, asked, status, reason, milliseconds, gives, isUnknown }: SourceCheck): string {
  const what = `${SOURCES[source]} ${url}, asked about ${asked}`;
  if (status === "fails") {
    return `FAILS: ${what}: ${reason}`;
  }
  const lacking =
    gives === undefined
      ? []
      : Object.entries(GIVEN).flatMap(([key, word]) => (gives[key as keyof typeof gives] ? [] : [word]));
  const fields =
    gives === undefined
      ? isUnknown
        ? "; it does not know the name"
        : ""
      : lacking.length === 0
        ? "; gives dates, publishers and owners"
        : `; gives no ${list(lacking)}, so the rules about them stay unchecked`;
  return `answers: ${what}, in ${milliseconds} ms${fields}`;
}

const GIVEN = { time: "dates", publisher: "publishers", maintainers: "owners" } as const;

function at({ file, key }: Place): string {
  return `"${key}" in ${file}`;
}

function sayRegistry({ scope, url, named, credentials, withheld }: NamedRegistry, all: number): string {
  const who = scope === "" ? (all > 1 ? "all other names" : "all names") : scope;
  if (withheld !== undefined) {
    return `${who}: nobody is asked, ${withheld}`;
  }
  const why = named === undefined ? "npm's own default" : at(named);
  const shown = credentials === undefined ? "without credentials" : `with a ${credentials.kind} of ${at(credentials)}`;
  return `${who}: ${url} (${why}), ${shown}`;
}

/** Hosts that are reached in the same way stand in one line. */
function sayWays(ways: readonly Way[]): readonly string[] {
  const hosts = new Map<string, string[]>();
  for (const { url, proxy } of ways) {
    const way =
      proxy === undefined
        ? "directly"
        : `through ${proxy.url} (${at(proxy)})${proxy.hasCredentials ? ", with a name and password" : ""}`;
    hosts.set(way, [...(hosts.get(way) ?? []), new URL(url).host]);
  }
  return [...hosts].map(([way, names]) => `${list([...new Set(names)])}: ${way}`);
}

function sayException({ hosts, ...place }: Place & { readonly hosts: readonly string[] }): string {
  return `excepted from proxies: ${hosts.join(", ")} (${at(place)})`;
}

function sayCertificates({ certificates }: NetworkFacts): readonly string[] {
  const { authorities, extra, system, own, strictSsl, strictProxySsl } = certificates;
  const trusted = [
    "Node's own",
    ...(extra === undefined ? [] : [`those of NODE_EXTRA_CA_CERTS (${extra})`]),
    ...authorities.map(({ count: n, ...place }) => `${n} of ${at(place)}`),
    ...(system.value
      ? [`the operating system's (${system.count}) where the others do not suffice`]
      : [`not the operating system's${saidBy(system)}`]),
  ];
  return [
    `trusted authorities: ${trusted.join("; ")}`,
    ...own.map(({ shownTo, ...place }) => `a certificate of yours is shown to ${shownTo} (${at(place)})`),
    ...(strictSsl.value ? [] : [`the certificates of registries are NOT checked${saidBy(strictSsl)}`]),
    ...(strictProxySsl.value ? [] : [`the certificate of a proxy is NOT checked${saidBy(strictProxySsl)}`]),
  ];
}

function saidBy({ by }: Said<boolean>): string {
  return by === undefined ? "" : ` (${at(by)})`;
}

function sayPolicy({ policy }: DoctorReport): readonly string[] {
  const { files, minimumReleaseAgeMs, minimumReleaseAgeIsSet, privateScopes, accepted, switchedOff } = policy;
  return [
    files.length === 0 ? "no custody.json" : files.join(", "),
    `minimum release age: ${renderDuration(minimumReleaseAgeMs)}${minimumReleaseAgeIsSet ? "" : " (the default)"}`,
    ...(privateScopes.length === 0 ? [] : [`private scopes: ${list(privateScopes)}`]),
    ...(accepted === 0 ? [] : [count(accepted, "acceptance", "acceptances")]),
    ...(switchedOff.length === 0 ? [] : [`switched off: ${list(switchedOff)}`]),
  ];
}

function sayCache({ cache }: DoctorReport): readonly string[] {
  if (cache === undefined) {
    return [];
  }
  const { folder, off, mostBytes, shelves } = cache.contents;
  if (folder === undefined) {
    return [`no answers are kept on disk: ${off}`];
  }
  const { answers, bytes, oldest } = sumShelves(shelves);
  const since = answers === 0 ? "" : `, the oldest of ${formatDay(oldest)}`;
  return [
    `${folder}, which ${cache.trouble === undefined ? "can be written" : `FAILS: ${cache.trouble}`}`,
    `${count(answers, "answer", "answers")}, ${megabytes(bytes)} of at most ${megabytes(mostBytes)}${since}`,
  ];
}

function sayGates({ gates, network }: DoctorReport): readonly string[] {
  return [
    ...network.gates.map((gate) => `npm: ${at(gate)} is ${gate.value}`),
    ...gates
      .filter(({ manager }) => manager !== "npm")
      .map(({ manager, what, setting, file }) => `${manager}: ${what} (${at({ key: setting, file })})`),
  ];
}
