import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { SERVER } from "./certificates";

export interface WebProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** `CONNECT registry.example:443` or `GET http://…`, as they came, each with its Proxy-Authorization. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export interface WebProxyOptions {
  /** Whatever host is asked for, this port of this machine answers. */
  readonly target: number;
  /** What Proxy-Authorization has to be. */
  readonly authorization?: string;
  /** Refuses everything with this status. */
  readonly refuse?: number;
  /** Is itself spoken to over TLS. */
  readonly tls?: boolean;
}

/** A proxy on this machine, as a company has one. */
export async function webProxy({ target, authorization, refuse, tls = false }: WebProxyOptions): Promise<WebProxy> {
  const requests: string[] = [];
  const sockets = new Set<Duplex>();
  const server = tls ? createTlsServer(SERVER) : createServer();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => undefined)));
  server.on("connect", (incoming: IncomingMessage, socket: Duplex) => {
    const status = note(incoming);
    sockets.add(socket.on("error", () => undefined));
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const way = connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      way.pipe(socket).pipe(way);
    });
    sockets.add(way.on("error", () => socket.destroy()));
  });
  server.on("request", (incoming: IncomingMessage, response: ServerResponse) => {
    const status = note(incoming);
    if (status !== 200) {
      response.writeHead(status, { "proxy-authenticate": 'Basic realm="x"' }).end();
      return;
    }
    const { pathname } = new URL(incoming.url ?? "/", "http://none.example");
    request({ port: target, host: "127.0.0.1", path: pathname, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  return listen(server, requests, sockets);

  function note({ method, url, headers }: IncomingMessage): number {
    const shown = headers["proxy-authorization"];
    requests.push([method, url, ...(shown === undefined ? [] : [shown])].join(" "));
    return refuse ?? (authorization !== undefined && shown !== authorization ? 407 : 200);
  }
}

/** A SOCKS5 proxy that asks for a name and password, in as few words as the protocol has. */
export async function socksProxy({ target, user }: { target: number; user: string }): Promise<WebProxy> {
  const requests: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createNetServer(async (socket) => {
    sockets.add(socket.on("error", () => undefined));
    const next = async () => ((await once(socket, "data")) as [Buffer])[0];
    await next();
    socket.write(Uint8Array.of(5, 2));
    const login = await next();
    const name = login.subarray(2, 2 + (login[1] ?? 0)).toString();
    const password = login.subarray(3 + name.length).toString();
    socket.write(Uint8Array.of(1, `${name}:${password}` === user ? 0 : 1));
    const ask = await next();
    requests.push(`SOCKS ${ask.subarray(5, -2).toString()}:${ask.readUInt16BE(ask.length - 2)}`);
    const way = connect(target, "127.0.0.1", () => {
      socket.write(Uint8Array.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
      way.pipe(socket).pipe(way);
    });
    sockets.add(way.on("error", () => socket.destroy()));
  });
  return listen(server, requests, sockets);
}

interface Listener {
  listen(port: number, host: string): unknown;
  address(): AddressInfo | string | null;
  close(done: () => void): unknown;
}

async function listen(server: Listener, requests: readonly string[], sockets: ReadonlySet<Duplex>): Promise<WebProxy> {
  server.listen(0, "127.0.0.1");
  await once(server as never, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    requests,
    async close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}
