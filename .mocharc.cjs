/** Files named on the command line are run alone; without any, all tests that need no editor. */
const named = process.argv.some((argument) => argument.endsWith(".test.ts"));

// No test reads or writes what this machine keeps; those about the cache have folders of their own.
process.env.CUSTODY_CACHE = "off";

module.exports = {
  import: "tsx",
  spec: named ? [] : ["test/{unit,cache,rules,lsp,cli,corpus,faults}/**/*.test.ts"],
  reporter: "test/support/reporter.mjs",
  timeout: 20_000,
};
