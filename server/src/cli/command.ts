import type { Invocation } from "./commandLine";
import type { ExitCode, Io } from "./io";
import type { Output } from "./output";

/** A command: reads its input, writes its result, answers the exit code. Throws `UsageError` where it was used wrongly. */
export type Command = (invocation: Invocation, io: Io, output: Output) => Promise<ExitCode>;
