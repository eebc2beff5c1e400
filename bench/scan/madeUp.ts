import type { BigPackage } from "../../test/support/bigPnpmLockfile";
import { AS_OF } from "./documents";

const DAY = 24 * 60 * 60 * 1000;
const SPARSE = /^sparse-(\d+)$/;
const VERSION = "1.2.0";
/** One version in so many has a weakness, as in lockfiles that are kept up to date. */
const WEAK_ONE_IN = 100;

/** A package of few releases, of which there may be hundreds of thousands: its answers are made up when it is asked for. */
export function sparsePackage(index: number): BigPackage {
  return { name: `sparse-${index}`, version: VERSION };
}

/** The registry's document of a sparse package; undefined for other names. */
export function sparseDocument(name: string): unknown {
  const published = publishedAt(name);
  if (published === undefined) {
    return undefined;
  }
  const versions = ["1.0.0", "1.1.0", VERSION].map((version) => [
    version,
    { name, version, _npmUser: { name: "ann", email: "ann@mail.example" }, maintainers: [{ name: "ann" }], dist: {} },
  ]);
  const time = { "1.0.0": iso(published - 400 * DAY), "1.1.0": iso(published - 200 * DAY), [VERSION]: iso(published) };
  return {
    name,
    "dist-tags": { latest: VERSION },
    maintainers: [{ name: "ann" }],
    versions: Object.fromEntries(versions),
    time: { created: time["1.0.0"], modified: time[VERSION], ...time },
  };
}

/** What deps.dev has of a sparse package. */
export function sparseVersion(name: string): unknown {
  const published = publishedAt(name);
  return (
    published && {
      versionKey: { system: "NPM", name, version: VERSION },
      publishedAt: iso(published),
      licenses: ["MIT"],
    }
  );
}

/** One in twenty is of the last weeks. */
function publishedAt(name: string): number | undefined {
  const [, digits] = SPARSE.exec(name) ?? [];
  const index = Number(digits);
  const days = index % 20 === 7 ? 5 + (index % 19) : 200 + (index % 900);
  return digits === undefined ? undefined : AS_OF - days * DAY;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** The number of the weakness that a version has. */
export function weaknessNumber({ name, version }: BigPackage): number | undefined {
  let hash = 7;
  for (const letter of `${name}@${version}`) {
    hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  }
  return hash % WEAK_ONE_IN === 0 ? hash % 10_000 : undefined;
}
