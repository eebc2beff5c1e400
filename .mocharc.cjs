/** Files named on the command line are run alone; without any, all tests that need no editor. */
const named = process.argv.some((argument) => argument.endsWith(".test.ts"));

module.exports = {
  import: "tsx",
  spec: named ? [] : ["test/{unit,rules,lsp,cli,corpus,faults}/**/*.test.ts"],
  reporter: "test/support/reporter.mjs",
  timeout: 20_000,
};
