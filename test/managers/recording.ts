import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Files } from "./scenarios";

/** One run of a real package manager: what was said, and the files before and after. */
export interface Recording {
  readonly said: string;
  readonly before: Files;
  /** Undefined where the plan was refused. */
  readonly after: Files | undefined;
}

export const RECORDINGS = join(import.meta.dirname, "..", "fixtures", "overrides");

export function recordingPath(scenario: string, manager: string): string {
  return join(RECORDINGS, scenario, `${manager}.txt`);
}

export const GATE_RECORDINGS = join(import.meta.dirname, "..", "fixtures", "gates");

export function gateRecordingPath(scenario: string, manager: string): string {
  return join(GATE_RECORDINGS, scenario, `${manager}.txt`);
}

/** One text for all files of a recording, so that it can be read as a whole. */
export function writeRecording(path: string, { said, before, after }: Recording): void {
  const sections = [
    `${said}\n`,
    ...Object.entries(before).map(([name, text]) => section(`before ${name}`, text)),
    ...Object.entries(after ?? {})
      .filter(([name, text]) => before[name] !== text)
      .map(([name, text]) => section(`after ${name}`, text)),
  ];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, sections.join(""));
}

export function readRecording(written: string): Recording {
  const [said = "", ...sections] = written.split(/^===== /m);
  const files = sections.map((text) => {
    const feed = text.indexOf("\n");
    return { title: text.slice(0, feed), text: text.slice(feed + 1) };
  });
  const before = Object.fromEntries(files.flatMap(({ title, text }) => inPart(title, "before ", text)));
  const after = Object.fromEntries(files.flatMap(({ title, text }) => inPart(title, "after ", text)));
  return { said: said.trimEnd(), before, after: Object.keys(after).length === 0 ? undefined : { ...before, ...after } };
}

function inPart(title: string, part: string, text: string): readonly (readonly [string, string])[] {
  return title.startsWith(part) ? [[title.slice(part.length), text]] : [];
}

function section(title: string, text: string): string {
  return `===== ${title}\n${stable(text)}`;
}

/** No host of a registry belongs into what is kept. */
function stable(text: string): string {
  return text.replaceAll(
    /https?:\/\/[^/"'\s,}]+(?:\/[^"'\s,}]*?)?(?=\/(?:@[\w.-]+(?:\/|%2f))?[\w.-]+\/-\/)/gi,
    "https://registry.example",
  );
}
