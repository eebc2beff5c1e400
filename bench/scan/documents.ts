import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, open, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { answerDepsDev } from "../../test/replica/depsDevApi";
import { type RegistryDocument, record } from "../../test/replica/documents";
import { generatedSource } from "../../test/replica/generatedSource";
import { ABBREVIATED, answerRegistry } from "../../test/replica/registryApi";
import { createSnapshot } from "../../test/replica/snapshot";

/** The moment of all scans. Package managers, whose clock is the true one, find every date old enough. */
export const AS_OF = Date.UTC(2026, 9, 1);

/** A packed document in the file of all documents. */
export interface Packed {
  readonly at: number;
  readonly length: number;
  readonly etag: string;
}

/** One package: what it is locked to, and its two documents. */
export interface Prepared {
  readonly name: string;
  /** The newest version, and one from the middle of its history where it has one. */
  readonly versions: readonly [string, ...string[]];
  readonly full: Packed;
  readonly abbreviated: Packed;
}

export interface PreparedDocuments {
  readonly packages: readonly Prepared[];
  /** `name@version` → what deps.dev has of it. */
  readonly depsDev: Readonly<Record<string, unknown>>;
  /** The file that this is read from, and the one with all packed documents. */
  readonly index: string;
  readonly file: string;
}

/** Change it with what is generated, so that what stands on disk is made anew. */
const EDITION = 1;
const compress = promisify(gzip);

/**
 * The documents of so many packages, of usual sizes, one in twenty with a release of the last weeks: made once and kept
 * in the temporary folder, packed as a registry packs them.
 */
export async function prepareDocuments(count: number): Promise<PreparedDocuments> {
  const key = createHash("sha256")
    .update(JSON.stringify([EDITION, count, AS_OF]))
    .digest("hex")
    .slice(0, 12);
  const folder = join(tmpdir(), `custody-bench-documents-${key}`);
  if (!existsSync(folder)) {
    console.log(`preparing the documents of ${count} packages in ${folder}, once`);
    await mkdir(tmpdir(), { recursive: true });
    const draft = await mkdtemp(`${folder}-`);
    await make(draft, count);
    await rename(draft, folder);
  }
  const index = JSON.parse(await readFile(join(folder, "index.json"), "utf8"));
  return { ...index, index: join(folder, "index.json"), file: join(folder, "documents.bin") };
}

async function make(folder: string, count: number): Promise<void> {
  const source = generatedSource({ count, until: AS_OF, quietDays: 91, recentOneIn: 20 });
  const snapshot = createSnapshot({ documents: [source], advisories: [], projects: [] }, AS_OF);
  const file = await open(join(folder, "documents.bin"), "w");
  const packages: Prepared[] = [];
  const depsDev: Record<string, unknown> = {};
  let at = 0;
  for (const name of source.names()) {
    const document = snapshot.document(name);
    if (document === undefined) {
      throw new Error(`no document of ${name}`);
    }
    const versions = lockedVersions(document);
    packages.push({
      name,
      versions,
      full: await pack(name, "application/json"),
      abbreviated: await pack(name, ABBREVIATED),
    });
    for (const version of versions) {
      depsDev[`${name}@${version}`] = depsDevOf(name, version);
    }
  }
  await file.close();
  await writeFile(join(folder, "index.json"), JSON.stringify({ packages, depsDev }));

  async function pack(name: string, accept: string): Promise<Packed> {
    const path = `/${encodeURIComponent(name)}`;
    const { body, headers } = answerRegistry(
      { method: "GET", path, headers: { accept }, json: undefined },
      snapshot,
      [],
    );
    const packed = await compress(body, { level: 6 });
    await file.write(packed, 0, packed.length, at);
    at += packed.length;
    return { at: at - packed.length, length: packed.length, etag: headers.etag ?? "" };
  }

  function depsDevOf(name: string, version: string): unknown {
    const json = { requests: [{ versionKey: { system: "NPM", name, version } }] };
    const { body } = answerDepsDev({ method: "POST", path: "/v3alpha/versionbatch", headers: {}, json }, snapshot, 1);
    const { responses } = JSON.parse(body.toString());
    return record(responses[0])?.version;
  }
}

function lockedVersions({ versions = {} }: RegistryDocument): readonly [string, ...string[]] {
  const all = Object.keys(versions);
  const older = all[all.length >> 1];
  const newest = all.at(-1) ?? "1.0.0";
  return older === undefined || older === newest ? [newest] : [newest, older];
}
