/** npm's built-in configuration, as pnpm's library carries it. */
declare module "@pnpm/npm-conf/lib/defaults.js" {
  const conf: { readonly defaults: Readonly<Record<string, unknown>> };
  export = conf;
}
