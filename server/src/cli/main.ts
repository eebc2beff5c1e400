import { setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { nodeIo } from "./nodeIo";
import { run } from "./run";

const INTERRUPTED = 130;
/** Nothing was judged: the contract has no other code for it. */
const BUG = 3;

// A check of thousands of documents makes much that is gone at once. V8 would let it pile up to twice the memory; collecting
// it more often costs a tenth more computing.
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=80");

const controller = new AbortController();
// Every question that is under way listens to it: thousands are no leak.
setMaxListeners(0, controller.signal);
process.once("SIGINT", () => controller.abort());

// The process ends here rather than when its sockets do: a question still on its way must not hold up the answer.
const io = nodeIo(controller.signal);
run(process.argv.slice(2), io).then(
  async (code) => {
    await io.close();
    process.exit(code);
  },
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
