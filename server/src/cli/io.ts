import type { TrustService } from "../core/service";
import type { Endpoints } from "./endpoints";

export type ExitCode = 0 | 1 | 2 | 3;

/** What a service needs to know about the outside before it is built. */
export interface ServiceOptions {
  readonly projectDirectory: string | undefined;
  readonly trustProject: boolean;
  readonly endpoints: Endpoints;
}

/** The terminal, the environment and the clock, as commands see them. Tests pass one in memory. */
export interface Io {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  now(): number;
  /** Standard output. Resolves when more may be written; false once nobody reads any more. */
  write(text: string): Promise<boolean>;
  /** Standard error. */
  say(text: string): void;
  /** Whether standard output, or standard error, is a terminal. */
  readonly terminal: { readonly output: boolean; readonly messages: boolean; readonly columns: number };
  readonly abort: AbortSignal;
  createService(options: ServiceOptions): Promise<TrustService>;
}
