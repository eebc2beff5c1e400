import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type CompactHistory, expandHistory } from "../replica/compactHistory";
import { type RegistryDocument, record } from "../replica/documents";

/** A registry on a local port, tarballs included, so that package managers can install what nobody has published. */
export interface PackageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves whole documents only: package managers take them for abbreviated ones. */
export async function startPackageServer(histories: readonly CompactHistory[]): Promise<PackageServer> {
  const documents = new Map(histories.map((history) => [history.name, expandHistory(history).document]));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "/").slice(1);
    const [, name, version] = /^((?:@[^/]+\/)?([^/]+))\/-\/\2-(.+)\.tgz$/.exec(path)?.toSpliced(2, 1) ?? [];
    const document = documents.get(name ?? path);
    if (document === undefined) {
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
    } else if (version !== undefined) {
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(tarball(document.name, version));
    } else {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(withTarballs(document, url)));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function withTarballs(document: RegistryDocument, url: string): RegistryDocument {
  const versions = Object.entries(document.versions ?? {}).map(([version, manifest]) => {
    const bytes = tarball(document.name, version);
    const dist = {
      ...record(manifest.dist),
      tarball: `${url}${document.name}/-/${document.name.split("/").at(-1)}-${version}.tgz`,
      integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
      shasum: createHash("sha1").update(bytes).digest("hex"),
    };
    return [version, { ...manifest, dist }];
  });
  return { ...document, versions: Object.fromEntries(versions) };
}

const BLOCK = 512;

/** A gzipped tar with one file, package/package.json; the same bytes each time. */
function tarball(name: string, version: string): Buffer {
  const content = Buffer.from(JSON.stringify({ name, version }));
  const header = Buffer.alloc(BLOCK);
  const fields: readonly (readonly [at: number, value: string])[] = [
    [0, "package/package.json"],
    [100, "0000644"],
    [124, content.length.toString(8).padStart(11, "0")],
    [136, "0".repeat(11)],
    [148, `${" ".repeat(8)}0`],
    [257, "ustar"],
    [263, "00"],
  ];
  for (const [at, value] of fields) {
    header.write(value, at);
  }
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\x00 `, 148);
  const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
  return gzipSync(Buffer.concat([header, content, padding, Buffer.alloc(2 * BLOCK)]));
}
