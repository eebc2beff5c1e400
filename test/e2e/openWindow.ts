import type { Page } from "playwright-core";

/** What the explorer lists. */
export const LISTED = ".monaco-workbench .explorer-folders-view .monaco-list-row";
const FOLDERS_MS = 15_000;

/**
 * Goes to VS Code's window. On a busy machine one of a `.code-workspace` now and then comes up without any folder, because it
 * reads that file before its connection stands; a person reloads it.
 */
export async function openWindow(page: Page, url: string): Promise<void> {
  await page.goto(url);
  if (new URL(url).searchParams.has("workspace")) {
    const listed = page.locator(LISTED).first();
    await listed.waitFor({ state: "attached", timeout: FOLDERS_MS }).catch(() => page.reload());
  }
}
