import { valid } from "semver";
import { baseName } from "../filePath";
import { managerOf } from "../lockfileChoice";
import type { Importer, LockedPackage, PackageManager } from "../model";
import { isBun14, managerRange } from "../packageManager";
import { putInJson } from "../present/edits/jsonEdit";
import { putInYaml } from "../present/edits/yamlEdit";
import { list, thenInstall } from "../present/words";
import { isWithin } from "../ranges";
import { importersAbove } from "../resolve/paths";
import { isByImporter, type LockedRequest, requestsFor } from "../resolve/requests";
import { satisfies } from "../resolve/resolveVersion";
import { type DirectEdits, planDirect } from "./directEdits";
import { updateExisting } from "./existing";
import { berryForm, bunForm, classicForm, type Form, type Line, npmForm, rangeOf, versionForm } from "./forms";
import { type Added, addTo, placeOf } from "./place";
import { refusals, shown } from "./refusals";
import {
  type FileEdit,
  isRefused,
  type ManifestFile,
  type OverridePlan,
  type OverrideRequest,
  type Part,
} from "./types";

/** What npm lets a package be called, and a little more; nothing that would end a key. */
const NAME = /^(?:@[\w.~!'()*-]+\/)?[\w.~!'()*-]+$/;

/**
 * What to write into the manifests of a workspace so that the next install takes `version` wherever `locked` stands
 * now, and leaves other versions of the package alone: the exact version where a manifest names the package itself, and
 * an override, in the form that the package manager reads, where other packages ask for it.
 */
export function planOverride(request: OverrideRequest): OverridePlan {
  const { lockfile, locked, version } = request;
  const manager = managerOf(lockfile.kind);
  const refused = refuseAtOnce(request);
  if (refused !== undefined) {
    return { refused };
  }
  const requests = requestsFor(lockfile, locked.name);
  const wanted = requests.filter(({ target }) => target.name === locked.name && target.version === locked.version);
  const broken = brokenFile(request);
  if (broken !== undefined) {
    return { refused: refusals.broken(baseName(broken)) };
  }
  const direct = planDirect(request, wanted);
  if (isRefused(direct)) {
    return direct;
  }
  const open = wanted.filter((asked) => !(isByImporter(asked) && direct.settled.has(asked.asker.path)));
  if (open.length === 0 && direct.settled.size === 0) {
    return { refused: refusals.nobodyAsks(locked.name, manager) };
  }
  const left = isMetByRoot(version, manager, direct, open) ? [] : open;
  const overrides = planOverrides(request, manager, direct, left, requests);
  if (isRefused(overrides)) {
    return overrides;
  }
  const edits = [...direct.edits, ...overrides.edits.filter((edit) => !direct.edits.some(isSamePlace(edit)))];
  if (edits.length === 0) {
    return { refused: refusals.writtenAlready(locked.name, version, manager) };
  }
  return { title: titleOf(request, manager, edits, overrides.edits.length > 0, open), edits };
}

function refuseAtOnce({ locked, version }: OverrideRequest): string | undefined {
  const { name, source } = locked;
  if (!NAME.test(name)) {
    return refusals.noName(name);
  }
  if (source !== "registry") {
    return refusals.notFromRegistry(name, source);
  }
  if (valid(version) !== version) {
    return refusals.noVersion(version);
  }
  return version === locked.version ? refusals.alreadyThere(name, version) : undefined;
}

/**
 * npm takes what the root names for all whose ranges admit it, so that nothing needs to be overridden; and an override
 * beside it would be one more thing to remove later.
 */
function isMetByRoot(
  version: string,
  manager: PackageManager,
  { byRoot }: DirectEdits,
  open: readonly LockedRequest[],
): boolean {
  const isAtTop = ({ key, spec, target }: LockedRequest) =>
    byRoot.has(key) &&
    target.id === `node_modules/${key}` &&
    spec !== undefined &&
    satisfies(version, rangeOf(spec)) === true;
  return open.length === 0 || (manager === "npm" && open.every(isAtTop));
}

function planOverrides(
  request: OverrideRequest,
  manager: PackageManager,
  direct: DirectEdits,
  open: readonly LockedRequest[],
  requests: readonly LockedRequest[],
): Part<{ readonly edits: readonly FileEdit[] }> {
  const { locked, version, root } = request;
  const place = placeOf(request, manager);
  const edits: FileEdit[] = [];
  const added: Added[] = [];
  for (const key of new Set([...direct.keys, ...open.map((asked) => asked.key)])) {
    const ofKey = requests.filter((asked) => asked.key === key);
    const [mine, others] = [
      ofKey.filter(({ target }) => isSame(target, locked)),
      ofKey.filter(({ target }) => !isSame(target, locked)),
    ];
    const wanted = open.filter((asked) => asked.key === key);
    const exact = key === locked.name ? version : `npm:${locked.name}@${version}`;
    const isByRoot = direct.byRoot.has(key);
    const existing =
      place.file &&
      updateExisting(
        place.file,
        place.span,
        { key, mine, wanted, locked, isByLetter: manager === "yarn" },
        exact,
        isByRoot,
      );
    edits.push(...(existing?.edits ?? []));
    if (wanted.length === 0 || existing?.isEnough === true) {
      continue;
    }
    const unable = manager === "npm" ? refuseNpm(request) : undefined;
    if (unable !== undefined) {
      return { refused: unable };
    }
    const form = formFor(request, manager, { key, value: exact, version, locked, wanted, others });
    if (isRefused(form)) {
      return form;
    }
    const isOldNpm = isWithin(managerRange(root.manifest, "npm"), "<11.0.0-0");
    if (manager === "npm" && others.length > 0 && isOldNpm && isBelowMember(request, wanted)) {
      return { refused: refusals.npmMembers };
    }
    if (manager === "npm" && !isByRoot && isPeerOf(root, key)) {
      return { refused: refusals.npmPeer(key, exact) };
    }
    // npm refuses an override that says something else than the root itself; this way the two cannot part.
    const value = manager === "npm" && isByRoot ? `$${key}` : exact;
    added.push(...form.keys.map((keys) => ({ keys, value })));
  }
  const put = added.length === 0 ? { edits: [] } : addTo(place, added);
  return isRefused(put) ? put : { edits: [...edits, ...put.edits.filter((edit) => !edits.some(isSamePlace(edit)))] };
}

function formFor(request: OverrideRequest, manager: PackageManager, line: Line): Part<Form> {
  const { lockfile, lockfileText, root, members } = request;
  switch (manager) {
    case "npm":
      return npmForm(line);
    case "yarn":
      return lockfile.kind === "yarn-v1" ? classicForm(lockfile, line, members.length > 0) : berryForm(line);
    case "pnpm":
      return versionForm(line);
    case "bun":
      // Bun knows overrides for some versions of a package from 1.4 on.
      return bunForm(line, isBun14(root.manifest, lockfileText));
  }
}

function refuseNpm({ lockfile, root }: OverrideRequest): string | undefined {
  const range = managerRange(root.manifest, "npm");
  if (isWithin(range, NPM_WITHOUT)) {
    return refusals.npmWithout;
  }
  return range === undefined && lockfile.kind === "npm-v1" ? refusals.npmOldLockfile : undefined;
}

/** npm reads overrides from 8.3 on, but up to 8.7 not all of them where there is a lockfile. */
const NPM_WITHOUT = "<8.8.0-0";

function isSame(one: LockedPackage, other: LockedPackage): boolean {
  return one.name === other.name && one.version === other.version;
}

function isSamePlace(edit: FileEdit): (other: FileEdit) => boolean {
  return (other) =>
    other.file === edit.file && other.span.start === edit.span.start && other.span.end > other.span.start;
}

function isPeerOf({ manifest }: ManifestFile, key: string): boolean {
  return manifest.dependencies.some(
    (dependency) => dependency.key === key && dependency.section === "peerDependencies",
  );
}

/** Whether any of these requests is made by a workspace member, or by a package that a member leads to. */
function isBelowMember({ lockfile }: OverrideRequest, requests: readonly LockedRequest[]): boolean {
  const isMember = ({ path }: Importer) => path !== "";
  return requests.some(({ asker }) =>
    "path" in asker ? isMember(asker) : importersAbove(lockfile, asker.id, lockfile.importers.length).some(isMember),
  );
}

/** The first file whose text is not whole, of those that may name the package. */
function brokenFile({ root, settings, members, locked }: OverrideRequest): string | undefined {
  const files = [root, ...(settings === undefined ? [] : [settings]), ...members];
  return files.find((file) => (file === root || file.text.includes(locked.name)) && !isWhole(file))?.path;
}

function isWhole({ text, manifest }: ManifestFile): boolean {
  return manifest.kind === "package-json" ? putInJson(text, []) !== undefined : putInYaml(text, "", []) !== undefined;
}

function titleOf(
  request: OverrideRequest,
  manager: PackageManager,
  edits: readonly FileEdit[],
  isOverride: boolean,
  open: readonly LockedRequest[],
): string {
  const name = shown(request.locked.name);
  const files = [...new Set(edits.map(({ file }) => baseName(file)))];
  const manifests = new Set(edits.map(({ file }) => file).filter((file) => baseName(file) === "package.json"));
  const where = list(
    files.map((file) =>
      file === "package.json" && manifests.size > 1 ? `${manifests.size} package.json files` : file,
    ),
  );
  // Below workspace members, npm install leaves what is locked as it is.
  const isUpdate = manager === "npm" && isOverride && isBelowMember(request, open);
  const then = isUpdate ? `then run npm update ${name}` : thenInstall({ manager });
  return isOverride
    ? `Override ${name} with ${request.version} in ${where}, ${then}`
    : `Set ${name} to ${request.version} in ${where}, ${then}`;
}
