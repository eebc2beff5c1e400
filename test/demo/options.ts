import { parseArgs } from "node:util";
import { type Moment, moments } from "../replica/moments";

export type DemoOptions =
  | { readonly kind: "help" | "list" | "lock" }
  | { readonly kind: "live"; readonly path: string }
  | { readonly kind: "moments"; readonly moments: readonly Moment[] };

export const HELP = `npm start                     the demo: real attacks, each at its hour, in a real VS Code
npm start -- --moment NAME    one of them
npm start -- --list           their names
npm start -- --live PATH      your own project, asking the live public services
npm start -- --lock           writes the demo's lockfiles anew, after a change to its packages
npm start -- --help           this

With \`code\` on the PATH the desktop VS Code opens; else VS Code's server starts and its addresses are printed
(CUSTODY_VSCODE=desktop or =server chooses). Ctrl+C ends it. Workspaces are copies: change them as you like.`;

/** The command was used wrongly; the message is one line that says what was expected. */
export class UsageError extends Error {}

/** Reads the command line. Throws `UsageError` for what it cannot read. */
export function readOptions(args: readonly string[]): DemoOptions {
  const { help, list, live, lock, moment } = read(args);
  if (help) {
    return { kind: "help" };
  }
  if (list || lock) {
    return { kind: list ? "list" : "lock" };
  }
  if (live !== undefined && moment !== undefined) {
    throw new UsageError("--live and --moment exclude each other: the live services know only the present");
  }
  if (live !== undefined) {
    return { kind: "live", path: live };
  }
  if (moment === undefined) {
    return { kind: "moments", moments: moments.filter(({ name, workspace }) => name === workspace) };
  }
  const chosen = moments.filter(({ name }) => name === moment);
  if (chosen.length === 0) {
    throw new UsageError(`--moment expects one of ${moments.map(({ name }) => name).join(", ")}, not "${moment}"`);
  }
  return { kind: "moments", moments: chosen };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        list: { type: "boolean" },
        live: { type: "string" },
        lock: { type: "boolean" },
        moment: { type: "string" },
      },
    }).values;
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split(/[.\n]/);
    throw new UsageError(`${reason}; see npm start -- --help`);
  }
}
