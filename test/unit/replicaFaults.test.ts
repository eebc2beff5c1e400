import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { tooMany } from "../replica/faults";
import { type Replica, startReplica } from "../replica/replica";
import { historySource } from "../replica/sources";

describe("the replica, told to fail,", () => {
  let replica: Replica;
  let url: string;
  beforeEach(async () => {
    const releases = [["1.0.0", "2020-01-01", { by: "alice" }]] as const;
    const names = ["a", "b"].map((name) => ({ name, releases }));
    replica = await startReplica({ own: false, documents: [historySource(names)] });
    url = replica.url("registry");
  });
  afterEach(() => replica.close());

  function open(path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      get(`${url}${path}`, resolve).on("error", reject);
    });
  }

  it("answers a status, with Retry-After where told, and recovers after so many", async () => {
    replica.fault("registry", tooMany(7), { times: 1 });
    const first = await fetch(`${url}a`);
    assert.deepEqual([first.status, first.headers.get("retry-after")], [429, "7"]);
    assert.equal((await fetch(`${url}a`)).status, 200);
  });

  it("fails only the source and the paths that it is told", async () => {
    replica.fault("registry", { kind: "status", status: 503 }, { path: "b" });
    assert.equal((await fetch(`${url}a`)).status, 200);
    assert.equal((await fetch(`${url}b`)).status, 503);
    assert.equal((await fetch(`${replica.url("depsdev")}/v3/systems/npm/packages/b`)).status, 200);
    replica.heal("registry");
    assert.equal((await fetch(`${url}b`)).status, 200);
  });

  it("heals altogether", async () => {
    replica.fault("registry", { kind: "status", status: 500 });
    replica.fault("osv", { kind: "status", status: 500 });
    replica.heal();
    assert.equal((await fetch(`${url}a`)).status, 200);
    assert.equal((await fetch(`${replica.url("osv")}/v1/vulns/x`)).status, 404);
  });

  it("is late by its delays, and still right", async () => {
    replica.fault("registry", { kind: "delay", ms: 30 });
    replica.fault("registry", { kind: "delay", ms: 30 });
    const began = performance.now();
    const { status } = await fetch(`${url}a`);
    assert.equal(status, 200);
    assert.ok(performance.now() - began >= 55);
  });

  it("resets the connection", async () => {
    replica.fault("registry", { kind: "reset" });
    await assert.rejects(open("a"), { code: "ECONNRESET" });
  });

  it("hangs until the client gives up, and closes all the same", async () => {
    replica.fault("registry", { kind: "hang" });
    const abort = new AbortController();
    const answer = fetch(`${url}a`, { signal: abort.signal });
    while (replica.requests.length === 0) {
      await new Promise(setImmediate);
    }
    abort.abort();
    await assert.rejects(answer, { name: "AbortError" });
  });

  it("stalls after half of what it announced", async () => {
    replica.fault("registry", { kind: "stall" });
    const response = await open("a");
    const announced = Number(response.headers["content-length"]);
    const [half] = await once(response, "data");
    assert.equal(half.length, Math.ceil(announced / 2));
    assert.equal(response.complete, false);
    response.destroy();
  });

  it("cuts the connection in the middle", async () => {
    replica.fault("registry", { kind: "cut" });
    const response = await open("a");
    response.resume();
    await assert.rejects(once(response, "end"), { code: "ECONNRESET" });
  });

  it("sends half a JSON text in a sound answer", async () => {
    replica.fault("registry", { kind: "truncated" });
    const response = await fetch(`${url}a`);
    assert.equal(response.status, 200);
    await assert.rejects(response.json(), SyntaxError);
  });

  it("answers a page of HTML", async () => {
    replica.fault("registry", { kind: "html" });
    const response = await fetch(`${url}a`);
    assert.equal(response.headers.get("content-type"), "text/html");
    assert.match(await response.text(), /^<!doctype html>/);
  });

  it("leaves entries out of a batch", async () => {
    replica.fault("osv", { kind: "fewer", entries: 1 });
    const query = { package: { ecosystem: "npm", name: "a" }, version: "1.0.0" };
    const body = JSON.stringify({ queries: [query, query, query] });
    const response = await fetch(`${replica.url("osv")}/v1/querybatch`, { method: "POST", body });
    assert.deepEqual(await response.json(), { results: [{}, {}] });
  });

  it("sends more than anybody should read", async () => {
    replica.fault("registry", { kind: "oversized", bytes: 3_000_000 });
    const text = await (await fetch(`${url}a`)).text();
    assert.ok(text.length >= 3_000_000);
    assert.ok(JSON.parse(text));
  });

  it("outlives a client that stops reading", async () => {
    replica.fault("registry", { kind: "oversized", bytes: 500_000_000 }, { times: 1 });
    const response = await open("a");
    await once(response, "data");
    response.destroy();
    assert.equal((await fetch(`${url}a`)).status, 200);
  });

  it("sends a few bytes that unpack to many", async () => {
    replica.fault("registry", { kind: "gzip-bomb", bytes: 5_000_000 });
    const response = await open("a");
    assert.equal(response.headers["content-encoding"], "gzip");
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
    }
    const packed = Buffer.concat(chunks);
    assert.ok(packed.length < 20_000);
    assert.ok(gunzipSync(packed).length >= 5_000_000);
  });
});
