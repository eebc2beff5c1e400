/** What can be wrong with JSON text. */
export type Breakage =
  | "comment"
  | "comma missing"
  | "comma unexpected"
  | "value missing"
  | "control character"
  | "escape"
  | "unclosed string"
  | "unclosed object"
  | "unclosed array"
  | "unclosed text"
  | "text after the end"
  | "too deep"
  | "unexpected text";

/** Says what happened, what it means and what can be done. `document` is what the sentence calls the text. */
export function describeBreakage(breakage: Breakage, document: string): string {
  const [happened, remedy] = WORDS[breakage];
  return `${happened} Package managers refuse ${document} like this; what could be read is judged all the same. ${remedy}`;
}

const WORDS: Readonly<Record<Breakage, readonly [happened: string, remedy: string]>> = {
  comment: ["A comment, which JSON does not allow.", "Remove it."],
  "comma missing": ["A comma is missing before this.", "Add one."],
  "comma unexpected": ["A comma too many.", "Remove it."],
  "value missing": ["A colon or a value is missing here.", 'Write it as "name": "value".'],
  "control character": ["A control character inside quotes.", "Write it as an escape, such as \\t."],
  escape: ["A backslash that starts no JSON escape.", "Double it, if it is meant to be there."],
  "unclosed string": ["A closing quote is missing on this line.", "Add it."],
  "unclosed object": ['A closing brace "}" is missing before this.', "Add it."],
  "unclosed array": ['A closing bracket "]" is missing before this.', "Add it."],
  "unclosed text": ["The text ends before everything in it is closed.", "Add the missing quotes, brackets and braces."],
  "text after the end": ["There is more text after the closing brace.", "Remove it, or the brace too many before it."],
  "too deep": ["Brackets are nested more than 100,000 deep here.", "Remove them."],
  "unexpected text": ["This is not JSON.", "Put it in quotes, or remove it."],
};
