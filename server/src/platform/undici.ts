import connect from "undici/lib/api/api-connect.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";

/**
 * What is used of undici, and no more: all of it has a browser's fetch, sockets and cookies, which take longer to load than
 * the first answer takes to come.
 */
export { default as buildConnector } from "undici/lib/core/connect.js";
export { default as Agent } from "undici/lib/dispatcher/agent.js";
export { default as ProxyAgent } from "undici/lib/dispatcher/proxy-agent.js";

// As undici does it with all its methods; an agent of proxies calls this one by itself.
Object.assign(Dispatcher.prototype, { connect });
