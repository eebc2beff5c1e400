import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip, gzip } from "node:zlib";
import { type Answer, jsonAnswer } from "./answer";
import { record } from "./documents";
import type { Fault } from "./faults";

const compress = promisify(gzip);
const WORTH_COMPRESSING = 500;

/** Writes an answer, compressed where the client takes it, or what the fault makes of it. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
): Promise<void> {
  switch (fault?.kind) {
    case undefined:
    case "delay":
    case "instead":
      return sound(request, response, answer);
    case "status": {
      const { status, body, headers = {} } = fault;
      const text = body ?? JSON.stringify({ error: `status ${status}` });
      return sound(request, response, { ...jsonAnswer(status, null, headers), body: Buffer.from(text) });
    }
    case "html":
      return sound(request, response, {
        status: 200,
        headers: { "content-type": "text/html" },
        body: Buffer.from("<!doctype html><title>Sign in</title><p>Please sign in to the guest network.</p>"),
      });
    case "truncated":
      return sound(request, response, { ...answer, body: half(answer) });
    case "fewer":
      return sound(request, response, { ...answer, body: fewer(answer, fault.entries) });
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "hang":
      return;
    case "stall":
    case "cut":
      // An empty body is whole as soon as it begins.
      response.writeHead(answer.status, { ...answer.headers, "content-length": Math.max(2, answer.body.length) });
      response.write(half(answer), () => fault.kind === "cut" && request.socket.destroy());
      return;
    case "more":
      request.socket.end(
        `HTTP/1.1 ${answer.status} OK\r\ncontent-length: ${half(answer).length}\r\n\r\n${answer.body.toString("latin1")}`,
        "latin1",
      );
      return;
    case "redirect":
      return sound(request, response, jsonAnswer(307, {}, { location: fault.to ?? request.url ?? "/" }));
    case "oversized":
      response.writeHead(200, { "content-type": "application/json" });
      return pipeline(Readable.from(padding(fault.bytes)), response).catch(ignoreClosed);
    case "gzip-bomb":
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      return pipeline(Readable.from(padding(fault.bytes)), createGzip(), response).catch(ignoreClosed);
  }
}

/** By body, so that a document asked for twice is compressed once. */
const compressed = new WeakMap<Buffer, Promise<Buffer>>();

async function sound(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, headers, body } = answer;
  const takesGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  if (!takesGzip || body.length < WORTH_COMPRESSING) {
    response.writeHead(status, status === 304 ? headers : { ...headers, "content-length": body.length }).end(body);
    return;
  }
  const packed = compressed.get(body) ?? compress(body);
  compressed.set(body, packed);
  const bytes = await packed;
  response.writeHead(status, { ...headers, "content-encoding": "gzip", "content-length": bytes.length }).end(bytes);
}

function half({ body }: Answer): Buffer {
  return body.subarray(0, Math.ceil(body.length / 2));
}

function fewer(answer: Answer, entries: number): Buffer {
  const json = record(JSON.parse(answer.body.toString())) ?? {};
  const shorter = Object.entries(json).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.slice(0, Math.max(0, value.length - entries)) : value,
  ]);
  return Buffer.from(JSON.stringify(Object.fromEntries(shorter)));
}

const CHUNK = Buffer.alloc(64 * 1024, "a");

/** JSON of about so many bytes, never whole in memory. */
function* padding(bytes: number): Generator<Buffer> {
  yield Buffer.from('{"padding":"');
  for (let sent = 0; sent < bytes; sent += CHUNK.length) {
    yield CHUNK;
  }
  yield Buffer.from('"}');
}

/** A client that has had enough closes; that is what these faults are for. */
function ignoreClosed(): void {}
