import type { Dependency, OverrideSelector, Section, Span } from "../../model";
import { parseSpec } from "../spec";

/** Who reads the keys of a block of overrides: npm's nest by objects, the others name the parents in the key. */
export type OverrideGrammar = "npm" | "pnpm" | "resolutions";

/** A key of such a block. */
export interface Selector extends OverrideSelector {
  /** The name that it ends in. */
  readonly name: string;
}

/** An override as it stands in the text. */
export interface OverrideText {
  readonly selector: Selector;
  readonly grammar: OverrideGrammar;
  readonly spec: string;
  readonly nameSpan: Span;
  readonly specSpan: Span;
}

/** The spec that a section of the same manifest has for a name; undefined where there is none. */
export type FindDeclared = (section: Section, name: string) => string | undefined;

const NAME = /^((?:@[^/@>*\s]+\/)?[^/@>*\s]+)(?:@(.*))?$/s;
/** pnpm's own rule: a ">" that follows a blank, "|" or "@" belongs to a range. Yarn's ranges may have a protocol before it. */
const STEP = { pnpm: /(?<=[^ |@])>/, resolutions: /(?<=[^ |@:])>/ } as const;
/** One name of a path, with a range that has no slash; the last one of a path may be anything. */
const PATH_STEP = /(?:@[^/@]+\/)?[^/@]+(?:@[^/]*)?/y;
const WILDCARD = /^\*{1,2}$/;

/** Where "$name" looks, first one first. */
const REFERENCED: Readonly<Record<OverrideGrammar, readonly Section[]>> = {
  npm: ["devDependencies", "optionalDependencies", "dependencies", "peerDependencies"],
  pnpm: ["optionalDependencies", "dependencies", "devDependencies"],
  resolutions: ["optionalDependencies", "dependencies", "devDependencies"],
};

/**
 * Reads a key: `name`, `name@range`, and what must stand above it: `parent>name` for pnpm, `parent/name`, `**` for any
 * depth included, for Yarn; npm's parents come from the objects around it. Parents stay as written, ranges included.
 *
 * Undefined where the key ends in no package's name.
 */
export function parseSelector(
  key: string,
  grammar: OverrideGrammar,
  around: readonly string[] = [],
): Selector | undefined {
  const steps = stepsOf(key.trim(), grammar);
  const last = steps.at(-1);
  const [, name, when] = NAME.exec(last ?? "") ?? [];
  if (name === undefined) {
    return undefined;
  }
  // Siblings share the array: nesting must not cost its square.
  const parents = steps.length > 1 ? [...around, ...steps.slice(0, -1)] : around;
  return { name, parents, when: when === "" ? undefined : when };
}

/** Whether an override's value takes a dependency away instead of giving it another version. */
export function isRemoval(grammar: OverrideGrammar, spec: string): boolean {
  return spec.trim() === "-" && grammar !== "npm";
}

/** The name behind "$name", which stands for what the root itself asks for; undefined for any other spec. */
export function referenceOf(spec: string): string | undefined {
  return /^\$(?!\{)(.*)$/s.exec(spec)?.[1];
}

/** What an override leads to. "$name" leads where the root's own dependency does, and nowhere where there is none. */
export function toOverride(override: OverrideText, declared: FindDeclared): Dependency {
  const { selector, grammar, spec, nameSpan, specSpan } = override;
  const { name, parents, when } = selector;
  const reference = referenceOf(spec);
  const meant = reference === undefined ? spec : findReferenced(grammar, reference, declared);
  return {
    key: name,
    ...(meant === undefined ? { name, range: undefined, source: "registry" } : parseSpec(name, meant)),
    spec,
    section: grammar === "resolutions" ? "resolutions" : "overrides",
    nameSpan,
    specSpan,
    override: { parents, when },
  };
}

/** The spec that "$name" stands for. */
export function findReferenced(
  grammar: OverrideGrammar,
  reference: string,
  declared: FindDeclared,
): string | undefined {
  for (const section of REFERENCED[grammar]) {
    const spec = declared(section, reference);
    if (spec !== undefined) {
      return spec;
    }
  }
  return undefined;
}

function stepsOf(key: string, grammar: OverrideGrammar): readonly string[] {
  if (grammar === "npm") {
    return [key];
  }
  const steps = key.split(STEP[grammar]).map((step) => step.trim());
  return grammar === "pnpm" || steps.length > 1 ? steps : pathSteps(key);
}

// The names of `a/@s/b/**/c@range`, without the wildcards: how deep below, the model does not tell.
function pathSteps(key: string): readonly string[] {
  const steps: string[] = [];
  let at = 0;
  while (at < key.length) {
    PATH_STEP.lastIndex = at;
    const step = PATH_STEP.exec(key)?.[0];
    if (step === undefined) {
      return [];
    }
    at += step.length;
    if (at === key.length || !WILDCARD.test(step)) {
      steps.push(step);
    }
    if (at < key.length && key.charAt(at++) !== "/") {
      return [];
    }
  }
  return key.endsWith("/") ? [] : steps;
}
