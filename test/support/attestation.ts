/** What `GET /-/npm/v1/attestations/{name}@{version}` answers, with statements that a test writes and signatures of nobody. */
export function attestations(...statements: readonly unknown[]): unknown {
  return {
    attestations: statements.map((statement) => ({
      predicateType: (statement as { readonly predicateType?: unknown } | null)?.predicateType,
      bundle: {
        mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
        dsseEnvelope: {
          payload: Buffer.from(JSON.stringify(statement)).toString("base64"),
          payloadType: "application/vnd.in-toto+json",
          signatures: [{ sig: "", keyid: "" }],
        },
      },
    })),
  };
}

/** npm's own statement that it took the release: it says nothing about where it was built. */
export function publication(purl: string): unknown {
  return {
    _type: "https://in-toto.io/Statement/v0.1",
    subject: [{ name: purl, digest: { sha512: "00" } }],
    predicateType: "https://github.com/npm/attestation/tree/main/specs/publish/v0.1",
    predicate: { name: "left", version: "1.0.0", registry: "https://registry.example" },
  };
}

/** As npm makes it on GitHub today. A test states only what differs. */
export function provenance(
  purl: string,
  workflow: { readonly repository?: string; readonly path?: string; readonly ref?: string } = {},
): unknown {
  const {
    repository = "https://github.com/Ann/left",
    path = ".github/workflows/release.yml",
    ref = "refs/heads/main",
  } = workflow;
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: purl, digest: { sha512: "00" } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        externalParameters: { workflow: { ref, repository, path } },
        resolvedDependencies: [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: "0" } }],
      },
      runDetails: { builder: { id: "https://github.com/actions/runner/github-hosted" } },
    },
  };
}

/** As npm made it at first, and makes it on GitLab. */
export function oldProvenance(purl: string, uri: string, entryPoint: string): unknown {
  return {
    _type: "https://in-toto.io/Statement/v0.1",
    subject: [{ name: purl, digest: { sha512: "00" } }],
    predicateType: "https://slsa.dev/provenance/v0.2",
    predicate: { invocation: { configSource: { uri, digest: { sha1: "0" }, entryPoint } } },
  };
}
