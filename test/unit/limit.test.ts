import assert from "node:assert/strict";
import { AbandonedError, createLimit } from "../../server/src/core/lookup/limit";

const wanted = () => true;

/** Tasks that end when they are told to; `order` is that of their beginning. */
function tasks() {
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    order,
    task: (name: string) => () => {
      order.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    },
    async end(name: string) {
      ends.get(name)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("createLimit", () => {
  it("lets as many run as it is told, first come, first served", async () => {
    const { order, task, end } = tasks();
    const limit = createLimit(2);
    const all = ["a", "b", "c", "d"].map((name) => limit.run(name, wanted, task(name)));
    assert.deepEqual(order, ["a", "b"]);
    await end("b");
    assert.deepEqual(order, ["a", "b", "c"]);
    await end("a");
    await end("c");
    await end("d");
    await Promise.all(all);
    assert.deepEqual(order, ["a", "b", "c", "d"]);
  });

  it("lets go first what somebody is in a hurry for, whether it waits already or comes later", async () => {
    const { order, task, end } = tasks();
    const limit = createLimit(1);
    const all = ["a", "b", "c"].map((name) => limit.run(name, wanted, task(name)));
    limit.hurry("c");
    limit.hurry("e");
    all.push(...["d", "e"].map((name) => limit.run(name, wanted, task(name))));
    for (const name of ["a", "c", "e", "b", "d"]) {
      await end(name);
    }
    await Promise.all(all);
    assert.deepEqual(order, ["a", "c", "e", "b", "d"]);
  });

  it("hurries for nobody once the hurry is over", async () => {
    const { order, task, end } = tasks();
    const limit = createLimit(1);
    const [calm, other] = [limit.hurry("c"), limit.hurry("d")];
    limit.hurry("d");
    calm();
    other();
    const all = ["a", "b", "c", "d"].map((name) => limit.run(name, wanted, task(name)));
    for (const name of ["a", "d", "b", "c"]) {
      await end(name);
    }
    await Promise.all(all);
    assert.deepEqual(order, ["a", "d", "b", "c"]);
  });

  it("lets more run, or fewer, from the moment that it is told so", async () => {
    const { order, task, end } = tasks();
    const limit = createLimit(1);
    const all = ["a", "b", "c", "d", "e"].map((name) => limit.run(name, wanted, task(name)));
    limit.resize(3);
    await end("");
    assert.deepEqual(order, ["a", "b", "c"]);
    limit.resize(1);
    await end("a");
    await end("b");
    assert.deepEqual(order, ["a", "b", "c"]);
    for (const name of ["c", "d", "e"]) {
      await end(name);
    }
    await Promise.all(all);
    assert.deepEqual(order, ["a", "b", "c", "d", "e"]);
  });

  it("gives the turn on where nobody waits for the result any more, or a task fails", async () => {
    const limit = createLimit(1);
    let isWanted = true;
    const all = [
      limit.run("a", wanted, () => Promise.reject(new Error("a failed"))),
      limit.run(
        "b",
        () => isWanted,
        () => Promise.resolve("b"),
      ),
      limit.run("c", wanted, () => Promise.resolve("c")),
    ];
    isWanted = false;
    const [a, b, c] = await Promise.allSettled(all);
    assert.equal(a?.status === "rejected" && a.reason.message, "a failed");
    assert.ok(b?.status === "rejected" && b.reason instanceof AbandonedError);
    assert.deepEqual(c, { status: "fulfilled", value: "c" });
    assert.equal(await limit.run("d", wanted, () => Promise.resolve("d")), "d");
  });
});
