/** Who may import whom; the table stands in ARCHITECTURE.md. */
const stages = ["parse", "resolve", "lookup", "assess", "present"];
const core = "^server/src/core/";
const world = ["core", "^node:"];
const forbid = (name, from, to, comment) => ({ name, severity: "error", comment, from, to });

module.exports = {
  forbidden: [
    forbid("no-circular", {}, { circular: true }, "A cycle has no first place to read."),
    ...stages.map((stage) =>
      forbid(
        `core-${stage}-knows-no-other-stage`,
        { path: `${core}${stage}/` },
        { path: core, pathNot: [`${core}${stage}/`, `${core}[^/]+\\.ts$`] },
        "Stages meet only in the service.",
      ),
    ),
    forbid(
      "stages-do-not-know-the-service",
      { path: `${core}(${stages.join("|")})/` },
      { path: `${core}(service|judge)\\.ts$` },
      "The service knows the stages, not the other way round.",
    ),
    forbid(
      "core-is-headless",
      { path: core },
      { path: ["^server/src/(lsp|cli|platform)/", "^client/", "node_modules/(undici|vscode[^/]*|@types/vscode)"] },
      "The core runs without an editor, a protocol or Node.",
    ),
    forbid("core-has-no-node", { path: core }, { dependencyTypes: world.slice(0, 1) }, "The world is an argument."),
    forbid(
      "lsp-asks-the-service",
      { path: "^server/src/lsp/" },
      { path: `${core}(parse|resolve|lookup|assess|override|review)/` },
      "A handler is position, offset, service, range.",
    ),
    forbid("lsp-has-no-platform", { path: "^server/src/lsp/" }, { path: "^server/src/(platform|cli)/" }),
    forbid("lsp-has-no-node", { path: "^server/src/lsp/" }, { dependencyTypes: ["core"] }),
    forbid(
      "cli-asks-the-service",
      { path: "^server/src/cli/" },
      { path: [`${core}(parse|resolve|lookup|assess|override|review)/`, "^server/src/lsp/"] },
    ),
    forbid(
      "protocol-libraries-stay-in-lsp",
      { path: "^server/src/(core|cli|platform)/" },
      { path: "node_modules/vscode-" },
    ),
    forbid(
      "platform-knows-only-ports",
      { path: "^server/src/platform/" },
      { path: [`${core}(parse|resolve|assess|present|override|review)/`, "^server/src/(lsp|cli)/"] },
    ),
    forbid(
      "client-knows-only-the-protocol",
      { path: "^client/" },
      {
        path: "^server/",
        pathNot: "^server/src/lsp/protocol\\.ts$",
      },
    ),
    forbid("nothing-unresolvable", {}, { couldNotResolve: true, pathNot: "^vscode$" }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
