import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..", "fixtures", "certificates");
const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");

/** `authority.pem`, `otherAuthority.pem`, and `server` and `client` with `.pem` and `.key`; made by `make.mjs` beside them. */
export const AUTHORITY = read("authority.pem");
export const OTHER_AUTHORITY = read("otherAuthority.pem");
/** For registry.example, service.example and this machine, signed by `AUTHORITY`. */
export const SERVER = { cert: read("server.pem"), key: read("server.key") };
/** Of a client called ann, signed by `AUTHORITY`. */
export const CLIENT = { cert: read("client.pem"), key: read("client.key") };
