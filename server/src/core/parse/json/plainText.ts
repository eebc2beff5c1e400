/**
 * All control characters but tab, line feed and carriage return. Three sets rather than one, since engines look for
 * each of these many characters at a time, and for their union character by character, which takes 20 times as long.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = [/[\x00-\x08]/, /[\x0b\x0c\x0e\x0f]/, /[\x10-\x1f]/];

/**
 * Tells whether a part of a text holds neither control characters nor backslashes, so that it can be a string of JSON
 * as it stands. It is asked about parts from the start towards the end, and then takes the time of a native search.
 */
export class PlainText {
  private readonly text: string;
  private readonly hasControls: boolean;
  /** All in between is plain. */
  private from = 0;
  private until = -1;
  /** The first of each from `from` on; the text's length where there is none. */
  private tab = -1;
  private carriageReturn = -1;
  private backslash = -1;

  constructor(text: string) {
    this.text = text;
    this.hasControls = CONTROLS.some((set) => set.test(text));
  }

  /** False as well where it would have to be looked at more closely. */
  isPlain(start: number, end: number): boolean {
    if (start < this.from || end > this.until) {
      this.look(start);
    }
    return end <= this.until;
  }

  private look(start: number): void {
    const isBack = start < this.from;
    this.from = start;
    if (this.hasControls) {
      this.until = start;
      return;
    }
    if (isBack || this.tab < start) {
      this.tab = this.find("\t");
    }
    if (isBack || this.carriageReturn < start) {
      this.carriageReturn = this.find("\r");
    }
    if (isBack || this.backslash < start) {
      this.backslash = this.find("\\");
    }
    this.until = Math.min(this.find("\n"), this.tab, this.carriageReturn, this.backslash);
  }

  private find(character: string): number {
    const at = this.text.indexOf(character, this.from);
    return at < 0 ? this.text.length : at;
  }
}
