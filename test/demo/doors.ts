import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Short addresses on one port, for what a workbench's address is too long to be read and copied from a terminal. */
export interface Doors {
  /** Gives the short address that leads to the long one. */
  open(name: string, url: string): string;
  close(): void;
}

export async function createDoors(): Promise<Doors> {
  const doors = new Map<string, string>();
  const server = createServer((request, response) => {
    const url = doors.get((request.url ?? "/").slice(1));
    if (url === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end(`Try ${[...doors.keys()].join(", ")}\n`);
    } else {
      response.writeHead(302, { location: url, "cache-control": "no-store" }).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    open(name, url) {
      doors.set(name, url);
      return `http://127.0.0.1:${port}/${name}`;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
