// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how npm writes a variable
import assert from "node:assert/strict";
import { expandEntries, parseNpmrc, readEnvironment } from "../../../server/src/platform/config/npmrc";

describe("an .npmrc", () => {
  it("is read with comments, sections, lists and odd values", () => {
    const text = [
      "; a comment",
      "# another",
      "registry = https://one.example/",
      "//one.example/:_auth=YTpi==",
      'quoted="with ; inside"',
      "strict-ssl=false",
      "bare",
      "ca[]=first",
      "ca[]=second",
      "__proto__=x",
      "[section]",
      "registry=https://two.example/",
    ].join("\r\n");
    assert.deepEqual(
      [...parseNpmrc(text)],
      [
        ["registry", "https://one.example/"],
        ["//one.example/:_auth", "YTpi=="],
        ["quoted", "with ; inside"],
        ["strict-ssl", "false"],
        ["bare", "true"],
        ["ca", ["first", "second"]],
      ],
    );
  });

  const expansions: readonly (readonly [written: string, expanded: string])[] = [
    ["${HOST}", "h.example"],
    ["https://${HOST}/${PATH_}/", "https://h.example/p/"],
    ["${UNSET}", "${UNSET}"],
    ["${UNSET?}x", "x"],
    ["${HOST?}", "h.example"],
    ["\\${HOST}", "${HOST}"],
    ["\\\\${HOST}", "\\h.example"],
    ["$HOST ${} ${", "$HOST ${} ${"],
    ["${UNSET-other}", "other"],
    ["${UNSET:-other}", "other"],
    ["${HOST-other}", "h.example"],
    ["${EMPTY-other}", ""],
    ["${EMPTY:-other}", "other"],
    ["${UNSET-}", ""],
  ];
  for (const [written, expanded] of expansions) {
    it(`of the user's own makes ${expanded} of ${written}`, () => {
      const entries = expandEntries(new Map([[written, [written]]]), { HOST: "h.example", PATH_: "p", EMPTY: "" });
      assert.deepEqual([...entries], [[expanded, [expanded]]]);
    });
  }

  it("has the environment's names in npm's own spelling", () => {
    const { entries, written } = readEnvironment(
      {
        npm_config_registry: "https://r.example/",
        NPM_CONFIG_STRICT_SSL: "false",
        "npm_config_@Acme:registry": "https://a.example/",
        "npm_config_//r.example/:_authToken": "Secret_1",
        npm_config_empty: "",
        npm_configuration: "no",
      },
      "npm_config_",
    );
    assert.deepEqual(
      [...entries],
      [
        ["registry", "https://r.example/"],
        ["strict-ssl", "false"],
        ["@acme:registry", "https://a.example/"],
        ["//r.example/:_authToken", "Secret_1"],
      ],
    );
    assert.equal(written.get("strict-ssl"), "NPM_CONFIG_STRICT_SSL");
  });
});
