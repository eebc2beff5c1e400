/** One suite in one window of a real VS Code. */
export interface HostRunOptions {
  /** A module with `run()`. */
  readonly testsPath: string;
  /** The folder of the extension under development. */
  readonly extension: string;
  /** Where packaged extensions were installed. */
  readonly extensionsDir?: string;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How it ended, and the last of what the window printed. */
export interface HostRun {
  readonly code: number;
  readonly log: string;
}

export type HostRunner = (options: HostRunOptions) => Promise<HostRun>;
