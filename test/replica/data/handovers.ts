import type { CompactHistory } from "../compactHistory";

/**
 * Packages that were handed from one maintainer to another in good order, shortly before the demo's moments.
 *
 * Names and people are invented: no real person should stand in a demonstration of a change of hands.
 */
export const handovers: readonly CompactHistory[] = [
  handover("@custody-demo/line-counter", "mira-demo", "jonas-demo", [
    ...["2014-04-08", "2014-11-20", "2015-06-02", "2016-02-11", "2016-10-05", "2017-05-16", "2017-12-04", "2018-04-19"],
    ...["2018-06-27", "2018-07-24", "2018-08-21"],
  ]),
  handover("@custody-demo/price-format", "ines-demo", "tariq-demo", [
    ...["2021-03-09", "2021-10-18", "2022-05-24", "2023-01-17", "2023-09-05", "2024-04-30", "2025-02-11", "2025-10-14"],
    ...["2026-01-20", "2026-02-17", "2026-03-10"],
  ]),
  handover("@custody-demo/prompt-box", "owen-demo", "freya-demo", [
    ...["2022-02-08", "2022-08-16", "2023-03-21", "2023-10-10", "2024-06-04", "2025-01-28", "2025-08-12", "2026-02-24"],
    ...["2026-04-07", "2026-05-05", "2026-05-26"],
  ]),
  handover("@custody-demo/bucket-map", "lena-demo", "samir-demo", [
    ...["2020-09-15", "2021-05-11", "2022-01-25", "2022-11-08", "2023-07-18", "2024-05-21", "2025-03-04", "2026-01-13"],
    ...["2026-05-19", "2026-06-23", "2026-07-21"],
  ]),
];

/** Minor releases on the given days, the last three of them by the new hands alone. */
function handover(name: string, before: string, after: string, days: readonly string[]): CompactHistory {
  const since = days.length - 3;
  return {
    name,
    repository: `github.com/${name.slice(1)}`,
    releases: days.map((day, index) => [
      `2.${index}.0`,
      day,
      index === 0 ? { by: before } : index === since ? { by: after } : {},
    ]),
  };
}
