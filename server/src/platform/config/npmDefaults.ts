import npmConf from "@pnpm/npm-conf/lib/defaults.js";

/** The registry that npm asks where nothing is configured: an address of npm's, so it is npm's to say. */
export function npmDefaultRegistry(): string {
  const { registry } = npmConf.defaults;
  if (typeof registry !== "string") {
    throw new TypeError("npm's configuration names no default registry");
  }
  return registry;
}
