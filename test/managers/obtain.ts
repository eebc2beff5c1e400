import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a manager is called in tables and folders → the package that it comes in. A new version is a new line. */
const PACKAGES = {
  "npm-8": "npm@8.19.4",
  "npm-9": "npm@9.9.4",
  "npm-10": "npm@10.9.9",
  "npm-11": "npm@11.21.2",
  "npm-12": "npm@12.2.0",
  "pnpm-8": "pnpm@8.15.9",
  "pnpm-9": "pnpm@9.15.9",
  "pnpm-10": "pnpm@10.34.9",
  "pnpm-11": "pnpm@11.28.11",
  "pnpm-12": "@pnpm/exe.linux-x64@12.21.0",
  "yarn-1": "yarn@1.22.22",
  "yarn-2": "@yarnpkg/cli-dist@2.4.2",
  "yarn-3": "@yarnpkg/cli-dist@3.8.7",
  "yarn-4": "@yarnpkg/cli-dist@4.18.1",
  "bun-1.3": "@oven/bun-linux-x64@1.3.14",
  "bun-1.4": "@oven/bun-linux-x64@1.4.5",
} as const;

export type ManagerName = keyof typeof PACKAGES;

export const MANAGER_NAMES = Object.keys(PACKAGES) as readonly ManagerName[];

/** A real package manager, which writes the lockfile of a folder and nothing else outside of its own home. */
export interface Manager {
  readonly name: ManagerName;
  /** What it says of itself, as `packageManager` has it; undefined where that would make it fetch itself once more. */
  readonly packageManager: string | undefined;
  readonly lockfile: string;
  /** Locks `folder`; `command` is what a person would type, such as `npm install`. Rejects with what it said. */
  lock(folder: string, command?: string): Promise<void>;
}

/** Where a manager keeps its home and caches, and which registry it asks. */
export interface Surroundings {
  readonly home: string;
  readonly registry: string;
}

/** Fetches a manager into `folder`, where it also keeps its home and caches, and asks the registry of this machine. */
export function obtain(name: ManagerName, folder: string, other?: Surroundings): Manager {
  const home = other?.home ?? join(folder, name, "home");
  const program = fetchProgram(name, folder);
  const registry = other?.registry ?? execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
  const [kind = "", version = ""] = name.split("-");
  const lockfile = { npm: "package-lock.json", pnpm: "pnpm-lock.yaml", yarn: "yarn.lock", bun: "bun.lock" }[kind] ?? "";
  return {
    name,
    packageManager:
      name === "pnpm-12" ? undefined : `${kind}@${PACKAGES[name].slice(PACKAGES[name].lastIndexOf("@") + 1)}`,
    lockfile,
    async lock(at, command = `${kind} install`) {
      const [file, args] = invocation(kind, version, program, command.split(" ").slice(1));
      await run(file, args, at, environment(kind, version, home, registry));
    },
  };
}

/** Where a manager's package is, fetched if need be. */
export function fetchProgram(name: ManagerName, folder: string): string {
  const place = join(folder, name);
  const program = join(place, "node_modules", "manager");
  if (!existsSync(program)) {
    mkdirSync(join(place, "home"), { recursive: true });
    writeFileSync(join(place, "package.json"), "{}");
    const wanted = `manager@npm:${PACKAGES[name]}`;
    const args = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", wanted];
    execFileSync("npm", args, { cwd: place, stdio: "pipe" });
  }
  return program;
}

function invocation(
  kind: string,
  version: string,
  program: string,
  args: readonly string[],
): readonly [file: string, args: readonly string[]] {
  const node = process.execPath;
  switch (kind) {
    case "npm":
      return [
        node,
        [
          join(program, "bin/npm-cli.js"),
          ...args,
          "--package-lock-only",
          "--ignore-scripts",
          "--no-audit",
          "--no-fund",
        ],
      ];
    case "pnpm": {
      const own = join(program, "pnpm");
      const [file, first] = existsSync(own) ? [own, []] : [node, [join(program, "bin/pnpm.cjs")]];
      return [file, [...first, ...args, "--lockfile-only", "--ignore-scripts", "--no-frozen-lockfile"]];
    }
    case "yarn": {
      const skip = { "1": ["--ignore-scripts", "--non-interactive"], "2": ["--skip-builds"] }[version];
      return [node, [join(program, "bin/yarn.js"), ...args, ...(skip ?? ["--mode=update-lockfile"])]];
    }
    default:
      return [join(program, "bin/bun"), [...args, "--lockfile-only", "--save-text-lockfile", "--ignore-scripts"]];
  }
}

/** The caller's environment, but for what configures package managers: they are to read nothing but this. */
function environment(kind: string, version: string, home: string, registry: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm|yarn|pnpm|bun|corepack)_/i.test(name));
  const common = {
    ...Object.fromEntries(own),
    HOME: home,
    npm_config_registry: registry,
    npm_config_cache: join(home, "npm"),
    npm_config_fetch_retries: "0",
  };
  switch (kind) {
    case "yarn":
      return version === "1"
        ? { ...common, YARN_REGISTRY: registry, YARN_CACHE_FOLDER: join(home, "yarn") }
        : {
            ...common,
            YARN_NPM_REGISTRY_SERVER: registry,
            YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1",
            YARN_ENABLE_GLOBAL_CACHE: "false",
            YARN_CACHE_FOLDER: join(home, "yarn"),
            YARN_ENABLE_TELEMETRY: "0",
            YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
          };
    case "pnpm":
      return {
        ...common,
        // pnpm from 11 on reads no variables of npm's.
        pnpm_config_registry: registry,
        npm_config_store_dir: join(home, "store"),
        npm_config_manage_package_manager_versions: "false",
      };
    case "bun":
      return { ...common, BUN_CONFIG_REGISTRY: registry, BUN_INSTALL_CACHE_DIR: join(home, "bun") };
    default:
      return common;
  }
}

const execute = promisify(execFile);

async function run(file: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await execute(file, args, { cwd, env, timeout: 120_000 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${args.join(" ")}\n${stdout.slice(-600)}\n${stderr.slice(-600)}`);
  }
}
