import type { Problem } from "../../model";
import { cut, WRITE_ANEW, type YarnEntry, type YarnText } from "./yarnEntry";

/** All that is to be said about a text: what stood in the way of reading it, its version, and its first entry that cannot be judged. */
export function collectProblems(
  text: string,
  read: YarnText,
  unversioned: YarnEntry | undefined,
  versions: { readonly known: readonly string[]; readonly label: string; readonly range: string },
): readonly Problem[] {
  if (read.entries.length === 0 && (read.problems.length > 0 || text.trim() === "")) {
    return [nothingRead(text)];
  }
  const problems = [...read.problems];
  const { version } = read;
  if (version !== undefined && !versions.known.includes(version.written)) {
    const written = cut(version.written);
    const message = `${versions.label} ${written} is not known here; ${versions.range}. What could be read is judged all the same.`;
    problems.push({ message, span: version.span });
  }
  if (unversioned !== undefined && problems.length === 0) {
    const { id, start, end } = unversioned;
    problems.push({
      message: `"${cut(id)}" has no version, so it cannot be judged. ${WRITE_ANEW}`,
      span: { start, end },
    });
  }
  return problems;
}

function nothingRead(text: string): Problem {
  const start = text.search(/[^\s\uFEFF]/);
  if (start === -1) {
    return {
      message: `The lockfile is empty, so nothing is locked. ${WRITE_ANEW}`,
      span: { start: 0, end: text.length },
    };
  }
  const end = text.slice(start).search(/[\r\n]|$/) + start;
  return { message: `This is not a lockfile of Yarn. Nothing was read. ${WRITE_ANEW}`, span: { start, end } };
}
