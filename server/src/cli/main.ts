import { setMaxListeners } from "node:events";
import { nodeIo } from "./nodeIo";
import { run } from "./run";

const INTERRUPTED = 130;
/** Nothing was judged: the contract has no other code for it. */
const BUG = 3;

const controller = new AbortController();
// Every question that is under way listens to it: thousands are no leak.
setMaxListeners(0, controller.signal);
process.once("SIGINT", () => controller.abort());

// The process ends here rather than when its sockets do: a question still on its way must not hold up the answer.
run(process.argv.slice(2), nodeIo(controller.signal)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (controller.signal.aborted) {
      process.exit(INTERRUPTED);
    }
    process.stderr.write(
      `custody: this is a bug in custody. ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(BUG);
  },
);
