import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { run } from "./children";
import { fetchOnce, installPinned, type Pinned } from "./fetched";

/** A browser that starts on this machine, with what it has to be given. */
export interface Chromium {
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PACKAGE: Pinned = {
  name: "@sparticuz/chromium",
  version: "153.0.0",
  integrity: "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
};

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const INSTALLED = [
  ...["google-chrome-stable", "google-chrome", "chromium", "chromium-browser"].map((name) => `/usr/bin/${name}`),
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * Finds a Chrome or Chromium that starts, or fetches one from the npm registry (Linux on x64; 70 MB).
 *
 * `CUSTODY_CHROME` names one to use instead. Rejects with what to install where none can be had.
 */
export async function ensureChromium(say: (line: string) => void): Promise<Chromium> {
  const chosen = process.env.CUSTODY_CHROME;
  for (const executablePath of chosen === undefined ? INSTALLED : [chosen]) {
    if (existsSync(executablePath) && (await starts(executablePath, {}))) {
      return { executablePath, args: QUIET, env: {} };
    }
  }
  if (chosen !== undefined) {
    throw new Error(`CUSTODY_CHROME should name a Chrome or Chromium that starts, but is ${chosen}.`);
  }
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("No Chrome or Chromium was found. Install one, or name it in CUSTODY_CHROME.");
  }
  return fetched(say);
}

async function fetched(say: (line: string) => void): Promise<Chromium> {
  const folder = await fetchOnce("chromium", PACKAGE, say, async (partial) => {
    say("Fetching a Chromium from the npm registry (once; some seconds, 230 MB on disk) …");
    const bin = join(await installPinned(partial, PACKAGE), "bin");
    await unbrotli(join(bin, "chromium.br"), join(partial, "chromium"));
    await chmod(join(partial, "chromium"), 0o755);
    await untar(join(bin, "swiftshader.tar.br"), partial);
    await untar(join(bin, "al2023.tar.br"), join(partial, "al2023"));
    await untar(join(bin, "fonts.tar.br"), join(partial, "text"));
    await rm(join(partial, "node_modules"), { recursive: true });
  });
  const executablePath = join(folder, "chromium");
  const args = [...QUIET, "--use-gl=angle", "--use-angle=swiftshader", "--no-zygote"];
  const fonts = await fontsOf(folder);
  if (await starts(executablePath, {})) {
    return { executablePath, args, env: fonts };
  }
  const libraries = { LD_LIBRARY_PATH: join(folder, "al2023/lib") };
  if (await starts(executablePath, libraries)) {
    return { executablePath, args, env: { ...fonts, ...libraries } };
  }
  const { output } = await run(executablePath, ["--version"], { env: { ...process.env, ...libraries } });
  throw new Error(`The Chromium from the npm registry does not start here: ${output.trim()}. Install Chromium.`);
}

/** A machine without any font would show boxes; it is lent one. */
async function fontsOf(folder: string): Promise<Record<string, string>> {
  const system = await readdir("/usr/share/fonts").catch(() => []);
  if (system.length > 0 && existsSync("/etc/fonts/fonts.conf")) {
    return {};
  }
  const conf = join(folder, "text");
  await writeFile(
    join(conf, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${conf}/fonts</dir><cachedir>${conf}/cache</cachedir></fontconfig>\n`,
  );
  return { FONTCONFIG_PATH: conf };
}

async function starts(executablePath: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  const answer = await run(executablePath, ["--version"], { env: { ...process.env, ...env } }).catch(() => undefined);
  return answer?.code === 0;
}

function unbrotli(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

async function untar(packed: string, into: string): Promise<void> {
  const archive = join(into, "archive.tar");
  await mkdir(into, { recursive: true });
  await unbrotli(packed, archive);
  const { code, output } = await run("tar", ["-x", "--no-same-owner", "-f", archive, "-C", into], {});
  if (code !== 0) {
    throw new Error(`${packed} could not be unpacked: ${output.trim()}`);
  }
  await rm(archive);
}
