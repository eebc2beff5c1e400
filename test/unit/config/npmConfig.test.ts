// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how npm writes a variable
import assert from "node:assert/strict";
import { config, PROJECT, type Setup, USER } from "../../support/configDisk";

describe("npm's configuration", () => {
  const token = "//own.example/:_authToken=secret";
  const cases: readonly (Setup & {
    readonly title: string;
    readonly name?: string;
    readonly url: string;
    readonly authorization?: string;
    readonly isPrivate?: true;
    readonly withheld?: RegExp;
  })[] = [
    { title: "nothing configured", url: "https://registry.example/" },
    { title: "the user's registry", user: "registry=https://own.example/npm", url: "https://own.example/npm/" },
    {
      title: "the global registry",
      global: "registry=https://global.example/",
      url: "https://global.example/",
    },
    {
      title: "the user's before the global one",
      user: "registry=https://own.example/",
      global: "registry=https://global.example/",
      url: "https://own.example/",
    },
    {
      title: "the environment's before the user's",
      user: "registry=https://own.example/",
      environment: { npm_config_registry: "https://env.example/" },
      url: "https://env.example/",
    },
    {
      title: "a user file and a global file elsewhere",
      environment: { npm_config_userconfig: "/etc/user", npm_config_globalconfig: "/etc/global" },
      files: { "/etc/user": "@a:registry=https://a.example/", "/etc/global": "registry=https://g.example/" },
      url: "https://g.example/",
    },
    {
      title: "a global file under the user's prefix",
      user: "prefix=/home/ann/.local",
      files: { "/home/ann/.local/etc/npmrc": "registry=https://prefix.example/" },
      url: "https://prefix.example/",
    },
    {
      title: "a scope of the user's",
      user: "@acme:registry=https://own.example/",
      name: "@acme/x",
      url: "https://own.example/",
      isPrivate: true,
    },
    {
      title: "another scope that begins alike",
      user: "@acme:registry=https://own.example/",
      name: "@acme-x/x",
      url: "https://registry.example/",
    },
    {
      title: "a name that only looks like the scope",
      user: "@acme:registry=https://own.example/",
      name: "acme",
      url: "https://registry.example/",
    },
    {
      title: "a scope that is mapped to the public registry",
      user: "registry=https://own.example/ | @types:registry=https://registry.example",
      name: "@types/x",
      url: "https://registry.example/",
    },
    {
      title: "a scope that is mapped to the user's own default registry",
      user: "registry=https://own.example/ | @acme:registry=https://own.example/",
      name: "@acme/x",
      url: "https://own.example/",
      isPrivate: true,
    },
    {
      title: "a token for the registry",
      user: `registry=https://own.example/ | ${token}`,
      url: "https://own.example/",
      authorization: "Bearer secret",
    },
    {
      title: "a token from a variable",
      user: "registry=https://own.example/ | //own.example/:_authToken=${NPM_TOKEN}",
      environment: { NPM_TOKEN: "from-env" },
      url: "https://own.example/",
      authorization: "Bearer from-env",
    },
    {
      title: "a token from a variable that is not set",
      user: "registry=https://own.example/ | //own.example/:_authToken=${NPM_TOKEN}",
      url: "https://own.example/",
    },
    {
      title: "a token in the environment",
      environment: { "npm_config_//registry.example/:_authToken": "env" },
      url: "https://registry.example/",
      authorization: "Bearer env",
    },
    {
      title: "a token for the longer of two paths",
      user: "registry=https://own.example/a/b/ | //own.example/:_authToken=host | //own.example/a/:_authToken=a | //own.example/a/b/:_authToken=b",
      url: "https://own.example/a/b/",
      authorization: "Bearer b",
    },
    {
      title: "a token for a shorter path, without its last slash",
      user: "registry=https://own.example/a/b/ | //own.example/a:_authToken=a",
      url: "https://own.example/a/b/",
      authorization: "Bearer a",
    },
    {
      title: "no token of a path beside",
      user: "registry=https://own.example/a/ | //own.example/ab/:_authToken=x | //own.example/a/b/:_authToken=y",
      url: "https://own.example/a/",
    },
    {
      title: "no token of another port",
      user: `registry=https://own.example:8443/ | ${token}`,
      url: "https://own.example:8443/",
    },
    {
      title: "no token of a host whose name begins or ends alike",
      user: `registry=https://own.example.evil.example/ | ${token} | //example/:_authToken=x`,
      url: "https://own.example.evil.example/",
    },
    {
      title: "user name and password",
      user: `registry=https://own.example/ | //own.example/:username=ann | //own.example/:_password=${btoa("pass:word")}`,
      url: "https://own.example/",
      authorization: `Basic ${btoa("ann:pass:word")}`,
    },
    {
      title: "a password without a name",
      user: "registry=https://own.example/ | //own.example/:_password=cGFzcw==",
      url: "https://own.example/",
    },
    {
      title: "both in one",
      user: "registry=https://own.example/ | //own.example/:_auth=YTpi",
      url: "https://own.example/",
      authorization: "Basic YTpi",
    },
    {
      title: "a token before a password",
      user: `registry=https://own.example/ | //own.example/:_auth=YTpi | ${token}`,
      url: "https://own.example/",
      authorization: "Bearer secret",
    },
    {
      title: "credentials in the user's address, which never show",
      user: "registry=https://ann:p%40ss@own.example/",
      url: "https://own.example/",
      authorization: `Basic ${btoa("ann:p@ss")}`,
    },
    {
      title: "a token that belongs to no registry",
      user: "_authToken=secret",
      url: "https://registry.example/",
    },
    {
      title: "a token with a line break inside",
      user: 'registry=https://own.example/ | //own.example/:_authToken="a\\nX-Evil: 1"',
      url: "https://own.example/",
    },

    // A repository's own file: written by whoever wrote the repository.
    {
      title: "a project's registry, not trusted",
      project: "registry=https://evil.example/",
      url: "https://registry.example/",
    },
    {
      title: "a project's registry, trusted",
      project: "registry=https://team.example/",
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "a trusted project's before the user's",
      user: "registry=https://own.example/",
      project: "registry=https://team.example/",
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "the environment's before a trusted project's",
      environment: { npm_config_registry: "https://env.example/" },
      project: "registry=https://team.example/",
      trusted: true,
      url: "https://env.example/",
    },
    {
      title: "a project's variable in its registry, trusted: it is not expanded, and nobody is asked",
      environment: { NPM_TOKEN: "secret" },
      project: "registry=https://evil.example/${NPM_TOKEN}/",
      trusted: true,
      url: "https://registry.example/",
      isPrivate: true,
      withheld: /variables are not expanded/,
    },
    {
      title: "a project's variable in its registry, not trusted",
      environment: { NPM_TOKEN: "secret" },
      project: "registry=https://evil.example/${NPM_TOKEN}/",
      url: "https://registry.example/",
    },
    {
      title: "a project's credentials for its own registry, trusted",
      project: "registry=https://team.example/ | //team.example/:_authToken=planted",
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "a project's credentials that steal a variable, trusted",
      environment: { NPM_TOKEN: "secret" },
      project: "registry=https://evil.example/ | //evil.example/:_authToken=${NPM_TOKEN}",
      trusted: true,
      url: "https://evil.example/",
    },
    {
      title: "a project's credentials in the address, trusted",
      project: "registry=https://ann:pass@team.example/",
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "the user's token for a registry that a trusted project names",
      user: token,
      project: "registry=https://own.example/",
      trusted: true,
      url: "https://own.example/",
      authorization: "Bearer secret",
    },
    {
      title: "the user's token, to which a trusted project would open a plain connection",
      user: token,
      project: "registry=http://own.example/",
      trusted: true,
      url: "http://own.example/",
    },
    {
      title: "the user's token for a plain connection of the user's own",
      user: `registry=http://own.example/ | ${token}`,
      url: "http://own.example/",
      authorization: "Bearer secret",
    },
    {
      title: "no token of the user's for another host that a trusted project names",
      user: `registry=https://own.example/ | ${token}`,
      project: "registry=https://evil.example/",
      trusted: true,
      url: "https://evil.example/",
    },
    {
      title: "a scope of a trusted project",
      project: "@acme:registry=https://team.example/",
      trusted: true,
      name: "@acme/x",
      url: "https://team.example/",
      isPrivate: true,
    },
    {
      title: "a scope of a project that is not trusted: the name may be private, and nobody is asked",
      project: "@acme:registry=https://team.example/",
      name: "@acme/x",
      url: "https://registry.example/",
      isPrivate: true,
      withheld: /the project is not trusted/,
    },
    {
      title: "a scope of a project that is not trusted, which the user has mapped",
      user: `@acme:registry=https://own.example/ | ${token}`,
      project: "@acme:registry=https://evil.example/",
      name: "@acme/x",
      url: "https://own.example/",
      authorization: "Bearer secret",
      isPrivate: true,
    },
    {
      title: "a scope that a project which is not trusted maps to the public registry",
      project: "@types:registry=https://registry.example/",
      name: "@types/x",
      url: "https://registry.example/",
    },

    // Asked elsewhere on demand.
    {
      title: "an endpoint, before all default registries",
      endpoint: "http://127.0.0.1:4873",
      user: "registry=https://own.example/",
      environment: { npm_config_registry: "https://env.example/" },
      project: "registry=https://team.example/",
      trusted: true,
      url: "http://127.0.0.1:4873/",
    },
    {
      title: "an endpoint gets no token of the registry it stands in for",
      endpoint: "http://127.0.0.1:4873/",
      user: `registry=https://own.example/ | ${token} | //registry.example/:_authToken=x`,
      url: "http://127.0.0.1:4873/",
    },
    {
      title: "an endpoint gets the token that is tied to it",
      endpoint: "http://127.0.0.1:4873/npm/",
      user: "//127.0.0.1:4873/:_authToken=tied",
      url: "http://127.0.0.1:4873/npm/",
      authorization: "Bearer tied",
    },
    {
      title: "an endpoint leaves the user's scopes where they are",
      endpoint: "http://127.0.0.1:4873/",
      user: `@acme:registry=https://own.example/ | ${token}`,
      name: "@acme/x",
      url: "https://own.example/",
      authorization: "Bearer secret",
      isPrivate: true,
    },

    // What cannot be used.
    {
      title: "an address that is none: npm would ask nobody either",
      user: "registry=registry.internal",
      url: "https://registry.example/",
      isPrivate: true,
      withheld: /http or https/,
    },
    {
      title: "an address of another kind",
      user: "@acme:registry=file:///etc/",
      name: "@acme/x",
      url: "https://registry.example/",
      isPrivate: true,
      withheld: /http or https/,
    },
  ];
  for (const { title, name = "x", url, authorization, isPrivate = false, withheld, ...setup } of cases) {
    it(`knows ${title}`, () => {
      const { withheld: reason = "", alsoHosts: _, loginHint: __, owner, ...address } = config(setup).registry(name);
      assert.deepEqual(address, { url, headers: authorization === undefined ? {} : { authorization }, isPrivate });
      assert.equal(owner !== undefined, authorization !== undefined);
      assert.match(reason, withheld ?? /^$/);
    });
  }

  const owners: readonly (readonly [title: string, one: string, other: string, isSame: boolean])[] = [
    ["a token is one owner's after it was renewed", "_authToken=one", "_authToken=two", true],
    [
      "two names are two owners",
      "username=ann | //own.example/:_password=eA==",
      "username=bob | //own.example/:_password=eA==",
      false,
    ],
    [
      "a new password does not change whose it is",
      "username=ann | //own.example/:_password=eA==",
      "username=ann | //own.example/:_password=eQ==",
      true,
    ],
    ["two names in one word are two owners", `_auth=${btoa("ann:x")}`, `_auth=${btoa("bob:x")}`, false],
    [
      "a word without a password is a secret as a whole",
      `_auth=${btoa("secret-one:")}`,
      `_auth=${btoa("secret-two:")}`,
      true,
    ],
    ["a token and a name are two owners", "_authToken=one", `_auth=${btoa("ann:x")}`, false],
  ];
  for (const [title, one, other, isSame] of owners) {
    it(`tells whose credentials are used without telling them: ${title}`, () => {
      const ownerOf = (line: string) =>
        config({ user: `registry=https://own.example/ | //own.example/:${line}` }).registry("x").owner ?? "";
      assert.equal(ownerOf(one) === ownerOf(other), isSame);
      assert.doesNotMatch(`${ownerOf(one)} ${ownerOf(other)}`, /one|two|secret|eA|:x/);
    });
  }

  const scripts: readonly { title: string; setup: Parameters<typeof config>[0]; ignored: boolean }[] = [
    { title: "no word about scripts as none ignored", setup: {}, ignored: false },
    { title: "the user's ignore-scripts", setup: { user: "ignore-scripts=true" }, ignored: true },
    {
      title: "the project's word before the user's, as npm does",
      setup: { user: "ignore-scripts=true", project: "ignore-scripts=false" },
      ignored: false,
    },
  ];
  for (const { title, setup, ignored } of scripts) {
    it(`reads ${title}`, () => assert.equal(config(setup).ignoresScripts, ignored));
  }

  it("reads npm's own addresses as those of the registry that stands in for it, and a scope's as its own", () => {
    const { registry } = config({ user: "registry=https://mirror.example/\n@acme:registry=https://acme.example/" });
    assert.deepEqual(registry("x").alsoHosts, ["registry.example", "mirror.example"]);
    assert.deepEqual(registry("@acme/x").alsoHosts, []);
  });

  const warned: readonly (Setup & { readonly title: string; readonly expected: readonly string[] })[] = [
    { title: "nothing that is used", user: `registry=https://own.example/ | ${token}`, expected: [] },
    {
      title: "everything of a project that is not trusted",
      project: "registry=https://evil.example/ | @a:registry=https://a.example/ | //evil.example/:_authToken=${T}",
      expected: [
        `${PROJECT} registry is not used: the project is not trusted`,
        `${PROJECT} @a:registry is not used: the project is not trusted`,
        `${PROJECT} //evil.example/:_authToken is not used: credentials are read from your own .npmrc only`,
      ],
    },
    {
      title: "what decides how safely questions are asked, trusted or not",
      project: "strict-ssl=false | cafile=evil.pem | https-proxy=http://evil.example/ | save-exact=true",
      trusted: true,
      expected: ["strict-ssl", "cafile", "https-proxy"].map(
        (key) => `${PROJECT} ${key} is not used: this is read from your own .npmrc only`,
      ),
    },
    {
      title: "the user's own slips",
      user: "_authToken=x | //a.example/:tokenHelper=/x | //b.example/:_authToken=${UNSET}",
      expected: [
        `${USER} _authToken is not used: it belongs to no registry`,
        `${USER} //a.example/:tokenHelper is not used: Custody runs no programs`,
        `${USER} //b.example/:_authToken is not used: it names a variable that is not set`,
      ],
    },
    {
      title: "a file of authorities that is not there",
      user: "cafile=/etc/ca.pem",
      expected: [`${USER} cafile is not used: /etc/ca.pem could not be read`],
    },
  ];
  for (const { title, expected, ...setup } of warned) {
    it(`warns of ${title}, and shows no secret`, () => {
      const { warnings } = config(setup);
      assert.deepEqual(
        warnings.map(({ file, key, message }) => `${file} ${key} ${message}`),
        expected,
      );
    });
  }

  it("finds the project's file above the folder, within its repository only", () => {
    const inside = config({
      folder: "/work/app/packages/a",
      project: "registry=https://team.example/",
      trusted: true,
    });
    assert.equal(inside.registry("x").url, "https://team.example/");
    const above = config({
      folder: "/work/app/packages/a",
      files: { "/work/.npmrc": "registry=https://above.example/" },
      trusted: true,
    });
    assert.equal(above.registry("x").url, "https://registry.example/");
    const noRepository = config({
      folder: "/tmp/a/b",
      files: {
        "/tmp/a/.npmrc": "registry=https://above.example/",
        "/tmp/a/b/.npmrc": "@b:registry=https://b.example/",
      },
      trusted: true,
    });
    assert.equal(noRepository.registry("x").url, "https://registry.example/");
    assert.equal(noRepository.registry("@b/x").url, "https://b.example/");
  });

  it("does not take the user's own file for the project's", () => {
    const home = config({ folder: "/home/ann", user: `registry=https://own.example/ | ${token}` });
    assert.deepEqual(home.registry("x").headers, { authorization: "Bearer secret" });
    assert.deepEqual(home.warnings, []);
  });
});
