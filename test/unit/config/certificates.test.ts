import assert from "node:assert/strict";
import { config, type Setup, USER } from "../../support/configDisk";

const pem = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;
const key = (name: string) => `-----BEGIN PRIVATE KEY-----\n${name}\n-----END PRIVATE KEY-----`;
const inline = (text: string) => `"${text.replaceAll("\n", "\\\\n")}"`;

describe("authorities", () => {
  const cases: readonly (Setup & { readonly title: string; readonly expected: readonly string[] })[] = [
    { title: "of a file", user: "cafile=/etc/ca.pem", files: { "/etc/ca.pem": pem("A") }, expected: [pem("A")] },
    {
      title: "of a file in the user's folder",
      user: "cafile=~/ca.pem",
      files: { "~/ca.pem": pem("A") },
      expected: [pem("A")],
    },
    {
      title: "of a file beside the one that names it",
      user: "cafile=certs/ca.pem",
      files: { "~/certs/ca.pem": pem("A") },
      expected: [pem("A")],
    },
    { title: "that are written out", user: `ca=${inline(pem("A"))}`, expected: [pem("A")] },
    {
      title: "that are written out one by one",
      user: `ca[]=${inline(pem("A"))} | ca[]=${inline(pem("B"))} | ca[]=null`,
      expected: [pem("A"), pem("B")],
    },
    {
      title: "of both",
      user: `ca=${inline(pem("A"))} | cafile=/etc/ca.pem`,
      files: { "/etc/ca.pem": pem("B") },
      expected: [pem("A"), pem("B")],
    },
    {
      title: "of Yarn in its own project",
      files: {
        "package.json": '{"packageManager":"yarn@4.1.0"}',
        "~/.yarnrc.yml": "httpsCaFilePath: ./ca.pem\n",
        "~/ca.pem": pem("A"),
      },
      expected: [pem("A")],
    },
    {
      title: "of Bun in its own project",
      files: { "bun.lock": "", "~/.bunfig.toml": '[install]\ncafile = "/etc/ca.pem"\n', "/etc/ca.pem": pem("A") },
      expected: [pem("A")],
    },
    {
      title: "of a project, trusted or not",
      project: "cafile=/etc/shadow",
      trusted: true,
      files: { "/etc/shadow": pem("A") },
      expected: [],
    },
    {
      title: "of a file that holds none",
      user: "cafile=/etc/shadow",
      files: { "/etc/shadow": "root:x" },
      expected: [],
    },
  ];
  for (const { title, expected, ...setup } of cases) {
    it(title, () =>
      assert.deepEqual(
        config(setup).certificates.authorities.flatMap((authorities) => authorities.pem),
        expected,
      ),
    );
  }

  it("that cannot be read are said, with the file that names them", () => {
    assert.deepEqual(config({ user: "cafile=/etc/ca.pem" }).warnings, [
      { file: USER, key: "cafile", message: "is not used: /etc/ca.pem could not be read" },
    ]);
    const files = { "/etc/ca.der": "0\u0082" };
    assert.deepEqual(config({ user: "cafile=/etc/ca.der", files }).warnings, [
      { file: USER, key: "cafile", message: "is not used: /etc/ca.der holds no certificate or key in PEM" },
    ]);
  });
});

describe("a certificate of one's own", () => {
  const files = { "/c/cert.pem": pem("C"), "/c/key.pem": key("K"), "/c/ca.pem": pem("CA") };
  const named = "//own.example/npm/:certfile=/c/cert.pem | //own.example/npm/:keyfile=/c/key.pem";
  const cases: readonly (Setup & {
    readonly title: string;
    readonly address: string;
    readonly shown?: boolean;
  })[] = [
    { title: "is shown to its registry", user: named, address: "https://own.example/npm/x", shown: true },
    { title: "is shown to no other path", user: named, address: "https://own.example/other/x" },
    { title: "is shown to no other host", user: named, address: "https://npm.own.example/npm/x" },
    { title: "is shown to no other port", user: named, address: "https://own.example:8443/npm/x" },
    { title: "is not shown without encryption", user: named, address: "http://own.example/npm/x" },
    {
      title: "may be written out, as pnpm has it",
      user: `//own.example/:cert=${inline(pem("C"))} | //own.example/:key=${inline(key("K"))}`,
      address: "https://own.example/npm/x",
      shown: true,
    },
    {
      title: "without an address is shown to the registry that the user names",
      user: `registry=https://own.example/npm | cert=${inline(pem("C"))} | key=${inline(key("K"))}`,
      address: "https://own.example/npm/x",
      shown: true,
    },
    {
      title: "without an address is not shown to a registry that a project names",
      user: `cert=${inline(pem("C"))} | key=${inline(key("K"))}`,
      project: "registry=https://evil.example/",
      trusted: true,
      address: "https://evil.example/x",
    },
    {
      title: "of a project is never shown",
      project: `registry=https://own.example/ | ${named}`,
      trusted: true,
      address: "https://own.example/npm/x",
    },
    {
      title: "without its key is none",
      user: "//own.example/:certfile=/c/cert.pem",
      address: "https://own.example/npm/x",
    },
  ];
  for (const { title, address, shown = false, ...setup } of cases) {
    it(title, () => {
      const found = config({ ...setup, files }).certificates.forUrl(new URL(address));
      assert.deepEqual(
        found === undefined ? undefined : { cert: found.cert, key: found.key },
        shown ? { cert: pem("C"), key: key("K") } : undefined,
      );
    });
  }

  it("without its key is said", () => {
    const { warnings } = config({ user: "//own.example/:certfile=/c/cert.pem", files });
    assert.deepEqual(
      warnings.map(({ key: at, message }) => `${at} ${message}`),
      ["//own.example/:certfile is not used: the key of it is missing"],
    );
  });

  it("has authorities for its own host alone beside it", () => {
    const { certificates } = config({ user: "//own.example/:cafile=/c/ca.pem", files });
    assert.deepEqual(certificates.authorities, []);
    assert.deepEqual(certificates.forUrl(new URL("https://own.example/x"))?.authorities, [pem("CA")]);
    assert.equal(certificates.forUrl(new URL("https://other.example/x")), undefined);
  });
});

describe("strictness about certificates", () => {
  const cases: readonly (Setup & { readonly title: string; readonly strict: boolean })[] = [
    { title: "is the default", strict: true },
    { title: "is given up by the user's npm", user: "strict-ssl=false", strict: false },
    { title: "is never given up by a project", project: "strict-ssl=false", trusted: true, strict: true },
    {
      title: "is given up by Yarn in its own project",
      files: { "package.json": '{"packageManager":"yarn@4.1.0"}', "~/.yarnrc.yml": "enableStrictSsl: false\n" },
      strict: false,
    },
    {
      title: "is not given up in a project of npm by what is set for Yarn",
      files: { "package-lock.json": "", "~/.yarnrc.yml": "enableStrictSsl: false\n" },
      strict: true,
    },
    { title: "is not given up for registries by the editor", editor: { proxyStrictSSL: false }, strict: true },
  ];
  for (const { title, strict, ...setup } of cases) {
    it(title, () => assert.equal(config(setup).strictSsl.value, strict));
  }
});
