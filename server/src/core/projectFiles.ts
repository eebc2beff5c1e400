import { LRUCache } from "lru-cache";
import { baseName, joinPath } from "./filePath";
import { stepsInTurn } from "./inTurn";
import { chooseLockfile, LOCKFILE_NAMES } from "./lockfileChoice";
import { messages } from "./messages";
import type { Lockfile, Manifest, Problem } from "./model";
import { formatOf } from "./parse/formats";
import type { Steps } from "./steps";
import type { FileStamp, World } from "./world";

/** The lockfile of a folder. */
export interface FoundLockfile {
  readonly root: string;
  readonly path: string;
  readonly text: string;
  readonly lockfile: Lockfile;
  /** What is to be said about the choice. */
  readonly notice: Problem | undefined;
}

/** A manifest with the text that it was read from. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
  readonly manifest: Manifest;
}

/** The manifests and lockfiles of a world, read once for each text. */
export interface ProjectFiles {
  /** Undefined where there is no such file. */
  manifest(path: string): Promise<ManifestFile | undefined>;
  /** The lockfile of a folder; `packageManager` tells who installs where several stand there, asked only then. */
  lockfileIn(
    folder: string,
    packageManager: () => Promise<string | undefined> | string | undefined,
  ): Promise<FoundLockfile | undefined>;
  parseManifest(path: string, text: string): Manifest;
  parseLockfile(path: string, text: string): Lockfile;
  /** Reads a lockfile in parts, between which others have their turn; undefined where it is read already, or quickly. */
  prepareLockfile(path: string, text: string): Promise<void> | undefined;
}

/** A workspace has a thousand manifests and one lockfile. */
const MOST_MANIFESTS = 2000;
const MOST_LOCKFILES = 20;

/** What was read of a file. The stamp is older than the text, so that a change in between is not missed. */
interface Read<Document> {
  readonly stamp: FileStamp | undefined;
  readonly text: string;
  readonly document: Document;
}

/**
 * Reads project files through the world. A document is parsed again only when its text has changed, and a text is read
 * again only when its file's stamp has: an edit of one manifest costs no lockfile of megabytes.
 */
export function createProjectFiles(world: World): ProjectFiles {
  const manifests = new LRUCache<string, Read<Manifest>>({ max: MOST_MANIFESTS });
  const lockfiles = new LRUCache<string, Read<Lockfile>>({ max: MOST_LOCKFILES });
  /** Lockfiles that are being read: whoever asks meanwhile waits for the same. */
  const reading = new Map<string, { readonly text: string; readonly done: Promise<void> }>();

  return {
    async manifest(path) {
      const stamp = await world.stampOf(path);
      const found = stamp && (await read(path, stamp, manifests, parseManifest));
      return found && { path, text: found.text, manifest: found.document };
    },

    async lockfileIn(folder, packageManager) {
      const found = await Promise.all(
        LOCKFILE_NAMES.map(async (name) => ({ name, stamp: await world.stampOf(joinPath(folder, name)) })),
      );
      const present = found.flatMap(({ name, stamp }) => (stamp === undefined ? [] : { name, ...stamp }));
      const choice = chooseLockfile(present, present.length > 1 ? await packageManager() : undefined);
      const stamp = present.find(({ name }) => name === choice?.name);
      if (choice === undefined || stamp === undefined) {
        return undefined;
      }
      const path = joinPath(folder, choice.name);
      const { text, document: lockfile } =
        (await read(path, stamp, lockfiles, parseLockfile, prepareLockfile)) ?? unreadable(choice.name);
      return { root: folder, path, text, lockfile, notice: choice.notice };
    },

    parseManifest: (path, text) => keep(path, undefined, text, manifests, parseManifest).document,
    parseLockfile: (path, text) => keep(path, undefined, text, lockfiles, parseLockfile).document,
    prepareLockfile,
  };

  function prepareLockfile(path: string, text: string): Promise<void> | undefined {
    const format = formatOf(path);
    if (format?.kind !== "lockfile" || format.steps === undefined || lockfiles.get(path)?.text === text) {
      return undefined;
    }
    const known = reading.get(path);
    if (known?.text === text) {
      return known.done;
    }
    const done = finish(path, text, format.steps(text));
    reading.set(path, { text, done });
    return done;
  }

  /** What was asked for last is kept, not what was read last: that may be an older text. */
  async function finish(path: string, text: string, steps: Steps<Lockfile>): Promise<void> {
    const isLatest = () => reading.get(path)?.text === text;
    try {
      const lockfile = await stepsInTurn(steps, world);
      if (isLatest()) {
        keep(path, undefined, text, lockfiles, () => lockfile);
      }
    } finally {
      if (isLatest()) {
        reading.delete(path);
      }
    }
  }

  async function read<Document>(
    path: string,
    stamp: FileStamp,
    kept: LRUCache<string, Read<Document>>,
    parse: (path: string, text: string) => Document,
    prepare: ProjectFiles["prepareLockfile"] = () => undefined,
  ): Promise<Read<Document> | undefined> {
    const known = kept.get(path);
    if (known?.stamp?.id === stamp.id) {
      return known;
    }
    const text = await world.readFile(path);
    if (text === undefined) {
      return undefined;
    }
    await prepare(path, text);
    return keep(path, stamp, text, kept, parse);
  }
}

function keep<Document>(
  path: string,
  stamp: FileStamp | undefined,
  text: string,
  kept: LRUCache<string, Read<Document>>,
  parse: (path: string, text: string) => Document,
): Read<Document> {
  const known = kept.get(path);
  const isSame = known?.text === text;
  const document = isSame ? known.document : parse(path, text);
  const read = { stamp: stamp ?? (isSame ? known.stamp : undefined), text, document };
  kept.set(path, read);
  return read;
}

function parseManifest(path: string, text: string): Manifest {
  const format = formatOf(path) ?? formatOf("package.json");
  if (format?.kind !== "manifest") {
    throw new TypeError(`${baseName(path)} is no manifest`);
  }
  return format.parse(text);
}

function parseLockfile(path: string, text: string): Lockfile {
  const format = formatOf(path);
  if (format?.kind !== "lockfile") {
    throw new TypeError(`${baseName(path)} is no lockfile`);
  }
  return format.parse(text);
}

function unreadable(name: string): Pick<Read<Lockfile>, "text" | "document"> {
  const problem = { message: messages.lockfileUnreadable(name), span: { start: 0, end: 0 } };
  return { text: "", document: { kind: "npm-v3", packages: [], importers: [], problems: [problem] } };
}
