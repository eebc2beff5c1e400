import { defineRule } from "../../rule";
import { day } from "../../time";

/** A new command can stand in front of one that people type. */
export const binAdded = defineRule({
  id: "bin-added",
  family: "what",
  level: "none",
  needs: ["release"],
  test({ release }) {
    const { previous, entry } = release;
    const added = entry.release.bins.filter((name) => previous?.release.bins.includes(name) === false);
    return previous === undefined || added.length === 0
      ? undefined
      : { commands: added.slice(0, 10), previous: previous.release.version, previousDate: day(previous.at) };
  },
  weigh: () => ({ strength: "slight" }),
  say: ({ commands, previous, previousDate }) => ({
    clause: `adds the command ${commands[0]}`,
    what: `Installs the ${commands.length === 1 ? "command" : "commands"} ${commands.slice(0, 3).join(", ")}, which ${previous} (${previousDate}) did not.`,
    why: "A command of a dependency comes before yours of the same name in npm scripts.",
    remedy: "See that none of your scripts uses a command of that name from elsewhere.",
  }),
});
