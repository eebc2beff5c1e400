import { createHash } from "node:crypto";
import { type Answer, jsonAnswer, type Question, segmentsOf } from "./answer";
import { field, hasProvenance, type RegistryVersion, record, repositoryOf } from "./documents";
import type { Snapshot } from "./snapshot";

export const ATTESTATIONS = "/-/npm/v1/attestations/";

const PUBLISH = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
const PROVENANCE = "https://slsa.dev/provenance/v1";
const STATEMENT = "https://in-toto.io/Statement/v1";

/**
 * The registry's `GET /-/npm/v1/attestations/{name}@{version}`: bundles with in-toto statements as npm makes them.
 *
 * The statements say what the document says; certificates and signatures are no real ones and verify nowhere.
 */
export function answerAttestations({ method, path }: Question, snapshot: Snapshot): Answer {
  const subject = segmentsOf(path)?.slice(4).join("/") ?? "";
  const at = subject.lastIndexOf("@");
  const version = snapshot.document(subject.slice(0, at))?.versions?.[subject.slice(at + 1)];
  if (method !== "GET" || version === undefined || !hasProvenance(version)) {
    return jsonAnswer(404, { error: "Not found" });
  }
  return jsonAnswer(200, {
    attestations: [
      { predicateType: PUBLISH, bundle: bundleOf(version, PUBLISH, publishPredicate(version)) },
      { predicateType: PROVENANCE, bundle: bundleOf(version, PROVENANCE, provenancePredicate(version)) },
    ],
  });
}

/** The commit that a provenance names: the release's own `gitHead`, or one that is stable for this release. */
export function commitOf(version: RegistryVersion): string {
  return field(version, "gitHead") ?? createHash("sha1").update(`${version.name}@${version.version}`).digest("hex");
}

function publishPredicate({ name, version }: RegistryVersion): unknown {
  return { name, version, registry: "https://registry.example" };
}

function provenancePredicate(version: RegistryVersion): unknown {
  const repository = `https://${repositoryOf(version) ?? "github.com/unknown/unknown"}`;
  const ref = `refs/tags/v${version.version}`;
  return {
    buildDefinition: {
      buildType: "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
      externalParameters: { workflow: { ref, repository, path: ".github/workflows/release.yml" } },
      internalParameters: { github: { event_name: "push" } },
      resolvedDependencies: [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: commitOf(version) } }],
    },
    runDetails: {
      builder: { id: "https://github.com/actions/runner/github-hosted" },
      metadata: { invocationId: `${repository}/actions/runs/1/attempts/1` },
    },
  };
}

function bundleOf(version: RegistryVersion, predicateType: string, predicate: unknown): unknown {
  const [scope, base] = version.name.startsWith("@") ? version.name.split("/") : [undefined, version.name];
  const purl = `pkg:npm/${scope === undefined ? "" : `${encodeURIComponent(scope)}/`}${base}@${version.version}`;
  const integrity = field(record(version.dist), "integrity") ?? "";
  const sha512 = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
  const statement = { _type: STATEMENT, subject: [{ name: purl, digest: { sha512 } }], predicateType, predicate };
  return {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { certificate: { rawBytes: "" }, tlogEntries: [], timestampVerificationData: {} },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString("base64"),
      payloadType: "application/vnd.in-toto+json",
      signatures: [{ sig: "", keyid: "" }],
    },
  };
}
