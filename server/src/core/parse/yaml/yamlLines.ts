import type { Span } from "../../model";
import { closingQuote, DOUBLE_QUOTE, isBlank, readFlowPairs, SINGLE_QUOTE, unquote } from "./yamlScalar";

const TAB = 9;
const RETURN = 13;
const SPACE = 32;
const HASH = 35;
const PERCENT = 37;
const COMMA = 44;
const DASH = 45;
const DOT = 46;
const COLON = 58;
const QUESTION = 63;
const OPEN_BRACKET = 91;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Characters that no plain key starts with. */
const RESERVED = new Set([..."]},&*!|>%@`"].map((one) => one.charCodeAt(0)));

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/**
 * Walks over the `key: value` lines of a YAML text that a program wrote: nested mappings, one pair a line, with flow
 * mappings and scalars for values.
 *
 * Never throws, keeps nothing but its place, and takes time in proportion to the text. Nesting is told by `indent`
 * alone, so that a damaged line costs little more than itself. Items of sequences, comments and the further lines
 * of a value are passed over; what is no pair at all is remembered in `broken`, once.
 */
export class YamlLines {
  readonly text: string;
  /** Blanks before the key of the line that the walk stands at; -1 at the end of a document. */
  indent = -1;
  /** The key's place, without its quotes. */
  keyStart = 0;
  keyEnd = 0;
  /** The first line that is no YAML of this kind. */
  broken: Span | undefined;
  private quote = 0;
  private valueStart = 0;
  private valueEnd = 0;
  private lineEnd = 0;
  /** Where the next line starts. */
  private at: number;
  /** The first colon at or behind the last place that one was looked for at. */
  private colon = -1;
  /** The indentation of the rest of a line, behind the colon of an explicit key. */
  private compact: number | undefined;

  constructor(text: string) {
    this.text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** Goes to the next pair of the document, whatever its depth. */
  next(): boolean {
    const { text } = this;
    // What is indented more than a key that has its value on the same line belongs to that value.
    let deepest = this.valueStart < this.valueEnd ? this.indent : NO_LIMIT;
    while (this.at < text.length) {
      const start = this.at;
      const found = text.indexOf("\n", start);
      const lineEnd = found === -1 ? text.length : found;
      this.at = lineEnd + 1;
      let from = start;
      while (text.charCodeAt(from) === SPACE) {
        from++;
      }
      const code = text.charCodeAt(from);
      if (from >= lineEnd || code === HASH || (code === RETURN && from + 1 === lineEnd)) {
        continue;
      }
      const indent = this.compact ?? from - start;
      this.compact = undefined;
      if (indent > deepest) {
        continue;
      }
      if (code === DASH && isBlank(text.charCodeAt(from + 1))) {
        continue;
      }
      if (from === start && this.isMarker(code, from)) {
        if (code === PERCENT) {
          continue;
        }
        this.at = start;
        break;
      }
      if (code === OPEN_BRACE || code === OPEN_BRACKET) {
        // The value of the key above, on lines of its own.
        deepest = Math.min(deepest, indent - 1);
        continue;
      }
      if (this.readPair(from, lineEnd, code, indent)) {
        return true;
      }
      this.broken ??= { start: from, end: this.trimEnd(from, lineEnd) };
    }
    this.indent = -1;
    this.keyStart = this.keyEnd = this.valueStart = this.valueEnd = Math.min(this.at, text.length);
    return false;
  }

  /** Goes from the end of a document to before the first pair of the next one, where there is one. */
  nextDocument(): boolean {
    if (this.at >= this.text.length) {
      return false;
    }
    const end = this.text.indexOf("\n", this.at);
    this.at = end === -1 ? this.text.length : end + 1;
    return true;
  }

  /** Where the line starts that the walk stands at. */
  lineStart(): number {
    return this.text.lastIndexOf("\n", this.keyStart - 1) + 1;
  }

  /** Goes to the first pair from a line on. All before it was read otherwise. */
  goTo(line: number): void {
    this.at = line;
    this.valueStart = this.valueEnd;
    this.next();
  }

  /** Goes on to the first pair that is indented no more than `indent`. */
  leave(indent: number): void {
    while (this.indent > indent) {
      this.next();
    }
  }

  key(): string {
    return unquote(this.text.slice(this.keyStart, this.keyEnd), this.quote);
  }

  keyIs(word: string): boolean {
    return this.keyEnd - this.keyStart === word.length && this.text.startsWith(word, this.keyStart);
  }

  /** Nothing stands behind the key on its line. */
  hasNoValue(): boolean {
    return this.valueStart === this.valueEnd;
  }

  /** Whether the value is exactly this plain word. */
  valueIs(word: string): boolean {
    return this.valueEnd - this.valueStart === word.length && this.text.startsWith(word, this.valueStart);
  }

  valueSpan(): Span {
    const isQuoted = this.isQuoted();
    return isQuoted
      ? { start: this.valueStart + 1, end: this.valueEnd - 1 }
      : { start: this.valueStart, end: this.valueEnd };
  }

  /** The scalar behind the key, without quotes and comments; of a block scalar, its lines with blanks between them. */
  value(): string {
    const { text, valueStart } = this;
    const code = text.charCodeAt(valueStart);
    if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) {
      const close = closingQuote(text, valueStart, this.valueEnd);
      return close === -1 ? "" : unquote(text.slice(valueStart + 1, close), code);
    }
    const raw = text.slice(valueStart, this.valueEnd);
    if (raw.startsWith("|") || raw.startsWith(">")) {
      return this.blockScalar();
    }
    const comment = raw.indexOf(" #");
    return comment === -1 ? raw : raw.slice(0, comment).trimEnd();
  }

  /** The scalar behind the key where it was written to its end: half a version is another version. */
  wholeValue(): string | undefined {
    return this.lineEnd === this.text.length && !this.isQuoted() ? undefined : this.value();
  }

  /**
   * Reads the flow mapping behind the key, `{a: b, 'c': d}`, on its line or on those below: calls `found` with each
   * pair of scalars. False where there is none.
   */
  readFlow(found: (key: string, value: string) => void): boolean {
    const start = this.flowStart();
    if (start === undefined) {
      return false;
    }
    const limit = this.flowLimit(start);
    const end = readFlowPairs(this.text, start, limit, found);
    if (this.at <= end) {
      const newline = this.text.indexOf("\n", end);
      this.at = newline === -1 ? this.text.length : newline + 1;
    }
    return true;
  }

  /** The text between `{start` and a brace at the end of the line; undefined where the value is not of this form. */
  shortFlow(start: string): string | undefined {
    const { text, valueStart, valueEnd } = this;
    const from = valueStart + start.length;
    if (text.charCodeAt(valueEnd - 1) !== CLOSE_BRACE || !text.startsWith(start, valueStart)) {
      return undefined;
    }
    for (let at = from; at < valueEnd - 1; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === SPACE || code === COLON || code === SINGLE_QUOTE || code === DOUBLE_QUOTE) {
        return undefined;
      }
    }
    return text.slice(from, valueEnd - 1);
  }

  private flowStart(): number | undefined {
    const { text } = this;
    if (this.valueStart < this.valueEnd) {
      return text.charCodeAt(this.valueStart) === OPEN_BRACE ? this.valueStart : undefined;
    }
    let at = this.at;
    while (isBlank(text.charCodeAt(at)) && at < text.length) {
      at++;
    }
    const isDeeper = at - text.lastIndexOf("\n", at) - 1 > this.indent;
    return text.charCodeAt(at) === OPEN_BRACE && isDeeper ? at : undefined;
  }

  /** A flow mapping that lost its brace ends with the lines that are indented more than its key. */
  private flowLimit(start: number): number {
    const { text } = this;
    if (start === this.valueStart && text.charCodeAt(this.valueEnd - 1) === CLOSE_BRACE) {
      return this.valueEnd;
    }
    let limit = start === this.valueStart ? this.lineEnd : start;
    for (let at = limit; at < text.length; ) {
      const newline = text.indexOf("\n", at);
      limit = newline === -1 ? text.length : newline;
      at = limit + 1;
      while (text.charCodeAt(at) === SPACE) {
        at++;
      }
      if (at - (limit + 1) <= this.indent) {
        break;
      }
    }
    return limit;
  }

  private isQuoted(): boolean {
    const code = this.text.charCodeAt(this.valueStart);
    const isOpen = code === SINGLE_QUOTE || code === DOUBLE_QUOTE;
    return isOpen && closingQuote(this.text, this.valueStart, this.valueEnd) === this.valueEnd - 1;
  }

  private blockScalar(): string {
    const lines: string[] = [];
    for (let at = this.at; at < this.text.length; ) {
      const newline = this.text.indexOf("\n", at);
      const line = this.text.slice(at, newline === -1 ? this.text.length : newline);
      if (line.trim() !== "" && line.search(/[^ ]/) <= this.indent) {
        break;
      }
      lines.push(line.trim());
      at += line.length + 1;
    }
    return lines.join(" ").trim();
  }

  private isMarker(code: number, at: number): boolean {
    const isThree = code === DASH || code === DOT;
    return (
      code === PERCENT ||
      (isThree && this.text.startsWith(code === DASH ? "---" : "...", at) && isBlank(this.text.charCodeAt(at + 3)))
    );
  }

  private readPair(from: number, lineEnd: number, code: number, indent: number): boolean {
    const { text } = this;
    if (code === QUESTION && text.charCodeAt(from + 1) === SPACE) {
      return this.readExplicitKey(from + 2, lineEnd, indent);
    }
    let colon: number;
    if (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) {
      const close = closingQuote(text, from, lineEnd);
      colon = close + 1;
      if (close === -1 || text.charCodeAt(colon) !== COLON || !isBlank(text.charCodeAt(colon + 1))) {
        return false;
      }
      this.quote = code;
      this.keyStart = from + 1;
      this.keyEnd = close;
    } else {
      colon = this.findColon(from);
      if (colon >= lineEnd || colon === from || code === TAB || RESERVED.has(code)) {
        return false;
      }
      this.quote = 0;
      this.keyStart = from;
      this.keyEnd = this.trimEnd(from, colon);
    }
    this.indent = indent;
    this.takeValue(colon + 1, lineEnd);
    return true;
  }

  private takeValue(from: number, lineEnd: number): void {
    const { text } = this;
    const end = this.trimEnd(from, lineEnd);
    let start = from;
    while (start < end && text.charCodeAt(start) === SPACE) {
      start++;
    }
    this.valueStart = text.charCodeAt(start) === HASH ? end : start;
    this.valueEnd = end;
    this.lineEnd = lineEnd;
  }

  /** `? key`, with its value behind the `: ` of the next line: how keys of more than a thousand characters are written. */
  private readExplicitKey(from: number, lineEnd: number, indent: number): boolean {
    const { text } = this;
    const end = this.trimEnd(from, lineEnd);
    const code = text.charCodeAt(from);
    const isQuoted = code === SINGLE_QUOTE || code === DOUBLE_QUOTE;
    const colon = lineEnd + 1 + indent;
    const hasValue = text.charCodeAt(colon) === COLON && isBlank(text.charCodeAt(colon + 1));
    if (!hasValue || (isQuoted && closingQuote(text, from, end) !== end - 1) || text.slice(lineEnd, colon).trim()) {
      return false;
    }
    this.quote = isQuoted ? code : 0;
    this.keyStart = isQuoted ? from + 1 : from;
    this.keyEnd = isQuoted ? end - 1 : end;
    this.indent = indent;
    let rest = colon + 1;
    while (text.charCodeAt(rest) === SPACE) {
      rest++;
    }
    if (text.charCodeAt(rest) === OPEN_BRACE) {
      const newline = text.indexOf("\n", rest);
      this.at = newline === -1 ? text.length : newline + 1;
      this.takeValue(rest, this.at - (newline === -1 ? 0 : 1));
    } else {
      this.at = rest;
      this.compact = isBlank(text.charCodeAt(rest)) ? undefined : rest - (lineEnd + 1);
      this.takeValue(rest, rest);
    }
    return true;
  }

  /** The first colon from here on that ends a plain key. */
  private findColon(from: number): number {
    const { text } = this;
    if (this.colon < from) {
      let colon = text.indexOf(":", from);
      while (colon !== -1 && !isBlank(text.charCodeAt(colon + 1))) {
        colon = text.indexOf(":", colon + 1);
      }
      this.colon = colon === -1 ? text.length : colon;
    }
    return this.colon;
  }

  private trimEnd(from: number, to: number): number {
    let end = to;
    while (end > from && isBlank(this.text.charCodeAt(end - 1))) {
      end--;
    }
    return end;
  }
}
