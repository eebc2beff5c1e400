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
