import type { LockedPackage, Lockfile } from "../model";
import type { TextEdit } from "../present/edits/jsonEdit";
import type { ManifestFile } from "../projectFiles";

export type { ManifestFile };

/** The wish to have one locked package at another version, and the files that can grant it. */
export interface OverrideRequest {
  readonly lockfile: Lockfile;
  /** Tells which Bun wrote it, where the manifest does not say. */
  readonly lockfileText: string;
  readonly locked: LockedPackage;
  /** An exact version. */
  readonly version: string;
  /** The package.json of the workspace root, which is the folder of the lockfile. */
  readonly root: ManifestFile;
  /** Beside it: pnpm-workspace.yaml for pnpm, .yarnrc.yml for Yarn. */
  readonly settings: ManifestFile | undefined;
  /** The package.json of each workspace member. */
  readonly members: readonly ManifestFile[];
}

/** Replaces one span of a file, which is made where there is none. */
export interface FileEdit extends TextEdit {
  readonly file: string;
  readonly create: boolean;
}

/** What is to be written so that the next install takes the version, or why nothing is. */
export type OverridePlan =
  | { readonly title: string; readonly edits: readonly FileEdit[] }
  | { readonly refused: string };

/** A part of a plan: what it needs, or the sentence that refuses it. */
export type Part<T> = T | { readonly refused: string };

export function isRefused<T extends object>(part: Part<T>): part is { readonly refused: string } {
  return "refused" in part;
}
