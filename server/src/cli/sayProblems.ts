import { relativePath } from "../core/filePath";
import type { Locate } from "../core/present/formats/checkJson";
import type { WorkspaceReport } from "../core/service";
import type { Io } from "./io";

/** What could not be read is said, and the rest was judged. */
export function sayProblems({ problems, root }: WorkspaceReport, locate: Locate, io: Io): void {
  for (const { file, span, message } of problems) {
    const { line, column } = locate(file, span.start);
    io.say(`custody: ${relativePath(root, file) ?? file}:${line}:${column}: ${message}\n`);
  }
}
