import { createHash } from "node:crypto";
import { type Answer, jsonAnswer, type Question, segmentsOf } from "./answer";
import { type RegistryDocument, type RegistryVersion, record } from "./documents";
import type { Snapshot } from "./snapshot";

/** Fields that some mirrors and private registries leave out of every document. */
export type OmittedField = "_npmUser" | "maintainers" | "time";

const CACHEABLE = { "cache-control": "public, max-age=300", vary: "accept-encoding, accept" };
/** The content type of documents without histories. */
export const ABBREVIATED = "application/vnd.npm.install-v1+json";
const ABBREVIATED_FIELDS = [
  ...["name", "version", "deprecated", "dependencies", "acceptDependencies", "optionalDependencies"],
  ...["devDependencies", "bundleDependencies", "peerDependencies", "peerDependenciesMeta", "bin", "directories"],
  ...["dist", "engines", "_hasShrinkwrap", "funding", "cpu", "os", "libc"],
];

/** npm's registry: `GET /{name}`, whole or abbreviated, with ETags, and `GET /{name}/{version or tag}`. */
export function answerRegistry(question: Question, snapshot: Snapshot, omit: readonly OmittedField[]): Answer {
  const segments = segmentsOf(question.path);
  if (segments === undefined) {
    return jsonAnswer(400, { error: "Bad request" });
  }
  if (question.method === "GET" && question.path === "/-/ping") {
    return jsonAnswer(200, {});
  }
  const literalScope = segments[0]?.startsWith("@") === true && !segments[0].includes("/");
  const [name = "", wanted, ...rest] = literalScope ? [segments.slice(0, 2).join("/"), ...segments.slice(2)] : segments;
  const document = question.method === "GET" && rest.length === 0 ? snapshot.document(name) : undefined;
  if (document === undefined) {
    return jsonAnswer(404, { error: "Not found" });
  }
  if (wanted !== undefined) {
    const manifest = document.versions?.[document["dist-tags"]?.[wanted] ?? wanted];
    return manifest === undefined
      ? jsonAnswer(404, `version not found: ${wanted}`)
      : jsonAnswer(200, withoutFields(manifest, omit), CACHEABLE);
  }
  return whole(question, document, omit);
}

function whole({ headers }: Question, document: RegistryDocument, omit: readonly OmittedField[]): Answer {
  const short = String(headers.accept ?? "").includes(ABBREVIATED) && document.versions !== undefined;
  const { body, etag } = serialised(document, short, omit);
  const modified = Date.parse(String(document.time?.modified));
  const answerHeaders = {
    ...CACHEABLE,
    "content-type": short ? ABBREVIATED : "application/json",
    etag,
    ...(Number.isNaN(modified) ? {} : { "last-modified": new Date(modified).toUTCString() }),
  };
  return headers["if-none-match"] === etag
    ? { status: 304, headers: answerHeaders, body: Buffer.alloc(0) }
    : { status: 200, headers: answerHeaders, body };
}

interface Serialised {
  readonly body: Buffer;
  readonly etag: string;
}

/** By document, so that the text lives no longer than the snapshot keeps the document itself. */
const serialisedForms = new WeakMap<RegistryDocument, Map<string, Serialised>>();

function serialised(document: RegistryDocument, short: boolean, omit: readonly OmittedField[]): Serialised {
  const forms = serialisedForms.get(document) ?? new Map<string, Serialised>();
  serialisedForms.set(document, forms);
  const key = `${short} ${omit}`;
  const known = forms.get(key);
  if (known !== undefined) {
    return known;
  }
  const body = Buffer.from(JSON.stringify(short ? abbreviate(document) : omitted(document, omit)));
  const made = { body, etag: `W/"${createHash("sha1").update(body).digest("hex")}"` };
  forms.set(key, made);
  return made;
}

function abbreviate(document: RegistryDocument): unknown {
  const versions = Object.entries(document.versions ?? {}).map(([version, manifest]) => [
    version,
    {
      ...Object.fromEntries(ABBREVIATED_FIELDS.flatMap((key) => (key in manifest ? [[key, manifest[key]]] : []))),
      ...(hasInstallScript(manifest) ? { hasInstallScript: true } : {}),
    },
  ]);
  return {
    name: document.name,
    "dist-tags": document["dist-tags"],
    versions: Object.fromEntries(versions),
    modified: document.time?.modified,
  };
}

function hasInstallScript({ scripts, gypfile }: RegistryVersion): boolean {
  return (
    gypfile === true || ["preinstall", "install", "postinstall"].some((name) => record(scripts)?.[name] !== undefined)
  );
}

function omitted(document: RegistryDocument, omit: readonly OmittedField[]): unknown {
  if (omit.length === 0) {
    return document;
  }
  const versions = Object.entries(document.versions ?? {}).map(([version, manifest]) => [
    version,
    withoutFields(manifest, omit),
  ]);
  return { ...withoutFields(document, omit), versions: Object.fromEntries(versions) };
}

function withoutFields(
  value: Readonly<Record<string, unknown>>,
  omit: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !omit.includes(key)));
}
