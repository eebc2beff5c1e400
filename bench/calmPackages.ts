import type { CompactRelease } from "../test/replica/compactHistory";
import type { DocumentSource, OsvRecord } from "../test/replica/documents";
import { historySource } from "../test/replica/sources";
import type { BigPackage } from "../test/support/bigPnpmLockfile";

/** Documents in which one person has published a dozen releases of each package, the given versions among them. */
export function calmDocuments(packages: readonly BigPackage[]): DocumentSource {
  const versions = Map.groupBy(packages, ({ name }) => name);
  return historySource(
    [...versions].map(([name, locked]) => ({
      name,
      repository: `github.com/keepers/${name.replace(/\W+/g, "-")}`,
      releases: [...locked.map(({ version }) => version), ...LATER].map(
        (version, index): CompactRelease => [version, dayOf(index), { by: "ann" }],
      ),
    })),
  );
}

const LATER = Array.from({ length: 10 }, (_, index) => `900.${index}.0`);

function dayOf(index: number): string {
  return new Date(Date.UTC(2023, index % 24, 1 + (index % 28))).toISOString();
}

/** A weakness of one version, without a remedy. */
export function weakness({ name, version }: BigPackage, index: number): OsvRecord {
  return {
    id: `GHSA-bbbb-bbbb-${String(index).padStart(4, "0")}`,
    modified: "2025-06-01T00:00:00Z",
    published: "2025-06-01T00:00:00Z",
    summary: "a weakness for the benchmark",
    affected: [{ package: { ecosystem: "npm", name }, versions: [version] }],
  };
}
