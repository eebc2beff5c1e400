/** The names of the files that declare dependencies, and of those that decide what requests come to. */
export const MANIFEST_NAMES: readonly string[] = ["package.json", "pnpm-workspace.yaml", ".yarnrc.yml"];
