import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { histories } from "../replica/data";
import { moments, startReplicaFor } from "../replica/moments";

const WORKSPACES = resolve(import.meta.dirname, "../demo/workspaces");

interface Lock {
  readonly packages: Readonly<Record<string, { version: string; integrity?: string; resolved?: string } | undefined>>;
}

/** What stands under `node_modules`, by name. */
async function lockedIn(workspace: string): Promise<readonly { name: string; version: string; integrity: string }[]> {
  const lock = JSON.parse(await readFile(join(WORKSPACES, workspace, "package-lock.json"), "utf8")) as Lock;
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    const name = path.split("node_modules/").at(-1) ?? "";
    return name === "" || entry === undefined
      ? []
      : [{ name, version: entry.version, integrity: entry.integrity ?? "", resolved: entry.resolved }];
  });
}

describe("the moments of the demo", () => {
  it("have a workspace each, and no workspace is left over", async () => {
    const folders = (await readdir(WORKSPACES)).sort();
    assert.deepEqual(folders, [...new Set(moments.map(({ workspace }) => workspace))].sort());
  });

  for (const { name, workspace } of moments) {
    it(`lock, at ${name}, only what the registry had then, with its digests and without its address`, async () => {
      const replica = await startReplicaFor(name);
      const locked = await lockedIn(workspace);
      const judged = await Promise.all(
        locked.map(async (one) => {
          const response = await fetch(`${replica.url("registry")}${encodeURIComponent(one.name)}`);
          const { versions, time } = (await response.json()) as {
            versions: Record<string, { dist: { integrity: string } } | undefined>;
            time: Record<string, string | undefined>;
          };
          return {
            name: one.name,
            resolved: "resolved" in one ? one.resolved : undefined,
            stamped: time[one.version] !== undefined,
            served: versions[one.version]?.dist.integrity === one.integrity,
          };
        }),
      );
      await replica.close();
      assert.ok(judged.length >= 25);
      const later = name !== workspace;
      for (const one of judged) {
        const sound = { name: one.name, resolved: undefined, stamped: true, served: !later || one.served };
        assert.deepEqual(one, sound);
      }
    });
  }

  it("refuse a name that is none, and say which there are", () => {
    assert.throws(() => startReplicaFor("2019"), /2026-03-31-axios.* not "2019"/);
  });
});

describe("the replica's own data", () => {
  it("names each package once, its releases in order of date and each version once", () => {
    const names = histories.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const { name, releases } of histories) {
      const dates = releases.map(([, at]) => Date.parse(at.includes("T") ? at : `${at}T12:00:00Z`));
      assert.ok(!dates.some(Number.isNaN), name);
      assert.deepEqual(
        dates,
        dates.toSorted((a, b) => a - b),
        name,
      );
      assert.equal(new Set(releases.map(([version]) => version)).size, releases.length, name);
    }
  });

  it("holds every dependency that its releases name", () => {
    const names = new Set(histories.map(({ name }) => name));
    for (const { name, releases } of histories) {
      for (const [, , differs] of releases) {
        const missing = Object.keys(differs?.dependencies ?? {}).filter((dependency) => !names.has(dependency));
        assert.deepEqual(missing, [], name);
      }
    }
  });

  it("shows the attack on axios hour by hour", async () => {
    const replica = await startReplicaFor("2026-03-31-axios");
    const read = async (name: string) =>
      (await (await fetch(`${replica.url("registry")}${name}`)).json()) as {
        "dist-tags": Record<string, string>;
        versions: Record<string, { _npmUser: { name: string; trustedPublisher?: unknown }; dist: object } | undefined>;
        time: Record<string, string | undefined>;
      };
    const now = await read("axios");
    assert.equal(now["dist-tags"].latest, "1.14.1");
    assert.ok(now.versions["1.14.0"]?._npmUser.trustedPublisher);
    assert.equal(now.versions["1.14.1"]?._npmUser.name, "jasonsaayman");
    assert.equal("attestations" in (now.versions["1.14.1"]?.dist ?? {}), false);

    replica.setAsOf("2026-03-31T00:21:00Z");
    assert.equal((await read("axios")).time["1.14.1"], undefined);

    replica.setAsOf("2026-04-01T09:00:00Z");
    const later = await read("axios");
    assert.equal(later.versions["1.14.1"], undefined);
    assert.equal(later.time["1.14.1"], "2026-03-31T00:21:58.000Z");
    assert.equal(later["dist-tags"].latest, "1.14.0");
    assert.equal((await read("plain-crypto-js"))["dist-tags"].latest, "0.0.1-security.0");
    await replica.close();
  });
});
