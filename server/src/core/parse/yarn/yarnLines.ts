const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = "\\";

const WORD = /[^ ,":\n]*/y;

/**
 * The lines of a yarn.lock, one after the other, without the blank ones and the comments, and the words in them.
 *
 * Yarn writes these files with one thing on each line, and its depth as indentation; that is all that is read here.
 */
export class YarnLines {
  /** Where the first word of the line starts, and where its text ends. */
  start = 0;
  end = 0;
  /** 0 for a header, 1 for a field of an entry, 2 for what is in a field, 3 for what is further in. */
  depth = 0;
  /** The line is written to its end. */
  isWhole = true;
  /** Behind the last word that was read. */
  cursor = 0;
  private readonly text: string;
  private next: number;

  constructor(text: string) {
    this.text = text;
    this.next = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  /** Goes on to the next line that says something; false at the end of the text. */
  advance(): boolean {
    const { text } = this;
    while (this.next < text.length) {
      let start = this.next;
      const begin = start;
      const lineEnd = text.indexOf("\n", start);
      let end = lineEnd === -1 ? text.length : lineEnd;
      this.next = end + 1;
      while (start < end && text.charCodeAt(start) === SPACE) {
        start++;
      }
      while (end > start && isBlank(text.charCodeAt(end - 1))) {
        end--;
      }
      if (start < end && text.charCodeAt(start) !== HASH) {
        this.start = start;
        this.end = end;
        this.depth = Math.min((start - begin + 1) >> 1, 3);
        this.isWhole = lineEnd !== -1;
        return true;
      }
    }
    return false;
  }

  /** The text of the line. */
  line(): string {
    return this.text.slice(this.start, this.end);
  }

  /** Reads the word at an offset: in quotes, or up to a blank, a comma, or the colon behind a key. Undefined where there is none. */
  word(at: number): string | undefined {
    const first = this.text.charCodeAt(at);
    if (first === QUOTE) {
      return this.quoted(at);
    }
    const { text, end } = this;
    let to = at;
    for (; ; to++) {
      WORD.lastIndex = to;
      to = WORD.test(text) ? Math.min(WORD.lastIndex, end) : end;
      if (to >= end || text.charCodeAt(to) !== COLON || this.isBreak(to + 1)) {
        break;
      }
    }
    this.cursor = to;
    return to === at ? undefined : text.slice(at, to);
  }

  /** The word behind the last one, and behind a colon where one is between; undefined where that is all of the line. */
  value(): string | undefined {
    let at = this.cursor;
    if (this.text.charCodeAt(at) === COLON) {
      at++;
    }
    while (at < this.end && this.text.charCodeAt(at) === SPACE) {
      at++;
    }
    return at < this.end ? this.lastWord(at) : undefined;
  }

  /** The value behind a key as Yarn writes it, `version: ` or `version "`; undefined where the line is of another form. */
  valueBehind(key: string): string | undefined {
    const { text, end } = this;
    const from = this.start + key.length;
    if (!this.isWhole || from >= end || !text.startsWith(key, this.start)) {
      return undefined;
    }
    if (!key.endsWith('"')) {
      const first = text.charCodeAt(from);
      return first === SPACE || first === QUOTE ? undefined : text.slice(from, end);
    }
    const value = text.indexOf('"', from) === end - 1 ? text.slice(from, end - 1) : undefined;
    return value?.includes(BACKSLASH) ? undefined : value;
  }

  /** The line ends behind the last word, or there is only a colon left of it. */
  isBlock(): boolean {
    return this.end === this.cursor + 1 && this.text.charCodeAt(this.cursor) === COLON;
  }

  /** What the rest of the line says; a value that may have been cut off at the end of the text counts as none. */
  private lastWord(at: number): string | undefined {
    if (this.text.charCodeAt(at) === QUOTE) {
      const read = this.quoted(at);
      return this.cursor === this.end ? read : undefined;
    }
    this.cursor = this.end;
    return this.isWhole ? this.text.slice(at, this.end) : undefined;
  }

  private isBreak(at: number): boolean {
    return at >= this.end || this.text.charCodeAt(at) === SPACE || this.text.charCodeAt(at) === COMMA;
  }

  private quoted(at: number): string | undefined {
    const { text, end } = this;
    let close = text.indexOf('"', at + 1);
    if (close === -1 || close >= end) {
      return undefined;
    }
    const plain = text.slice(at + 1, close);
    if (!plain.includes("\\")) {
      this.cursor = close + 1;
      return plain;
    }
    for (close = at + 1; close < end && text[close] !== '"'; close++) {
      if (text[close] === "\\") {
        close++;
      }
    }
    if (close >= end) {
      return undefined;
    }
    this.cursor = close + 1;
    return unquote(text.slice(at, close + 1));
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === 13;
}

function unquote(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
