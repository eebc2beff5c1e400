import type { PnpmEntries, PnpmEntry } from "./pnpmEntry";
import type { PnpmReference, PnpmReferences } from "./pnpmReferences";

const SPACE = 32;
const SINGLE_QUOTE = 39;
const COLON = 58;
const AT = 64;
const CLOSE_BRACE = 125;

/** A key of a package without blanks and quotes. */
const KEY = /^[\w/@][^\s@/:']*[@/:][^\s']*$/;

/** The next section of the document. */
const SECTION = /[a-z]+:\n/iy;

const LETTER_P = 112;
const LETTER_Q = 113;
const LETTER_T = 116;
const LETTER_V = 118;
const DEPENDENCIES = "dependencies:\n";
const OPTIONAL_DEPENDENCIES = "optionalDependencies:\n";
const INTEGRITY = "    resolution: {integrity: ";
const RESOLUTION = / {4}resolution: \{integrity: [\w+/=-]+\}\n/y;

/**
 * Fields that say nothing here, with all that is in them. What is in a field with its value on the same line belongs
 * to the value; what is in others has to be an item or a pair. The numbers bound what there is to remember on the way.
 */
const QUIET =
  /(?: {4}(?:engines: \{|(?:cpu|os|libc): \[|hasBin: t|deprecated: [^\s#]).*\n(?: {5}.*\n){0,50}| {4}(?:peerDependencies(?:Meta)?|transitivePeerDependencies|bundledDependencies):\n(?: {5,}(?:- |(?:'[^'\n]+'|\w[^\s':]*):[ \n]).*\n){0,50}){1,20}/y;

/** Takes over what was read of a package. */
export function takePlain(entries: PnpmEntries, plain: PnpmPlain, entry: PnpmEntry, isVariant: boolean): void {
  entry.integrity ??= plain.integrity;
  entry.hasInstallScript ||= plain.hasInstallScript;
  if (plain.count > 0) {
    entries.addReferences(entry, plain.references.slice(0, plain.count));
  }
  entries.settle(entry, plain.dev, plain.optional, isVariant);
}

/**
 * Walks over packages that stand in a lockfile as pnpm itself writes them, which nearly all do: a key that is
 * indented by two, fields by four, what is in them by six.
 *
 * It is quick because it knows just this form, and says nothing of a package with a single line of another form: that
 * one is for `YamlLines`, which reads all that a lockfile may become. Of a package of this form, both read the same.
 */
export class PnpmPlain {
  /** The key of the package without its quotes, and where it stands. */
  key = "";
  start = 0;
  end = 0;
  /** Nothing stands below the key, but `{}` behind it. */
  isEmpty = false;
  integrity: string | undefined;
  dev: boolean | undefined;
  optional = false;
  hasInstallScript = false;
  /** The first `count` of these are the package's. */
  readonly references: PnpmReference[] = [];
  count = 0;
  /** Where the line after all that was read starts. */
  at = 0;
  private readonly text: string;
  private readonly known: PnpmReferences;
  /** Behind the line of the next key; 0 where there is none. */
  private fields = 0;
  private nextStart = 0;
  private nextEnd = 0;

  constructor(text: string, known: PnpmReferences) {
    this.text = text;
    this.known = known;
  }

  /** Goes to a line; false where no key of a package stands there in this form. */
  enter(at: number): boolean {
    this.at = at;
    this.readKey(at);
    return this.fields > 0;
  }

  /** Reads the package whose key comes next; false, and nothing is read, where not all of it has this form. */
  advance(): boolean {
    const { text, fields, at: before, nextStart, nextEnd } = this;
    if (fields === 0) {
      return false;
    }
    const isEmpty = text.charCodeAt(fields - 2) === CLOSE_BRACE;
    const at = isEmpty && text.startsWith("   ", fields) ? 0 : this.readFields(fields);
    // What comes then must say for certain that the package ends here.
    if (at > 0) {
      this.readKey(at);
      if (this.fields > 0 || this.isEnd(at)) {
        this.key = text.slice(nextStart, nextEnd);
        this.start = nextStart;
        this.end = nextEnd;
        this.isEmpty = isEmpty;
        this.at = at;
        return true;
      }
    }
    this.at = before;
    this.fields = 0;
    return false;
  }

  private readKey(at: number): void {
    const { text } = this;
    this.fields = 0;
    const lineEnd = text.indexOf("\n", at);
    if (lineEnd === -1 || text.charCodeAt(at) !== SPACE || text.charCodeAt(at + 1) !== SPACE) {
      return;
    }
    let start = at + 2;
    let end = lineEnd - 1;
    if (text.charCodeAt(end) !== COLON) {
      end = lineEnd - 4;
      if (!text.startsWith(": {}", end)) {
        return;
      }
    }
    if (text.charCodeAt(start) === SINGLE_QUOTE) {
      start++;
      end--;
      if (text.charCodeAt(end) !== SINGLE_QUOTE) {
        return;
      }
    } else if (text.charCodeAt(start) === AT) {
      return;
    }
    if (KEY.test(text.slice(start, end))) {
      this.nextStart = start;
      this.nextEnd = end;
      this.fields = lineEnd + 1;
    }
  }

  private isEnd(at: number): boolean {
    SECTION.lastIndex = at;
    return at === this.text.length || this.text.startsWith("---\n", at) || SECTION.test(this.text);
  }

  /** Reads the fields of a package; gives where they end, and 0 where a line has another form. */
  private readFields(from: number): number {
    const { text } = this;
    this.integrity = undefined;
    this.dev = undefined;
    this.optional = false;
    this.hasInstallScript = false;
    this.count = 0;
    RESOLUTION.lastIndex = from;
    let at = from;
    if (RESOLUTION.test(text)) {
      at = RESOLUTION.lastIndex;
      this.integrity = text.slice(from + INTEGRITY.length, at - "}\n".length);
    }
    while (text.startsWith("    ", at)) {
      const next = this.readField(at + 4);
      if (next === 0) {
        return 0;
      }
      at = next;
    }
    return text.startsWith("\n", at) ? at + 1 : at;
  }

  /** Reads a field, and gives where the line behind all of it starts. */
  private readField(at: number): number {
    const { text } = this;
    // The third letters tell the fields apart that matter.
    switch (text.charCodeAt(at + 2)) {
      case LETTER_P:
        if (text.startsWith(DEPENDENCIES, at)) {
          return this.readReferences(at + DEPENDENCIES.length);
        }
        break;
      case LETTER_V:
        if (text.startsWith("dev: false\n", at)) {
          this.dev = false;
          return at + "dev: false\n".length;
        }
        if (text.startsWith("dev: true\n", at)) {
          this.dev = true;
          return at + "dev: true\n".length;
        }
        break;
      case LETTER_T:
        if (text.startsWith("optional: true\n", at)) {
          this.optional = true;
          return at + "optional: true\n".length;
        }
        if (text.startsWith(OPTIONAL_DEPENDENCIES, at)) {
          return this.readReferences(at + OPTIONAL_DEPENDENCIES.length);
        }
        break;
      case LETTER_Q:
        if (text.startsWith("requiresBuild: true\n", at)) {
          this.hasInstallScript = true;
          return at + "requiresBuild: true\n".length;
        }
        break;
    }
    QUIET.lastIndex = at - 4;
    return QUIET.test(text) ? QUIET.lastIndex : 0;
  }

  private readReferences(from: number): number {
    const { text, known, references } = this;
    let at = from;
    while (text.startsWith("      ", at)) {
      const reference = known.readLine(text, at + 6);
      if (reference === undefined) {
        break;
      }
      references[this.count++] = reference;
      at = known.end;
    }
    return at;
  }
}
