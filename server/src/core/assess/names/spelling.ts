/** A package's name, taken apart. */
export interface Spelling {
  /** Without its "@"; empty where there is none. */
  readonly scope: string;
  readonly base: string;
}

export function spell(name: string): Spelling {
  const slash = name.startsWith("@") ? name.indexOf("/") : -1;
  return slash === -1 ? { scope: "", base: name } : { scope: name.slice(1, slash), base: name.slice(slash + 1) };
}

/** The words of a name: what stands between its separators. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[-_.]+/).filter((word) => word !== "");
}

/** The words of a name in one order, whatever the order they stand in; with a space between two. */
export function sortedWords(text: string): string {
  return [...wordsOf(text)].sort().join(" ");
}

/** Without separators. */
export function squash(text: string): string {
  return text.replace(/[-_.]+/g, "");
}

/** Letters of other scripts beside the Latin ones that they look like: names from before npm took ASCII only have them. */
const OTHER_SCRIPTS: ReadonlyMap<string, string> = new Map(
  "аa еe оo рp сc хx уy іi јj ѕs ԁd һh кk мm тt нn вb гr ԛq ԝw αa οo νv ρp ιi κk τt υu χx ıi ɡg"
    .split(" ")
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

/** What a name looks like at a glance: names that look the same come out the same. */
export function skeleton(text: string): string {
  const plain = /^[\x20-\x7e]*$/.test(text) ? text : latin(text);
  return plain.toLowerCase().replace(/rn/g, "m").replace(/vv/g, "w").replace(/0/g, "o").replace(/[1i|]/g, "l");
}

function latin(text: string): string {
  return [...text.normalize("NFKD").toLowerCase()]
    .map((letter) => OTHER_SCRIPTS.get(letter) ?? letter)
    .join("")
    .replace(/\p{M}+/gu, "");
}

/**
 * The letters of a name as one number, whatever their order and the separators between them. Names that come out the same
 * as `skeleton`s do so here too, since a letter weighs as much as those that it looks like, and so do names of the same words.
 */
export function lettersOf(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    sum = (sum + (WEIGHTS[code] ?? Math.imul(code, 0x9e3779b1))) | 0;
  }
  return sum;
}

/** By ASCII codes. Without the separators, which weigh nothing, those that look alike balance each other. */
const WEIGHTS: Int32Array = weigh();

function weigh(): Int32Array {
  const weights = new Int32Array(128);
  const at = (letter: string) => letter.charCodeAt(0);
  const of = (letter: string) => weights[at(letter)] ?? 0;
  for (let code = 0; code < weights.length; code++) {
    weights[code] = Math.imul(code ^ (code >> 3), 0x9e3779b1) ^ Math.imul(code + 1, 0x85ebca6b);
  }
  for (const separator of "-_.@/") {
    weights[at(separator)] = 0;
  }
  weights[at("m")] = of("r") + of("n");
  weights[at("w")] = 2 * of("v");
  weights[at("0")] = of("o");
  for (const letter of "1i|") {
    weights[at(letter)] = of("l");
  }
  for (const letter of "abcdefghijklmnopqrstuvwxyz") {
    weights[at(letter.toUpperCase())] = of(letter);
  }
  return weights;
}
