import { type Browser, chromium } from "playwright-core";
import { ensureChromium } from "./chromium";

/** Starts the browser that this machine has, or the fetched one, without a window. */
export async function startBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await ensureChromium((line) => process.stderr.write(`${line}\n`));
  return chromium.launch({ executablePath, args: [...args], env: { ...process.env, ...env } });
}
