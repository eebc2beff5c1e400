import type { Edge, LockedPackage } from "../../model";
import type { PnpmKey } from "./pnpmKey";
import { PnpmReferences } from "./pnpmReferences";

/**
 * One package of a document: all of its variants, which differ by their peers, in one.
 *
 * It is what the lockfile will hold, as far as its key and the usual fields tell it; the others make `PnpmDetails`.
 */
export interface PnpmEntry extends LockedPackage {
  name: string;
  version: string;
  source: LockedPackage["source"];
  direct: boolean;
  dev: boolean | undefined;
  optional: boolean;
  integrity: string | undefined;
  resolved: string | undefined;
  alias: string | undefined;
  hasInstallScript: boolean;
  dependencies: Edge[];
  diverted?: true;
}

/** What only packages say that are not simply a registry's. */
export interface PnpmDetails {
  name: string | undefined;
  version: string | undefined;
  tarball: string | undefined;
  /** `resolution.type`, such as "git" or "directory"; undefined for a tarball. */
  type: string | undefined;
  /** What `resolution` gives for a `git` or a `directory`. */
  place: string | undefined;
  isGitHosted: boolean;
}

/** Stands for the references of a package without any, and is never added to. */
const NOTHING: Edge[] = [];

/** A package of which only the key has been read. */
export function startEntry({ id, name, version }: PnpmKey, start: number, end: number): PnpmEntry {
  return {
    id,
    name: name ?? id,
    version: version ?? "",
    source: "registry",
    span: { start, end },
    direct: false,
    dev: undefined,
    optional: false,
    integrity: undefined,
    resolved: undefined,
    alias: undefined,
    hasInstallScript: false,
    dependencies: NOTHING,
  };
}

/** The packages of one document, and what is known of them while they are read. */
export class PnpmEntries {
  /** Id → package. */
  readonly byId = new Map<string, PnpmEntry>();
  readonly details = new Map<PnpmEntry, PnpmDetails>();
  readonly references = new PnpmReferences();
  /** The references of packages with variants: what a further one adds is told from what it repeats. */
  private readonly variants = new Map<PnpmEntry, Set<Edge>>();

  detailsOf(entry: PnpmEntry): PnpmDetails {
    let details = this.details.get(entry);
    if (details === undefined) {
      details = {
        name: undefined,
        version: undefined,
        tarball: undefined,
        type: undefined,
        place: undefined,
        isGitHosted: false,
      };
      this.details.set(entry, details);
    }
    return details;
  }

  hasVariants(entry: PnpmEntry): boolean {
    return this.variants.has(entry);
  }

  expectVariant(entry: PnpmEntry): void {
    if (!this.variants.has(entry)) {
      this.variants.set(entry, new Set(entry.dependencies));
    }
  }

  /** Adds some references, and keeps their list where it is the first one. */
  addReferences(entry: PnpmEntry, references: Edge[]): void {
    const known = this.variants.get(entry);
    if (entry.dependencies.length === 0) {
      if (known === undefined) {
        entry.dependencies = references;
        return;
      }
      entry.dependencies = [];
    }
    for (const reference of references) {
      if (known === undefined || !known.has(reference)) {
        known?.add(reference);
        entry.dependencies.push(reference);
      }
    }
  }

  /** Takes over what a variant says; of several ones, only what all of them say holds. */
  settle(entry: PnpmEntry, dev: boolean | undefined, optional: boolean, isVariant: boolean): void {
    entry.dev = isVariant ? entry.dev === true && dev === true : (dev ?? entry.dev);
    entry.optional = isVariant ? entry.optional && optional : entry.optional || optional;
  }
}
