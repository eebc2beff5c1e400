import assert from "node:assert/strict";
import { type Asked, isExcepted } from "../../../server/src/platform/config/proxies";
import { config, GLOBAL, PROJECT, type Setup, USER } from "../../support/configDisk";

const REGISTRY = "https://registry.example/x";
const NPM = "http://npm-proxy.example:8080";
const EDITOR = "http://editor-proxy.example:8080";
const VARIABLE = "http://env-proxy.example:8080";

/** `url key file`, or "directly". */
function way(setup: Setup, asked: Asked, address = REGISTRY): string {
  const proxy = config(setup).proxies.proxyFor(asked, new URL(address));
  return proxy === undefined ? "directly" : `${proxy.url} ${proxy.key} ${proxy.file}`;
}

describe("a proxy", () => {
  const all: Setup = {
    user: `https-proxy=${NPM}`,
    editor: { proxy: EDITOR },
    environment: { HTTPS_PROXY: VARIABLE },
  };
  const cases: readonly (Setup & {
    readonly title: string;
    readonly registry: string;
    readonly service?: string;
    readonly address?: string;
  })[] = [
    { title: "that nobody names", registry: "directly" },
    { title: "of npm", user: `https-proxy=${NPM}`, registry: `${NPM} https-proxy ${USER}` },
    { title: "of the machine's npm", global: `https-proxy=${NPM}`, registry: `${NPM} https-proxy ${GLOBAL}` },
    {
      title: "of npm's variables",
      environment: { NPM_CONFIG_HTTPS_PROXY: NPM },
      registry: `${NPM} NPM_CONFIG_HTTPS_PROXY the environment`,
    },
    { title: "that npm names for either protocol", user: `proxy=${NPM}`, registry: `${NPM} proxy ${USER}` },
    {
      title: "of npm's for plain addresses",
      user: `proxy=http://plain.example:1 | https-proxy=${NPM}`,
      address: "http://registry.example/x",
      registry: `http://plain.example:1 proxy ${USER}`,
    },
    { title: "of the editor", editor: { proxy: EDITOR }, registry: `${EDITOR} http.proxy the editor's settings` },
    {
      title: "of an editor that keeps it for itself",
      editor: { proxy: EDITOR, proxySupport: "off" },
      registry: "directly",
    },
    ...["on", "fallback", "override"].map((proxySupport) => ({
      title: `of an editor whose support is "${proxySupport}"`,
      editor: { proxy: EDITOR, proxySupport },
      registry: `${EDITOR} http.proxy the editor's settings`,
    })),
    {
      title: "of the environment",
      environment: { HTTPS_PROXY: VARIABLE },
      registry: `${VARIABLE} HTTPS_PROXY the environment`,
    },
    {
      title: "of the environment, the lower-case name first",
      environment: { https_proxy: VARIABLE, HTTPS_PROXY: NPM },
      registry: `${VARIABLE} https_proxy the environment`,
    },
    {
      title: "of the environment for plain addresses, where it is the only one",
      environment: { HTTP_PROXY: VARIABLE },
      registry: `${VARIABLE} HTTP_PROXY the environment`,
    },
    {
      title: "of npm for registries, of the editor for services, where all name one",
      ...all,
      registry: `${NPM} https-proxy ${USER}`,
      service: `${EDITOR} http.proxy the editor's settings`,
    },
    {
      title: "of npm for services, too, where the editor names none",
      user: `https-proxy=${NPM}`,
      environment: { HTTPS_PROXY: VARIABLE },
      registry: `${NPM} https-proxy ${USER}`,
    },
    {
      title: "that npm is told not to use, for registries",
      ...all,
      user: "proxy=false",
      registry: "directly",
      service: `${EDITOR} http.proxy the editor's settings`,
    },
    {
      title: "whose variable is not set, as an address that is none",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how npm writes a variable
      user: "https-proxy=http://${PROXY}:1/",
      registry: "directly",
    },
    {
      title: "of a trusted project, which has no say",
      project: `https-proxy=${NPM}`,
      trusted: true,
      registry: "directly",
    },
    {
      title: "of Yarn in its own project",
      files: { "package.json": '{"packageManager":"yarn@4.1.0"}', "~/.yarnrc.yml": `httpsProxy: "${NPM}"\n` },
      registry: `${NPM} httpsProxy /home/ann/.yarnrc.yml`,
    },
    {
      title: "of Yarn in a project of npm, where it does not count",
      files: { "package-lock.json": "", "~/.yarnrc.yml": `httpsProxy: "${NPM}"\n` },
      registry: "directly",
    },
    {
      title: "of pnpm in its own project",
      files: { "pnpm-lock.yaml": "", "~/.config/pnpm/config.yaml": `httpsProxy: ${NPM}\n` },
      registry: `${NPM} httpsProxy /home/ann/.config/pnpm/config.yaml`,
    },
    {
      title: "without a protocol",
      user: "https-proxy=proxy.example:3128",
      registry: `http://proxy.example:3128 https-proxy ${USER}`,
    },
    {
      title: "over TLS",
      user: "https-proxy=https://proxy.example:3129/",
      registry: `https://proxy.example:3129 https-proxy ${USER}`,
    },
    {
      title: "on the way to this machine, which is never asked through one",
      ...all,
      address: "http://127.0.0.1:4873/x",
      registry: "directly",
    },
    {
      title: "on the way to a host that npm excepts",
      ...all,
      user: `https-proxy=${NPM} | noproxy=.example`,
      registry: "directly",
    },
    {
      title: "on the way to a host that the editor excepts, for npm too",
      ...all,
      editor: { proxy: EDITOR, noProxy: ["registry.example:443"] },
      registry: "directly",
    },
    {
      title: "on the way to a host that the environment excepts",
      ...all,
      environment: { NO_PROXY: "other.example, registry.example" },
      registry: "directly",
    },
  ];
  for (const { title, registry, service = registry, address = REGISTRY, ...setup } of cases) {
    it(title, () => {
      assert.equal(way(setup, "registry", address), registry);
      assert.equal(way(setup, "service", address), service);
    });
  }

  it("is shown its own name and password, which no report shows", () => {
    const proxy = config({ user: "https-proxy=http://ann:p%40ss@proxy.example:1" }).proxies.proxyFor(
      "registry",
      new URL(REGISTRY),
    );
    assert.equal(proxy?.url, "http://proxy.example:1");
    assert.equal(proxy?.authorization, `Basic ${btoa("ann:p@ss")}`);
  });

  it("of the editor is shown what the editor is set to show", () => {
    const editor = { proxy: "http://ann:other@proxy.example:1", proxyAuthorization: "Bearer x" };
    const proxy = config({ editor }).proxies.proxyFor("service", new URL(REGISTRY));
    assert.equal(proxy?.authorization, "Bearer x");
  });

  it("that cannot be one is said", () => {
    const { warnings } = config({ user: "https-proxy=ftp://proxy.example | proxy=http://:80" });
    const message = "is not used: it should be the address of an http, https or socks5 proxy";
    assert.deepEqual(warnings, [
      { file: USER, key: "proxy", message },
      { file: USER, key: "https-proxy", message },
    ]);
  });

  it("of a project is said not to be used", () => {
    const { warnings } = config({ project: `proxy=${NPM} | noproxy=*`, trusted: true });
    assert.deepEqual(
      warnings.map(({ file, key }) => `${file} ${key}`),
      [`${PROJECT} proxy`, `${PROJECT} noproxy`],
    );
  });
});

describe("an exception from proxies", () => {
  const cases: readonly (readonly [written: string, address: string, excepted: boolean])[] = [
    ["*", "https://any.example/", true],
    ["corp.example", "https://corp.example/", true],
    ["corp.example", "https://npm.corp.example/", true],
    ["corp.example", "https://evilcorp.example/", false],
    ["corp.example", "https://corp.example.evil/", false],
    [".corp.example", "https://npm.corp.example/", true],
    [".corp.example", "https://corp.example/", true],
    ["*.corp.example", "https://npm.corp.example/", true],
    ["CORP.Example", "https://npm.corp.example/", true],
    ["corp.example:8443", "https://corp.example:8443/", true],
    ["corp.example:8443", "https://corp.example/", false],
    ["corp.example:443", "https://corp.example/", true],
    ["corp.example:80", "http://corp.example/", true],
    ["10.0.0.1", "http://10.0.0.1/", true],
    ["[fe80::1]", "http://[fe80::1]/", true],
    ["[fe80::1]:81", "http://[fe80::1]/", false],
    ["", "https://any.example/", false],
    [".", "https://any.example/", false],
    ["10.0.0.0/8", "http://10.0.0.1/", false],
  ];
  for (const [written, address, excepted] of cases) {
    it(`"${written}" ${excepted ? "holds" : "does not hold"} for ${address}`, () =>
      assert.equal(isExcepted(new URL(address), [written]), excepted));
  }
});
