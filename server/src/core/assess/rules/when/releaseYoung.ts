import { defineRule } from "../../rule";
import { HOUR, span } from "../../time";

/** Most bad releases are found within days. A condition of every release, so no evidence against any. */
export const releaseYoung = defineRule({
  id: "release-young",
  family: "when",
  level: "info",
  needs: ["publishedAt"],
  test({ publishedAt }, { asOf, settings }) {
    const age = asOf - publishedAt;
    return age < 0 || age >= settings.minimumReleaseAgeMs
      ? undefined
      : {
          publishedAt: new Date(publishedAt).toISOString(),
          ageHours: Math.floor(age / HOUR),
          age: span(age),
          minimumAge: span(settings.minimumReleaseAgeMs),
        };
  },
  weigh: () => ({ strength: "slight" }),
  say: ({ age, minimumAge }) => ({
    clause: `published ${age} ago`,
    what: `Published ${age} ago; the minimum release age here is ${minimumAge}.`,
    why: "What is wrong with a release is usually found within its first days, and mended or taken away.",
    remedy: "Stay on an earlier release until this one has reached that age.",
  }),
});
