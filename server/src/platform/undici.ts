import type { Dispatcher } from "undici";
import connect from "undici/lib/api/api-connect.js";
import request from "undici/lib/api/api-request.js";
import AnyDispatcher from "undici/lib/dispatcher/dispatcher.js";

/**
 * What is used of undici, and no more: all of it has a browser's fetch, sockets and cookies, which take longer to load than
 * the first answer takes to come.
 */
export { default as buildConnector } from "undici/lib/core/connect.js";
export { default as Agent } from "undici/lib/dispatcher/agent.js";
export { default as ProxyAgent } from "undici/lib/dispatcher/proxy-agent.js";

// As undici does it with all its methods; an agent of proxies calls the first by itself.
Object.assign(AnyDispatcher.prototype, { connect, request });

/** Sends a request to an address. */
export function requestOver(
  { origin, pathname, search }: URL,
  { dispatcher, ...options }: Omit<Dispatcher.RequestOptions, "origin" | "path"> & { readonly dispatcher: Dispatcher },
): Promise<Dispatcher.ResponseData> {
  return dispatcher.request({ ...options, origin, path: `${pathname}${search}` });
}
