/** A place as people count it: lines and columns from 1, columns in UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The lines of one text. */
export interface Lines {
  /** The position of an offset; one outside of the text counts as its nearest end. */
  at(offset: number): Position;
}

/** Finds where the lines of a text start, once for all the positions that are asked of it. */
export function createLines(text: string): Lines {
  const starts = lineStarts(text);
  return {
    at(offset) {
      const within = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) <= within) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return { line: low + 1, column: within - (starts[low] ?? 0) + 1 };
    },
  };
}

/** A line ends with a line feed, a carriage return, or both together. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  const hasReturns = text.includes("\r");
  if (!hasReturns) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
      starts.push(at + 1);
    }
    return starts;
  }
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) {
    starts.push(index + end.length);
  }
  return starts;
}
