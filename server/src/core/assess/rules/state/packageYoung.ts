import { YOUNG } from "../../names/doubt";
import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";

/** Nobody has had the time to look at it. */
export const packageYoung = defineRule({
  id: "package-young",
  family: "state",
  level: "info",
  points: 3,
  needs: ["subject", "born"],
  test({ subject, born }, { asOf }) {
    const age = asOf - born;
    return age < 0 || age >= YOUNG
      ? undefined
      : { name: subject.name, firstPublished: day(born), age: span(age), ageDays: Math.floor(age / DAY) };
  },
  say: ({ name, firstPublished, age }) => ({
    clause: `the package itself is ${age} old`,
    what: `${name.slice(0, 100)} was first published ${age} ago, on ${firstPublished}.`,
    why: "Most packages that do harm are found within weeks of their first release; this one has not stood for that long.",
    remedy: "Look at who makes it and why it is needed, or wait until others have used it for a while.",
  }),
});
