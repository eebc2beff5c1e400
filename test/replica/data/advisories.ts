import type { OsvRecord } from "../documents";

/** What the demo's packages are known for, in the shapes that OSV uses; the sentences are our own. */
export const advisories: readonly OsvRecord[] = [
  {
    ...head("GHSA-mh6f-8j2x-4483", "2018-11-26T23:58:21Z"),
    summary: "event-stream 3.3.6 depends on flatmap-stream, which steals bitcoin wallets",
    affected: [
      { ...npm("event-stream"), ...range("3.3.6", "4.0.0"), versions: ["3.3.6"] },
      { ...npm("flatmap-stream"), ...range("0") },
    ],
    severity: cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    database_specific: { cwe_ids: ["CWE-506"], severity: "CRITICAL" },
  },
  {
    ...head("MAL-2025-20690", "2025-08-14T18:52:04Z"),
    summary: "Malicious code in flatmap-stream (npm)",
    affected: [{ ...npm("flatmap-stream"), ...range("0") }],
  },
  {
    ...head("MAL-2026-2306", "2026-03-31T02:07:58Z"),
    summary: "Malicious code in plain-crypto-js (npm)",
    affected: [{ ...npm("plain-crypto-js"), versions: ["4.2.1"] }],
  },
  {
    ...head("MAL-2026-2307", "2026-03-31T03:15:49Z"),
    aliases: ["GHSA-fw8c-xr5c-95f9"],
    summary: "Malicious code in axios (npm)",
    affected: [{ ...npm("axios"), versions: ["0.30.4", "1.14.1"] }],
  },
  {
    ...head("GHSA-446m-mv8f-q348", "2018-03-05T18:35:09Z"),
    aliases: ["CVE-2017-18214"],
    summary: "moment parses some dates so slowly that one request can stop a service",
    affected: [{ ...npm("moment"), ...range("0", "2.19.3") }],
    severity: cvss("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"),
    database_specific: { cwe_ids: ["CWE-400"], severity: "HIGH" },
  },
  {
    ...head("GHSA-35jh-r3h4-6jhm", "2021-05-06T16:05:51Z"),
    aliases: ["CVE-2021-23337"],
    summary: "lodash's template function runs commands that its options carry",
    affected: [{ ...npm("lodash"), ...range("0", "4.17.21") }],
    severity: cvss("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H"),
    database_specific: { cwe_ids: ["CWE-77", "CWE-94"], severity: "HIGH" },
  },
  {
    ...head("GHSA-rp65-9cf3-cjxr", "2021-09-20T20:47:31Z"),
    aliases: ["CVE-2021-3803"],
    summary: "nth-check takes very long over some selectors",
    affected: [{ ...npm("nth-check"), ...range("0", "2.0.1") }],
    severity: cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"),
    database_specific: { cwe_ids: ["CWE-1333"], severity: "HIGH" },
  },
  {
    ...head("GHSA-3h5v-q93c-6h6q", "2024-06-17T19:09:12Z"),
    aliases: ["CVE-2024-37890"],
    summary: "ws crashes on a request with very many headers",
    affected: [{ ...npm("ws"), ...range("8.0.0", "8.17.1") }],
    severity: cvss("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"),
    database_specific: { cwe_ids: ["CWE-476"], severity: "HIGH" },
  },
];

function head(id: string, published: string) {
  return { schema_version: "1.7.3", id, published, modified: published };
}

function npm(name: string) {
  return { package: { ecosystem: "npm", name, purl: `pkg:npm/${name.replace("@", "%40")}` } };
}

function range(introduced: string, fixed?: string) {
  return { ranges: [{ type: "SEMVER", events: [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])] }] };
}

function cvss(score: string) {
  return [{ type: "CVSS_V3", score }];
}
