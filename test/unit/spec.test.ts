import assert from "node:assert/strict";
import type { SourceKind } from "../../server/src/core/model";
import { parseSpec } from "../../server/src/core/parse/spec";

describe("parseSpec", () => {
  const fromRegistry: readonly { title: string; spec: string; name?: string; range: string | undefined }[] = [
    { title: "a caret range", spec: "^1.2.3", range: "^1.2.3" },
    { title: "an exact version", spec: "1.2.3", range: "1.2.3" },
    { title: "a hyphen range", spec: "1.0.0 - 2.0.0", range: "1.0.0 - 2.0.0" },
    { title: "alternatives", spec: "^1 || >=3 <5", range: "^1 || >=3 <5" },
    { title: "blanks around", spec: "  ~1.2 ", range: "~1.2" },
    { title: "nothing, which is anything", spec: "", range: "*" },
    { title: "a star", spec: "*", range: "*" },
    { title: "a tag", spec: "next", range: "next" },
    { title: "a prerelease with dots", spec: "1.0.0-rc.1", range: "1.0.0-rc.1" },
    { title: "an alias with a range", spec: "npm:real@^2.0.0", name: "real", range: "^2.0.0" },
    { title: "an alias with a range of several parts", spec: "npm:real@>=1 <2", name: "real", range: ">=1 <2" },
    { title: "an alias of a scoped name", spec: "npm:@acme/real@~1.0", name: "@acme/real", range: "~1.0" },
    { title: "an alias without a range", spec: "npm:@acme/real", name: "@acme/real", range: "*" },
    { title: "an alias with a tag", spec: "npm:real@next", name: "real", range: "next" },
    { title: "an alias in capitals", spec: "NPM:real@1", name: "real", range: "1" },
    { title: "Yarn's protocol in front of a range", spec: "npm:^4.0.0", range: "^4.0.0" },
    { title: "a half-typed alias", spec: "npm:", range: "*" },
    { title: "Yarn's protocol in front of alternatives", spec: "npm:^4 || ^5.0.0-rc.1", range: "^4 || ^5.0.0-rc.1" },
    { title: "an alias with a hyphen range", spec: "npm:real@1.0.0 - 2", name: "real", range: "1.0.0 - 2" },
    { title: "an alias with alternatives", spec: "npm:real@1 || 2", name: "real", range: "1 || 2" },
    { title: "blanks around an alias", spec: " npm:real@^1 ", name: "real", range: "^1" },
    { title: "JSR by the key", spec: "jsr:^1.0.0", range: "^1.0.0" },
    { title: "JSR without a range", spec: "jsr:@std/path", name: "@jsr/std__path", range: "*" },
    { title: "a catalog in blanks", spec: " catalog: ", range: undefined },
    { title: "JSR by its own name", spec: "jsr:@std/path@^1.0.0", name: "@jsr/std__path", range: "^1.0.0" },
    { title: "a catalog, whose range stands elsewhere", spec: "catalog:", range: undefined },
    { title: "a named catalog", spec: "catalog:react18", range: undefined },
  ];
  for (const { title, spec, name = "key", range } of fromRegistry) {
    it(`reads ${title}`, () => {
      assert.deepEqual(parseSpec("key", spec), { name, range, source: "registry" });
    });
  }

  it("takes the scope of a key for that of a JSR package", () => {
    assert.deepEqual(parseSpec("@std/path", "jsr:^1"), { name: "@jsr/std__path", range: "^1", source: "registry" });
  });

  const elsewhere: readonly [spec: string, source: SourceKind][] = [
    ["acme/tool", "git"],
    ["acme/tool#v1.0.0", "git"],
    ["acme/tool#semver:^1.0", "git"],
    ["github:acme/tool", "git"],
    ["gitlab:acme/group/tool", "git"],
    ["bitbucket:acme/tool#main", "git"],
    ["gist:11081aaa281", "git"],
    ["git://git.example/acme/tool.git", "git"],
    ["git+ssh://git@git.example/acme/tool.git#0f3c", "git"],
    ["git+https://git.example/acme/tool", "git"],
    ["git+file:///srv/tool", "git"],
    ["ssh://git@git.example/acme/tool.git", "git"],
    ["git@git.example:acme/tool.git", "git"],
    ["https://github.com/acme/tool", "git"],
    ["https://github.com/acme/tool.git#main", "git"],
    ["https://github.com/acme/tool/archive/v1.0.0.tar.gz", "tarball"],
    ["https://files.example/tool-1.0.0.tgz", "tarball"],
    ["http://files.example/tool", "tarball"],
    ["file:../tool", "file"],
    ["file:tool-1.0.0.tgz", "file"],
    ["./tool", "file"],
    ["../tool", "file"],
    ["~/tool", "file"],
    ["/srv/tool", "file"],
    ["C:\\work\\tool", "file"],
    ["tool-1.0.0.tgz", "file"],
    ["some/deeper/folder", "file"],
    ["link:../tool", "link"],
    ["portal:../tool", "link"],
    ["workspace:*", "workspace"],
    ["workspace:^1.0.0", "workspace"],
    ["patch:tool@npm%3A^1.0.0#~/.yarn/patches/tool.patch", "patch"],
    ["workspace:../tool", "workspace"],
    ["workspace:", "workspace"],
    ["exec:./generate.js", "file"],
    ["https://git.example/acme/tool.git", "git"],
    ["https://git.example/acme/tool.git#commit=0f3c", "git"],
    ["git@buildserver:acme/tool.git", "git"],
    ["git+file:///srv/tool.git#workspace=tool", "git"],
    ["github:acme/tool#path:/packages/tool", "git"],
    ["https://files.example/tool.git/tool.tgz", "tarball"],
    ["https://files.example/@acme/tool@1.0.0", "tarball"],
    ["portal:/srv/tool", "link"],
    ["link:tool", "link"],
    ["file:./tool#../with-hash", "file"],
  ];
  for (const [spec, source] of elsewhere) {
    it(`reads ${spec} as ${source}`, () => {
      assert.deepEqual(parseSpec("tool", spec), { name: "tool", range: undefined, source });
    });
  }

  const renamed: readonly [spec: string, name: string, source: SourceKind][] = [
    ["workspace:real@*", "real", "workspace"],
    ["workspace:@acme/real@^1.0.0", "@acme/real", "workspace"],
    ["patch:real@npm%3A^1.0.0#~/.yarn/patches/real.patch", "real", "patch"],
    ["patch:@acme/real@npm%3A1.0.0#./real.patch", "@acme/real", "patch"],
    ["patch:real@patch%3Areal@npm%253A1.0.0%23a.patch#b.patch", "real", "patch"],
  ];
  for (const [spec, name, source] of renamed) {
    it(`reads the real name behind ${spec}`, () => {
      assert.deepEqual(parseSpec("key", spec), { name, range: undefined, source });
    });
  }

  it("takes what npm would refuse for a tag", () => {
    for (const spec of ["not a tag", "@", "^", "1.2.3.4", "@scope"]) {
      assert.deepEqual(parseSpec("key", spec), { name: "key", range: spec, source: "registry" });
    }
  });
});
