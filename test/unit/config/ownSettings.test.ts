import assert from "node:assert/strict";
import { readOwnSettings } from "../../../server/src/platform/config/ownSettings";

describe("what the user has set for package managers", () => {
  it("is read of the environment and of the user's and the machine's files, as texts", () => {
    const files: Readonly<Record<string, string>> = {
      "/home/ann/.npmrc": "min-release-age=1\n",
      "/usr/etc/npmrc": "min-release-age=2\n",
      "/home/ann/.config/pnpm/config.yaml": "minimumReleaseAge: 3\n",
      "/home/ann/.config/pnpm/rc": "minimum-release-age=4\n",
      "/home/ann/.yarnrc.yml": "npmMinimalAgeGate: 5\n",
      "/home/ann/.bunfig.toml": "[install]\nminimumReleaseAge = 6\n",
      "/app/.npmrc": "min-release-age=9\n",
    };
    const found = readOwnSettings({
      environment: {
        NPM_CONFIG_MIN_RELEASE_AGE: "7",
        npm_config_before: "2026-01-15",
        npm_config__authtoken: "secret",
        pnpm_config_minimum_release_age: "8",
        pnpm_config_trust_policy: 'a"b',
        pnpm_config__auth: "secret",
        YARN_NPM_MINIMAL_AGE_GATE: "2d",
      },
      homeDirectory: "/home/ann",
      execPath: "/usr/bin/node",
      platform: "linux",
      projectDirectory: "/app",
      read: (path) => files[path],
      peek: (path) => files[path],
      exists: (path) => path in files,
    });
    assert.deepEqual(
      found.map(({ form, file, text, isEnvironment }) => [form, isEnvironment === true, file, text]),
      [
        [".npmrc", true, "the environment", "before=2026-01-15\nmin-release-age=7\n"],
        ["pnpm-workspace.yaml", true, "the environment", 'minimumReleaseAge: "8"\ntrustPolicy: "a\\"b"\n'],
        [".yarnrc.yml", true, "the environment", 'npmMinimalAgeGate: "2d"\n'],
        [".npmrc", false, "/home/ann/.npmrc", "min-release-age=1\n"],
        [".npmrc", false, "/usr/etc/npmrc", "min-release-age=2\n"],
        ["pnpm-workspace.yaml", false, "/home/ann/.config/pnpm/config.yaml", "minimumReleaseAge: 3\n"],
        [".npmrc", false, "/home/ann/.config/pnpm/rc", "minimum-release-age=4\n"],
        [".yarnrc.yml", false, "/home/ann/.yarnrc.yml", "npmMinimalAgeGate: 5\n"],
        ["bunfig.toml", false, "/home/ann/.bunfig.toml", "[install]\nminimumReleaseAge = 6\n"],
      ],
    );
  });
});
