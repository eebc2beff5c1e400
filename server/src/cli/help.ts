import {
  COMMAND_NAMES,
  COMMANDS,
  COMMON,
  type CommandName,
  type CommandSpec,
  OPTIONS,
  type OptionSpec,
} from "./options";

/** The page of one command, or the overview. */
export function renderHelp(command: CommandName | undefined): string {
  return `${(command === undefined ? overview() : commandPage(command, COMMANDS[command])).join("\n")}\n`;
}

function overview(): readonly string[] {
  return [
    "custody: how far each npm dependency can be trusted, who holds it now, and whether that has just changed",
    "",
    "Usage: custody COMMAND [ARGUMENTS] [OPTIONS]",
    "",
    "Commands",
    ...COMMAND_NAMES.map((name) => row(name, COMMANDS[name].summary)),
    "",
    "Options of every command",
    ...COMMON.map(optionRow),
    "",
    "Environment",
    ...ENVIRONMENT,
    "",
    '"custody COMMAND --help" lists the options and exit codes of a command.',
  ];
}

const ENVIRONMENT: readonly string[] = [
  row("CUSTODY_ENDPOINT_REGISTRY", "as --endpoint; likewise _OSV, _DEPSDEV and _SCORECARD"),
  row("CUSTODY_POLICY", "as --policy"),
  row("CUSTODY_AS_OF", "as --as-of, for check, review and explain"),
  row("CUSTODY_CACHE", 'folder of the cache, as an absolute path, or "off"'),
  row("CUSTODY_CACHE_MAX_MB", "how large it may become (default 200)"),
  row("NO_COLOR", "no colours, on a terminal too"),
];

function commandPage(name: CommandName, spec: CommandSpec): readonly string[] {
  return [
    `custody ${name}: ${spec.summary}`,
    "",
    `Usage: custody ${name} ${spec.usage} [OPTIONS]`,
    "",
    "Options",
    ...spec.options.map((option) =>
      option === "format"
        ? row("--format FORMAT", `${spec.formats.join(", ")} (default ${spec.formats[0]})`)
        : optionRow(option),
    ),
    "",
    "Options of every command",
    ...COMMON.map(optionRow),
    "",
    "Exit codes",
    ...spec.exits.map((line) => `  ${line}`),
  ];
}

function optionRow(name: keyof typeof OPTIONS): string {
  const { value, help }: OptionSpec = OPTIONS[name];
  return row(value === undefined ? `--${name}` : `--${name} ${value}`, help);
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(25)}  ${right}`;
}
