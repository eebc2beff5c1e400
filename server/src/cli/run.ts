import { cache } from "./cache";
import { check } from "./check";
import type { Command } from "./command";
import { readCommandLine } from "./commandLine";
import { doctor } from "./doctor";
import { readEndpoints } from "./endpoints";
import { explain } from "./explain";
import { renderHelp } from "./help";
import { inspect } from "./inspect";
import type { ExitCode, Io } from "./io";
import { judge } from "./judge";
import type { CommandName } from "./options";
import { withOutput } from "./output";
import { readRegistryIsMirror } from "./registryIsMirror";
import { replay } from "./replay";
import { review } from "./review";
import { UsageError } from "./usageError";
import { VERSION } from "./version";

const IMPLEMENTATIONS: Readonly<Record<CommandName, Command>> = {
  cache,
  check,
  doctor,
  review,
  explain,
  inspect,
  judge,
  replay,
};

/** The whole program but for the process: words in, exit code out. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    const line = readCommandLine(argv);
    switch (line.kind) {
      case "help":
        await io.write(renderHelp(line.command));
        return 0;
      case "version":
        await io.write(`${VERSION}\n`);
        return 0;
      case "run":
        // By commands that ask nobody, too: a slip is a slip.
        readRegistryIsMirror(line.values.get("registry-is-mirror")?.at(-1), {});
        readEndpoints(line.values.get("endpoint") ?? [], line.values.get("registry")?.at(-1), {});
        return await withOutput(io, line.values.get("output")?.at(-1), (output) =>
          IMPLEMENTATIONS[line.command](line, io, output),
        );
    }
  } catch (error) {
    if (error instanceof UsageError) {
      io.say(`custody: ${oneLine(error.message)}\n`);
      return 2;
    }
    throw error;
  }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
