import { baseName, joinPath, parentOf } from "../filePath";
import type { PackageManager, Span } from "../model";
import { managerRange } from "../packageManager";
import { type Member, putInJson, spanInJson, type TextEdit } from "../present/edits/jsonEdit";
import { putInYaml } from "../present/edits/yamlEdit";
import type { Entry } from "../present/edits/yamlText";
import { isWithin } from "../ranges";
import { refusals } from "./refusals";
import type { FileEdit, ManifestFile, OverrideRequest, Part } from "./types";

/** Where a package manager reads overrides. */
export interface Place {
  /** The file; undefined where it is yet to be made. */
  readonly file: ManifestFile | undefined;
  readonly path: string;
  readonly block: readonly string[];
  /** Where the block stands now. */
  readonly span: Span | undefined;
}

const WORKSPACE_FILE = "pnpm-workspace.yaml";

export function placeOf(request: OverrideRequest, manager: PackageManager): Place {
  const { root, settings } = request;
  switch (manager) {
    case "npm":
      return inRoot(root, ["overrides"]);
    case "yarn":
      return inRoot(root, ["resolutions"]);
    case "bun": {
      // Bun reads the one block only where the other is missing: a new one would switch the old one off.
      const isInResolutions = !has(root, ["overrides"]) && has(root, ["resolutions"]);
      return inRoot(root, [isInResolutions ? "resolutions" : "overrides"]);
    }
    case "pnpm":
      return isPnpmInRoot(request)
        ? inRoot(root, ["pnpm", "overrides"])
        : {
            file: settings,
            path: settings?.path ?? joinPath(parentOf(root.path) ?? "", WORKSPACE_FILE),
            block: ["overrides"],
            span: settings && { start: 0, end: settings.text.length },
          };
  }
}

/**
 * pnpm reads pnpm-workspace.yaml from 10.5 on, and nothing else from 11 on. In between, overrides in package.json switch
 * those of the other file off, `resolutions` included.
 */
function isPnpmInRoot({ root, lockfile }: OverrideRequest): boolean {
  const range = managerRange(root.manifest, "pnpm");
  if (isWithin(range, ">=11.0.0-0")) {
    return false;
  }
  if (isWithin(range, "<10.5.0") || (range === undefined && lockfile.kind !== "pnpm-v9")) {
    return true;
  }
  return has(root, ["pnpm", "overrides"]) || has(root, ["resolutions"]);
}

function inRoot(root: ManifestFile, block: readonly string[]): Place {
  return { file: root, path: root.path, block, span: spanInJson(root.text, block) };
}

function has({ text }: ManifestFile, block: readonly string[]): boolean {
  return spanInJson(text, block) !== undefined;
}

/** An override to be added: one key, or npm's path of two. */
export interface Added {
  readonly keys: readonly string[];
  readonly value: string;
}

export function addTo(
  { file, path, block }: Place,
  added: readonly Added[],
): Part<{ readonly edits: readonly FileEdit[] }> {
  const isYaml = file === undefined || file.manifest.kind === "pnpm-workspace";
  const text = file?.text ?? "";
  const edits = isYaml
    ? putInYaml(
        text,
        block.join("."),
        added.map(({ keys, value }): Entry => [keys.join(">"), value]),
      )
    : putInJson(text, toMembers(block, added));
  const create = file === undefined;
  return edits === undefined
    ? { refused: refusals.unusual(baseName(path), block.join(".")) }
    : { edits: edits.map((edit: TextEdit) => ({ ...edit, file: path, create })) };
}

function toMembers(block: readonly string[], added: readonly Added[]): readonly Member[] {
  const inner: Member[] = [];
  for (const { keys, value } of added) {
    const [first = "", second] = keys;
    inner.push(second === undefined ? { key: first, value } : { key: first, value: [{ key: second, value }] });
  }
  return block.reduceRight<readonly Member[]>((value, key) => [{ key, value }], inner);
}
