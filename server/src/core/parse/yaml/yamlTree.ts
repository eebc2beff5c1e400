import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type Scalar,
} from "yaml";
import type { Span } from "../../model";
import { mendYaml } from "./mendYaml";
import { describeYamlError, TOO_DEEP, type YamlFault } from "./yamlFault";

/** A value of a YAML text that people write, and where it stands; a text's span is without its quotes. */
export type YamlValue =
  | { readonly kind: "text"; readonly text: string; readonly span: Span }
  | { readonly kind: "map"; readonly span: Span; pairs(): readonly YamlPair[] }
  | { readonly kind: "list"; readonly span: Span; items(): readonly YamlValue[] }
  /** A number or a boolean. */
  | { readonly kind: "other"; readonly span: Span }
  /** Nothing is written, or nothing that could be read. */
  | { readonly kind: "nothing"; readonly span: Span };

export interface YamlPair {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlValue;
  /** It stands in another mapping, which "<<" merges into this one. */
  readonly isMerged: boolean;
}

export interface YamlTree {
  readonly root: YamlValue;
  /** What is wrong, in the order in which it was found. */
  readonly faults: readonly YamlFault[];
}

/** How plain words are read: Yarn takes all of them for text, others take some for numbers and booleans. */
export type YamlSchema = "core" | "failsafe";

/**
 * Reads a YAML text that people write. Never throws: of broken text, what could be read is in the tree.
 *
 * Such files are small and use all of YAML, so a library reads them; the lockfiles, which programs write, have `YamlLines`.
 */
export function readYaml(text: string, schema: YamlSchema): YamlTree {
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    const span = { start: tooDeep, end: tooDeep + 1 };
    return { root: { kind: "nothing", span }, faults: [{ ...TOO_DEEP, span }] };
  }
  const tree = new TreeReader(text, schema);
  // What is half typed swallows lines below it; it is to cost its own line only.
  const mended = tree.faults.length === 0 ? undefined : mendYaml(text);
  if (mended !== undefined) {
    const better = new TreeReader(mended.text, schema);
    if (better.faults.length < tree.faults.length) {
      return { root: better.root(), faults: [mended.fault, ...better.faults] };
    }
  }
  return { root: tree.root(), faults: tree.faults };
}

/** Far more than anybody nests. The library goes down by recursion, and makes an error for each bracket beyond its end. */
const DEEPEST = 200;

/** Where more brackets are open than anybody opens. What stands in quotes and comments counts too: it makes no difference. */
function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === "[" || bracket === "{" ? 1 : -1));
    if (depth > DEEPEST) {
      return index;
    }
  }
  return undefined;
}

class TreeReader {
  readonly faults: YamlFault[];
  private readonly text: string;
  private readonly document: Document.Parsed;
  private targets: ReadonlyMap<unknown, ParsedNode> | undefined;
  private copies = 0;

  constructor(text: string, schema: YamlSchema) {
    this.text = text;
    // The library looks for equal keys by comparing each with each.
    this.document = parseDocument(text, { schema, uniqueKeys: false, prettyErrors: false, logLevel: "error" });
    this.faults = this.document.errors.map((error) => describeYamlError(error, text));
  }

  root(): YamlValue {
    return this.read(this.document.contents);
  }

  private read(node: unknown): YamlValue {
    if (isAlias(node)) {
      return this.readAlias(node.source, node);
    }
    const span = this.spanOf(node);
    if (isMap(node)) {
      return { kind: "map", span, pairs: () => this.readPairs(node.items, new Set([node])) };
    }
    if (isSeq(node)) {
      return { kind: "list", span, items: () => node.items.map((item) => this.read(item)) };
    }
    return isScalar(node) ? this.readScalar(node, span) : { kind: "nothing", span };
  }

  /** What an alias stands for, at the place of the alias. */
  private readAlias(name: string, alias: unknown): YamlValue {
    const span = this.spanOf(alias);
    const target = this.targetOf(alias);
    if (target === undefined) {
      this.faults.push({
        happened: `"*${name}" stands for what "&${name}" marks above it, and nothing is marked so.`,
        remedy: 'Put it in quotes, if it is meant to start with "*".',
        span,
      });
      return { kind: "nothing", span };
    }
    if (!isScalar(target)) {
      return this.mayCopy(target) ? this.read(target) : { kind: "nothing", span };
    }
    return { ...this.readScalar(target, span), span };
  }

  /** What stands for other text makes a small file large. */
  private mayCopy(node: unknown): boolean {
    this.copies += 1 + (isMap(node) || isSeq(node) ? node.items.length : 0);
    return this.copies <= MOST_COPIES;
  }

  private readPairs(pairs: readonly unknown[], around: ReadonlySet<unknown>): readonly YamlPair[] {
    const own: YamlPair[] = [];
    const merged: YamlPair[] = [];
    for (const pair of pairs) {
      if (!isPair(pair) || !isScalar(pair.key)) {
        continue;
      }
      const { text: key, span: keySpan } = this.readKey(pair.key);
      if (key === "<<" && pair.key.type === "PLAIN") {
        merged.push(...this.readMerged(pair.value, around));
      } else if (key !== "") {
        own.push({ key, keySpan, value: this.read(pair.value), isMerged: false });
      }
    }
    const known = new Set(own.map(({ key }) => key));
    return [...own, ...merged.filter(({ key }) => !known.has(key))];
  }

  private readMerged(value: unknown, around: ReadonlySet<unknown>): readonly YamlPair[] {
    const sources = isSeq(value) ? value.items : [value];
    return sources.flatMap((source) => {
      const node = isAlias(source) ? this.targetOf(source) : source;
      if (!isMap(node) || around.has(node) || !this.mayCopy(node)) {
        return [];
      }
      return this.readPairs(node.items, new Set([...around, node])).map((pair) => ({ ...pair, isMerged: true }));
    });
  }

  /** Of a key that goes over several lines, the last one: a word being typed above a sound line is taken for its start. */
  private readKey(node: Scalar): { readonly text: string; readonly span: Span } {
    const [start = 0, end = 0] = node.range ?? [];
    const raw = this.text.slice(start, end);
    if (node.type !== "PLAIN" || !raw.includes("\n")) {
      const text = node.type === "PLAIN" ? raw : String(node.value);
      return { text, span: this.spanOf(node) };
    }
    const line = raw.slice(raw.lastIndexOf("\n") + 1).trim();
    return { text: line, span: { start: end - line.length, end } };
  }

  private readScalar(node: Scalar, span: Span): YamlValue {
    if (typeof node.value !== "string") {
      return { kind: node.value === null ? "nothing" : "other", span };
    }
    if (node.type !== "QUOTE_DOUBLE" && node.type !== "QUOTE_SINGLE") {
      const text = node.value.trim();
      return text === "" ? { kind: "nothing", span } : { kind: "text", text, span };
    }
    const raw = this.text.slice(span.start, span.end);
    const isOpen = !/["']/.test(this.text.charAt(span.end));
    // Where the text is broken, the closing quote on another line is that of another text.
    return raw.includes("\n") && this.faults.length > 0
      ? { kind: "nothing", span }
      : { kind: "text", text: isOpen ? raw : node.value, span };
  }

  /** Without quotes, and without the line ends that close a block. */
  private spanOf(node: unknown): Span {
    const range = isNode(node) ? node.range : undefined;
    const [start = 0, end = 0] = range ?? [];
    const raw = this.text.slice(start, end);
    const type = isScalar(node) ? node.type : undefined;
    if (type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE") {
      const isClosed = raw.length > 1 && raw.endsWith(raw.charAt(0));
      return { start: start + 1, end: isClosed ? end - 1 : Math.max(end, start + 1) };
    }
    return { start, end: start + raw.trimEnd().length };
  }

  private targetOf(alias: unknown): ParsedNode | undefined {
    this.targets ??= findTargets(this.document.contents);
    return this.targets.get(alias);
  }
}

/** More than anybody writes once and uses again; hostile text would do it without end. */
const MOST_COPIES = 1000;

/** Alias → the node that it stands for: the last one before it that has its name. Keeps its own stack. */
function findTargets(root: unknown): ReadonlyMap<unknown, ParsedNode> {
  const targets = new Map<unknown, ParsedNode>();
  const marked = new Map<string, ParsedNode>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (isAlias(node)) {
      const target = marked.get(node.source);
      if (target !== undefined) {
        targets.set(node, target);
      }
    } else if (isPair(node)) {
      waiting.push(node.value, node.key);
    } else if (isMap(node) || isSeq(node) || isScalar(node)) {
      if (node.anchor !== undefined) {
        marked.set(node.anchor, node as ParsedNode);
      }
      if (!isScalar(node)) {
        for (const item of [...node.items].reverse()) {
          waiting.push(item);
        }
      }
    }
  }
  return targets;
}
