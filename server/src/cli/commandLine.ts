import { parseArgs } from "node:util";
import { nearest } from "../core/nearest";
import {
  COMMAND_NAMES,
  COMMANDS,
  COMMON,
  type CommandName,
  isCommandName,
  isOptionName,
  OPTIONS,
  type OptionName,
  type OptionSpec,
} from "./options";
import { UsageError } from "./usageError";

/** What a person asked for, read and checked as far as words go. */
export type CommandLine =
  | { readonly kind: "help"; readonly command: CommandName | undefined }
  | { readonly kind: "version" }
  | Invocation;

/** One command with its arguments and options. */
export interface Invocation {
  readonly kind: "run";
  readonly command: CommandName;
  readonly format: string;
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<OptionName>;
  /** In the order given; an option that is not repeatable means its last value. */
  readonly values: ReadonlyMap<OptionName, readonly string[]>;
}

const PARSER_OPTIONS = Object.fromEntries(
  Object.entries<OptionSpec>(OPTIONS).map(([name, { value }]) => [
    name,
    { type: value === undefined ? ("boolean" as const) : ("string" as const) },
  ]),
);
const SHORT: Readonly<Record<string, OptionName>> = { h: "help", v: "version", o: "output", q: "quiet" };
const EVERY_OPTION = Object.keys(OPTIONS);

/** Reads the words after the program's name. Throws `UsageError` with the one line that helps. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const { tokens } = parseArgs({ args: [...argv.map(longForm)], options: PARSER_OPTIONS, strict: false, tokens: true });
  const words = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const [first, ...positionals] = words[0] === "help" ? words.slice(1) : words;
  const command = first === undefined ? undefined : readCommandName(first);

  const flags = new Set<OptionName>();
  const values = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") {
      continue;
    }
    const name = readOptionName(token.rawName, token.name, command);
    if ("value" in OPTIONS[name]) {
      values.set(name, [...(values.get(name) ?? []), readValue(name, token.value, token.inlineValue ?? false)]);
    } else if (token.value !== undefined) {
      throw new UsageError(`--${name} takes no value, but was given "${token.value}"`);
    } else {
      flags.add(name);
    }
  }

  if (words[0] === "help" || flags.has("help")) {
    return { kind: "help", command };
  }
  if (flags.has("version")) {
    return { kind: "version" };
  }
  if (command === undefined) {
    throw new UsageError(`expected a command: ${COMMAND_NAMES.join(", ")}; "custody --help" tells what each does`);
  }
  const { least, most, expects, usage } = COMMANDS[command];
  if (positionals.length < least || positionals.length > most) {
    const got = positionals.length === 0 ? "nothing" : positionals.map((word) => `"${word}"`).join(" ");
    throw new UsageError(`${command} expects ${expects}, but was given ${got}; usage: custody ${command} ${usage}`);
  }
  return { kind: "run", command, format: readFormat(command, values), positionals, flags, values };
}

/** `-h` and its like; parseArgs knows no option that only some commands have, so short ones are spelled out first. */
function longForm(word: string, index: number, words: readonly string[]): string {
  const name = SHORT[word.slice(1)];
  const afterTerminator = words.slice(0, index).includes("--");
  return word.length === 2 && word.startsWith("-") && name !== undefined && !afterTerminator ? `--${name}` : word;
}

function readCommandName(word: string): CommandName {
  if (isCommandName(word)) {
    return word;
  }
  const meant = nearest(word, COMMAND_NAMES);
  throw new UsageError(
    `unknown command "${word}"${meant === undefined ? "" : `, did you mean "${meant}"?`}; commands are ${COMMAND_NAMES.join(", ")}`,
  );
}

function readOptionName(typed: string, name: string, command: CommandName | undefined): OptionName {
  const allowed = command === undefined ? EVERY_OPTION : optionsOf(command);
  if (isOptionName(name) && typed.startsWith("--")) {
    if (allowed.includes(name)) {
      return name;
    }
    const takers = COMMAND_NAMES.filter((other) => optionsOf(other).includes(name));
    throw new UsageError(`--${name} belongs to ${takers.join(", ")}, not to ${command}`);
  }
  const meant = nearest(name, allowed);
  throw new UsageError(
    `unknown option "${typed}"${meant === undefined ? "" : `, did you mean "--${meant}"?`}; ` +
      `"custody ${command === undefined ? "" : `${command} `}--help" lists all`,
  );
}

function optionsOf(command: CommandName): readonly OptionName[] {
  return [...COMMANDS[command].options, ...COMMON];
}

/** A value that looks like the next option is taken for a forgotten one; `--option=-x` says that it is meant. */
function readValue(name: OptionName, value: string | undefined, inline: boolean): string {
  const spec: OptionSpec = OPTIONS[name];
  if (value === undefined || value === "" || (!inline && value.startsWith("-") && value.length > 1)) {
    throw new UsageError(`--${name} needs a value: --${name} ${spec.value}`);
  }
  return value;
}

function readFormat(command: CommandName, values: ReadonlyMap<OptionName, readonly string[]>): string {
  const formats: readonly string[] = COMMANDS[command].formats;
  const format = values.get("format")?.at(-1) ?? formats[0] ?? "text";
  if (!formats.includes(format)) {
    throw new UsageError(`--format of ${command} is one of ${formats.join(", ")}, not "${format}"`);
  }
  return format;
}
