import type { Problem, Span } from "../../model";
import { type Breakage, describeBreakage } from "./breakage";
import { PlainText } from "./plainText";

export const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const QUOTE = 34;
const STAR = 42;
export const COMMA = 44;
const SLASH = 47;
const BACKSLASH = 92;
const BYTE_ORDER_MARK = 0xfeff;
/** No character has this code. */
export const END = -1;

/** "relaxed": comments, and a comma after the last of a list, are no fault. */
export type JsonDialect = "json" | "relaxed";

/** A place in JSON text that moves on over blanks, comments, strings and words, and the first fault that it met. */
export class JsonCursor {
  /** The first thing that JSON does not allow, if any. */
  problem: Problem | undefined;
  /** Whether the last string had its closing quote. */
  terminated = true;

  protected readonly text: string;
  protected readonly length: number;
  protected readonly isRelaxed: boolean;
  protected readonly plain: PlainText;
  protected at: number;
  protected hasEscape = false;
  private readonly document: string;
  /** No block comment ends from here on. */
  private isLeftOpen = false;

  /** `document` is what the problem's sentence calls the text, such as "package.json". */
  constructor(text: string, document: string, dialect: JsonDialect = "json") {
    this.text = text;
    this.document = document;
    this.isRelaxed = dialect === "relaxed";
    this.length = text.length;
    this.plain = new PlainText(text);
    this.at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  }

  /** Where the scanner stands. */
  position(): number {
    return this.at;
  }

  /** Moves over blanks and comments, and answers the character that stands there then. */
  protected next(): number {
    const text = this.text;
    const length = this.length;
    let at = this.at;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) {
        at++;
      } else if (code === SLASH) {
        const end = this.commentEnd(at);
        if (end === at) {
          break;
        }
        if (!this.isRelaxed) {
          this.report("comment", at, end);
        }
        at = end;
      } else {
        this.at = at;
        return code;
      }
    }
    this.at = at;
    return at < length ? SLASH : END;
  }

  /** From behind the opening quote to the closing one, or to the end of the line where there is none. */
  protected scanString(start: number): number {
    const text = this.text;
    const length = this.length;
    this.hasEscape = false;
    this.terminated = true;
    const quote = text.indexOf('"', start);
    if (quote >= 0 && this.plain.isPlain(start, quote)) {
      this.at = quote + 1;
      return quote;
    }
    let at = start;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return at;
      }
      if (code === BACKSLASH) {
        this.hasEscape = true;
        at += this.escapeLength(at) - 1;
      } else if (code < SPACE) {
        if (code === LINE_FEED || code === CARRIAGE_RETURN) {
          break;
        }
        this.report("control character", at, at + 1);
      }
    }
    return this.leaveOpenString(start, Math.min(at, length));
  }

  /** Moves to the next blank, quote or punctuation, by one character at least. */
  protected stepOverWord(): void {
    const stop = /[\s"{}[\],:]/g;
    stop.lastIndex = this.at + 1;
    this.at = stop.test(this.text) ? stop.lastIndex - 1 : this.length;
  }

  /** Moves behind a word, as it mostly stands: at the end of its line, or before a comma. */
  protected stepOver(word: string): boolean {
    const end = this.at + word.length;
    const code = this.text.charCodeAt(end);
    if ((code !== COMMA && code !== LINE_FEED) || !this.text.startsWith(word, this.at)) {
      return false;
    }
    this.at = end;
    return true;
  }

  protected report(breakage: Breakage, start: number, end: number): void {
    this.problem ??= { message: describeBreakage(breakage, this.document), span: this.clamp(start, end) };
  }

  /** Marks the last character of the text: something is missing behind it. */
  protected reportEnd(): void {
    if (this.problem === undefined) {
      const end = this.text.trimEnd().length;
      this.report("unclosed text", Math.max(end - 1, 0), end);
    }
  }

  private clamp(start: number, end: number): Span {
    return { start: Math.min(start, this.length), end: Math.min(end, this.length) };
  }

  private commentEnd(at: number): number {
    const second = this.text.charCodeAt(at + 1);
    if (second === SLASH) {
      const end = this.text.indexOf("\n", at);
      return end < 0 ? this.length : end;
    }
    if (second !== STAR) {
      return at;
    }
    const end = this.isLeftOpen ? -1 : this.text.indexOf("*/", at + 2);
    if (end >= 0) {
      return end + 2;
    }
    this.isLeftOpen = true;
    if (!this.isRelaxed) {
      return this.length;
    }
    // Where comments are allowed, one that nobody ended is a slip of the hand: it costs its line only.
    this.report("unexpected text", at, at + 2);
    const lineEnd = this.text.indexOf("\n", at);
    return lineEnd < 0 ? this.length : lineEnd;
  }

  private leaveOpenString(start: number, end: number): number {
    this.terminated = false;
    this.at = end;
    this.report("unclosed string", start - 1, end);
    // The comma was meant to stand behind the missing quote.
    return end < this.length && this.text.charCodeAt(end - 1) === COMMA && end - 1 >= start ? end - 1 : end;
  }

  private escapeLength(at: number): number {
    const sequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
    sequence.lastIndex = at;
    if (sequence.test(this.text)) {
      return sequence.lastIndex - at;
    }
    this.report("escape", at, at + 2);
    return 1;
  }
}
