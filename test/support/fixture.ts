/** A note drawn under the text that it is about. */
export interface Caret {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Takes the notes out of a text: lines of `//   ^^^ what is said` point at the columns of the nearest line above that is
 * no note. What is left is the document.
 */
export function fixture(source: string): { readonly text: string; readonly notes: readonly Caret[] } {
  const notes: Caret[] = [];
  let text = "";
  let lineStart = 0;
  for (const line of source.split(/(?<=\n)/)) {
    const note = /^\/\/\s*(\^+) ?(.*?)\n?$/.exec(line);
    if (note === null) {
      lineStart = text.length;
      text += line;
    } else {
      const start = lineStart + line.indexOf("^");
      notes.push({ start, end: start + (note[1] ?? "").length, text: note[2] ?? "" });
    }
  }
  return { text, notes };
}
