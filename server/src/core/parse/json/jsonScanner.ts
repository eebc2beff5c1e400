import { CARRIAGE_RETURN, COMMA, END, JsonCursor, LINE_FEED, QUOTE, SPACE, TAB } from "./jsonCursor";
import type { JsonFields } from "./jsonFields";

const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Far beyond what anybody writes; keeps hostile text from eating the memory. */
const DEEPEST = 100_000;

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * Walks over JSON text value by value, without building it, and knows the offset of each key and string.
 *
 * Made for documents that are broken most of the time someone edits them, and for lockfiles of megabytes:
 * it never throws, never recurses, takes time linear in the text, and reports the first thing that JSON
 * does not allow, since what follows is mostly a consequence. Comments, missing commas and the like are
 * stepped over.
 *
 * The caller asks `nextKey` until it answers false, and after each true consumes the value by exactly one
 * of `enterObject`, `enterArray`, `readString`, `readLiteral` or `skipValue`.
 */
export class JsonScanner extends JsonCursor {
  /** The last key's text, without its quotes. */
  keyStart = 0;
  keyEnd = 0;
  /** The last value that `readString`, `readLiteral` or `skipValue` consumed; a string's text is without its quotes. */
  valueStart = 0;
  valueEnd = 0;

  /** A value has been read since the last "{" or "[", so that a comma is due. */
  private commaDue = false;
  /** The value that stands next is a key's, not an array's or the text's own. */
  private afterKey = false;
  private keyHasEscape = false;
  /** How many "{" stood where none is allowed, and so how many "}" are not to be taken as closing. */
  private strayBraces = 0;
  /** One entry for each container that is being skipped, true for an object; used again, not made anew. */
  private readonly open: boolean[] = [];

  /** What kind of value stands here: tells without consuming it. */
  peek(): "object" | "array" | "string" | "other" | "nothing" {
    switch (this.next()) {
      case OPEN_BRACE:
        return "object";
      case OPEN_BRACKET:
        return "array";
      case QUOTE:
        return "string";
      case COMMA:
      case COLON:
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
      case END:
        return "nothing";
      default:
        return "other";
    }
  }

  /** Steps into the object that stands here; false, and nothing is consumed, where something else does. */
  enterObject(): boolean {
    return this.enter(OPEN_BRACE);
  }

  /** Steps into the array that stands here; false, and nothing is consumed, where something else does. */
  enterArray(): boolean {
    return this.enter(OPEN_BRACKET);
  }

  /** Moves to the value of the next key of the object; false once it is closed, or the text ends. */
  nextKey(): boolean {
    if (this.takePlainKey()) {
      return true;
    }
    let afterComma = false;
    for (;;) {
      const code = this.next();
      if (code === QUOTE) {
        if (this.commaDue && !afterComma) {
          this.report("comma missing", this.at, this.at + 1);
        }
        if (this.readKey()) {
          return true;
        }
        afterComma = false;
      } else if (code === COMMA) {
        this.stepOverComma(afterComma);
        afterComma = true;
      } else if (code === CLOSE_BRACE) {
        this.at++;
        if (this.strayBraces > 0) {
          this.strayBraces--;
          continue;
        }
        this.closed(afterComma);
        return false;
      } else if (code === END) {
        this.reportEnd();
        return false;
      } else {
        this.stepOverJunk(code);
        afterComma = false;
      }
    }
  }

  /** A key on the next line, behind the comma that is due, as machines write them. */
  private takePlainKey(): boolean {
    const { text } = this;
    let at = this.at;
    if (this.commaDue && text.charCodeAt(at++) !== COMMA) {
      return false;
    }
    if (text.charCodeAt(at++) !== LINE_FEED) {
      return false;
    }
    while (text.charCodeAt(at) === SPACE) {
      at++;
    }
    if (text.charCodeAt(at++) !== QUOTE) {
      return false;
    }
    const end = text.indexOf('"', at);
    if (end < 0 || text.charCodeAt(end + 1) !== COLON || !this.plain.isPlain(at, end)) {
      return false;
    }
    this.keyStart = at;
    this.keyEnd = end;
    this.at = end + 2;
    this.keyHasEscape = false;
    this.afterKey = true;
    return true;
  }

  /** A string behind a blank, and before a comma or a line with the end of its object. */
  private takePlainString(): boolean {
    const { text, at } = this;
    if (text.charCodeAt(at) !== SPACE || text.charCodeAt(at + 1) !== QUOTE) {
      return false;
    }
    const end = text.indexOf('"', at + 2);
    if (end < 0 || !this.plain.isPlain(at + 2, end)) {
      return false;
    }
    let next = end + 1;
    if (text.charCodeAt(next) !== COMMA) {
      if (text.charCodeAt(next) !== LINE_FEED) {
        return false;
      }
      do {
        next++;
      } while (text.charCodeAt(next) === SPACE);
      if (text.charCodeAt(next) !== CLOSE_BRACE) {
        return false;
      }
    }
    this.valueStart = at + 2;
    this.valueEnd = end;
    this.at = next;
    this.terminated = true;
    this.hasEscape = false;
    this.commaDue = true;
    return true;
  }

  /** Moves to the next item of the array; false once it is closed, or the text ends. */
  nextItem(): boolean {
    let afterComma = false;
    for (;;) {
      const code = this.next();
      if (code === COMMA) {
        this.stepOverComma(afterComma);
        afterComma = true;
      } else if (code === CLOSE_BRACKET) {
        this.at++;
        this.closed(afterComma);
        return false;
      } else if (code === END) {
        this.reportEnd();
        return false;
      } else if (code === CLOSE_BRACE) {
        // The "]" is missing: this closes what is around the array.
        this.report("unclosed array", this.at, this.at + 1);
        this.commaDue = true;
        return false;
      } else if (code === COLON) {
        this.stepOverJunk(code);
      } else {
        if (this.commaDue && !afterComma) {
          this.report("comma missing", this.at, this.at + 1);
        }
        this.afterKey = false;
        return true;
      }
    }
  }

  /** The last key, decoded. */
  key(): string {
    return decode(this.text.slice(this.keyStart, this.keyEnd), this.keyHasEscape);
  }

  /** The last key, where it is one of some names; "" where it is none of them. */
  field<Name extends string>(fields: JsonFields<Name>): Name | "" {
    if (this.keyHasEscape) {
      const key = this.key();
      return fields.find(key, 0, key.length);
    }
    return fields.find(this.text, this.keyStart, this.keyEnd);
  }

  /** Whether only blanks stand before the last key on its line. */
  keyStartsLine(): boolean {
    return this.keyIndent() !== undefined;
  }

  /** How many blanks stand before the last key on its line; undefined where anything else does. */
  keyIndent(): number | undefined {
    const quote = this.keyStart - 1;
    let at = quote - 1;
    while (at >= 0 && (this.text.charCodeAt(at) === SPACE || this.text.charCodeAt(at) === TAB)) {
      at--;
    }
    const startsLine = at < 0 || this.text.charCodeAt(at) === LINE_FEED || this.text.charCodeAt(at) === CARRIAGE_RETURN;
    return startsLine ? quote - at - 1 : undefined;
  }

  /**
   * The string that stands here, decoded; undefined, and the value skipped, where none does.
   *
   * A string without its closing quote ends with its line; see `terminated`.
   */
  readString(): string | undefined {
    if (this.takePlainString()) {
      return this.text.slice(this.valueStart, this.valueEnd);
    }
    if (this.next() !== QUOTE) {
      this.skipValue();
      return undefined;
    }
    return this.passString() ? decode(this.text.slice(this.valueStart, this.valueEnd), this.hasEscape) : undefined;
  }

  /** Moves behind the string that stands here; false where it turns out to be the next key. */
  private passString(): boolean {
    const quote = this.at;
    this.valueStart = quote + 1;
    this.valueEnd = this.scanString(quote + 1);
    // The text of a key whose value is not typed yet: `"a": ⏎ "b": "1"`.
    if (this.afterKey && this.text.charCodeAt(this.at) !== COMMA && this.next() === COLON) {
      this.report("value missing", this.keyStart, this.keyEnd);
      this.afterKey = false;
      this.at = quote;
      this.commaDue = false;
      this.valueEnd = this.valueStart;
      return false;
    }
    this.commaDue = true;
    return true;
  }

  /**
   * Gives the last string back, because it turned out to be a key of the object around an array that was left open:
   * `nextKey` of that object will answer it. False, and nothing happens, where the last string was no key.
   */
  giveBackString(): boolean {
    if (!this.terminated || this.next() !== COLON) {
      return false;
    }
    this.report("unclosed array", this.valueStart - 1, this.valueEnd + 1);
    this.at = this.valueStart - 1;
    this.commaDue = false;
    return true;
  }

  /** The number, true, false or null that stands here, as written; undefined, and the value skipped, where none does. */
  readLiteral(): string | undefined {
    const isLiteral = this.peek() === "other";
    this.skipValue();
    return isLiteral ? this.text.slice(this.valueStart, this.valueEnd) : undefined;
  }

  /** Moves behind the value that stands here, however large and deep. */
  skipValue(): void {
    if (this.takePlainString()) {
      return;
    }
    const code = this.next();
    const start = this.at;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      this.skipContainer();
      this.valueStart = start;
      this.valueEnd = this.at;
    } else {
      this.skipScalar(code);
    }
  }

  /**
   * Gives the last key back, because it shows that the object around it was left open: `nextKey` of the
   * object further out will answer it again.
   */
  giveBackKey(): void {
    this.report("unclosed object", this.keyStart - 1, this.keyEnd + 1);
    this.at = this.keyStart - 1;
    this.commaDue = false;
  }

  /** After the last value: whether more text follows, which JSON does not allow. */
  hasMore(): boolean {
    const code = this.next();
    if (code === END) {
      return false;
    }
    this.report("text after the end", this.at, this.at + 1);
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      this.at++;
    }
    this.commaDue = false;
    return true;
  }

  private enter(bracket: number): boolean {
    if (this.next() !== bracket) {
      return false;
    }
    this.at++;
    this.commaDue = false;
    return true;
  }

  private closed(afterComma: boolean): void {
    if (afterComma && !this.isRelaxed) {
      this.report("comma unexpected", this.at - 1, this.at);
    }
    this.commaDue = true;
  }

  private stepOverComma(afterComma: boolean): void {
    if (afterComma || !this.commaDue) {
      this.report("comma unexpected", this.at, this.at + 1);
    }
    this.at++;
  }

  /** Reads a key and its colon. False where what stands there turns out to be no key. */
  private readKey(): boolean {
    const quote = this.at;
    const end = this.scanString(quote + 1);
    const isClosed = this.terminated;
    const keyHasEscape = this.hasEscape;
    if (this.text.charCodeAt(this.at) === COLON || this.next() === COLON) {
      this.at++;
    } else {
      this.report("value missing", quote, end);
      this.commaDue = true;
      if (!isClosed || !this.looksLikeValue(end)) {
        return false;
      }
    }
    this.keyStart = quote + 1;
    this.keyEnd = end;
    this.keyHasEscape = keyHasEscape;
    this.afterKey = true;
    return true;
  }

  /** Whether the value follows at once, so that only the colon is missing. */
  private looksLikeValue(keyEnd: number): boolean {
    const kind = this.peek();
    if (kind === "object" || kind === "array") {
      return true;
    }
    return kind === "string" && !this.text.slice(keyEnd, this.at).includes("\n");
  }

  private skipContainer(): void {
    const { open } = this;
    let depth = 0;
    for (;;) {
      if (!this.takePlainString()) {
        if (this.enterObject()) {
          open[depth++] = true;
        } else if (this.enterArray()) {
          open[depth++] = false;
        } else {
          this.skipScalar(this.next());
        }
      }
      if (depth > DEEPEST) {
        this.report("too deep", this.at - 1, this.at);
        this.at = this.length;
      }
      while (depth > 0 && !(open[depth - 1] ? this.nextKey() : this.nextItem())) {
        depth--;
      }
      if (depth === 0) {
        return;
      }
    }
  }

  private skipScalar(code: number): void {
    if (code === QUOTE) {
      this.passString();
      return;
    }
    this.valueStart = this.at;
    this.valueEnd = this.at;
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || code === COLON || code === END) {
      if (code !== END) {
        this.report("value missing", this.at, this.at + 1);
      }
      this.commaDue = true;
      return;
    }
    if (this.stepOver("true") || this.stepOver("false")) {
      this.valueEnd = this.at;
      this.commaDue = true;
      return;
    }
    this.stepOverWord();
    this.valueEnd = this.at;
    if (!LITERAL.test(this.text.slice(this.valueStart, Math.min(this.valueEnd, this.valueStart + 400)))) {
      this.report("unexpected text", this.valueStart, this.valueEnd);
    }
    this.commaDue = true;
  }

  private stepOverJunk(code: number): void {
    const start = this.at;
    if (code === OPEN_BRACE) {
      this.strayBraces++;
      this.at++;
    } else {
      this.stepOverWord();
    }
    this.report("unexpected text", start, this.at);
  }
}

function decode(raw: string, hasEscape: boolean): string {
  if (!hasEscape) {
    return raw;
  }
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    return raw;
  }
}
