import { basename, delimiter, dirname } from "node:path";

/** The command line that runs npm with the Node that runs this, and whatever npm finds on the PATH outside of npm. */
export function npmCommand(args: readonly string[]): readonly [string, readonly string[]] {
  const cli = process.env.npm_execpath;
  return cli !== undefined && basename(cli) === "npm-cli.js" ? [process.execPath, [cli, ...args]] : ["npm", args];
}

/** This environment, with the Node that runs this first on the PATH. */
export function withThisNode(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` };
}
