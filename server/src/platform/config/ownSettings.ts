import type { OwnSettings } from "../../core/world";
import { readBunFiles } from "./bunFiles";
import type { ConfigLayer } from "./layer";
import { readNpmFiles } from "./npmFiles";
import { readEnvironment } from "./npmrc";
import type { ConfigPlace } from "./place";
import { readPnpmFiles } from "./pnpmFiles";
import { readYarnFiles } from "./yarnFiles";

/**
 * The files of the user and of the machine in which package managers find settings, as texts: what they say of gates is
 * read where the project's own files are read. Variables of the environment come first, written as a file would have them.
 */
export function readOwnSettings(place: ConfigPlace): readonly OwnSettings[] {
  const npm = readNpmFiles(place);
  const pnpm = readPnpmFiles(place);
  return [
    ...fromEnvironment(place),
    ...filesOf(".npmrc", [...npm.user, ...npm.machine]),
    ...pnpm.machine.flatMap((layer) =>
      filesOf(layer.file.endsWith(".yaml") ? "pnpm-workspace.yaml" : ".npmrc", [layer]),
    ),
    ...filesOf(".yarnrc.yml", readYarnFiles(place).user),
    ...filesOf("bunfig.toml", readBunFiles(place).user),
  ];

  function filesOf(form: string, layers: readonly ConfigLayer[]): readonly OwnSettings[] {
    return layers.flatMap(({ file }) => {
      const text = place.read(file);
      return text === undefined ? [] : [{ form, file, text }];
    });
  }
}

const FILE = "the environment";
const NPM = ["before", "min-release-age", "min-release-age-exclude", "minimum-release-age", "trust-policy"];
const PNPM = [
  "minimum-release-age",
  "minimum-release-age-strict",
  "trust-policy",
  "trust-policy-ignore-after",
  "trust-lockfile",
];

/** `npm_config_*` for npm and pnpm up to 10, `pnpm_config_*` for pnpm from 11 on, `YARN_*`; Bun has none for this. */
function fromEnvironment({ environment }: ConfigPlace): readonly OwnSettings[] {
  const npm = readEnvironment(environment, "npm_config_").entries;
  const pnpm = readEnvironment(environment, "pnpm_config_").entries;
  const texts = [
    { form: ".npmrc", text: NPM.flatMap((key) => (npm.has(key) ? [`${key}=${npm.get(key)}\n`] : [])).join("") },
    {
      form: "pnpm-workspace.yaml",
      text: PNPM.flatMap((key) => (pnpm.has(key) ? [`${toCamel(key)}: ${JSON.stringify(pnpm.get(key))}\n`] : [])).join(
        "",
      ),
    },
    { form: ".yarnrc.yml", text: yarnText(environment.YARN_NPM_MINIMAL_AGE_GATE) },
  ];
  return texts.flatMap(({ form, text }) => (text === "" ? [] : [{ form, file: FILE, text, isEnvironment: true }]));
}

function yarnText(age: string | undefined): string {
  return age === undefined || age === "" ? "" : `npmMinimalAgeGate: ${JSON.stringify(age)}\n`;
}

function toCamel(key: string): string {
  return key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
