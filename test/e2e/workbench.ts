import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { LISTED, openWindow } from "./openWindow";

/** Where pictures are left for people to look at; git ignores it. */
const SCREENSHOTS = resolve(import.meta.dirname, "../../screenshots");

const DEADLINE_MS = 40_000;

/** How the window may look: what a picture of it is called by, and VS Code's theme. */
export const LOOKS = [
  ["dark", "Default Dark Modern"],
  ["light", "Default Light Modern"],
] as const;

/** The same for who needs more contrast. */
export const HIGH_CONTRAST_LOOKS = [
  ["high-contrast-dark", "Default High Contrast"],
  ["high-contrast-light", "Default High Contrast Light"],
] as const;

/** VS Code's window, with the gestures that a person makes. */
export interface Workbench {
  readonly page: Page;
  /** Opens a file by its name, with Ctrl+P. */
  openFile(name: string): Promise<void>;
  /** Runs a command by its title, with F1. */
  command(title: string): Promise<void>;
  /** The same by keys alone. */
  commandByKeys(title: string): Promise<void>;
  /** What a screen reader says of the line of a list, or the entry of a menu, that the keys are on. */
  heard(): Promise<string>;
  /** The whole line of the editor that has this text. */
  line(text: string | RegExp): Locator;
  /** Rests the mouse on a text of the editor until a hover shows that says so, with our picture if need be; gives it. */
  hoverOn(text: string, expected?: { readonly says?: string | RegExp; readonly isDrawn?: true }): Promise<Locator>;
  /** Rests the mouse on the language status; gives what it shows. */
  languageStatus(): Promise<Locator>;
  /** Opens the list of notifications and waits for one with this text in it; gives it. Toasts do not show under test. */
  notification(text: string): Promise<Locator>;
  /** Closes the list of notifications, which lies over the panel. */
  hideNotifications(): Promise<void>;
  /**
   * Closes the window once it has kept something with this text in it, and opens it again: what an extension tells VS Code to
   * remember, a browser has a tenth of a second later, and a window that is left before has never heard of it.
   */
  reload(kept: string): Promise<Workbench>;
  /** Opens the list of findings from the activity bar; gives the side bar. */
  findings(): Promise<Locator>;
  /** Opens the Problems panel; gives it. */
  problems(): Promise<Locator>;
  /** Puts the cursor into a text and asks for quick fixes; gives the list. */
  quickFixes(text: string): Promise<Locator>;
  /** Waits until what is shown comes to rest, and keeps a picture of it. */
  picture(name: string): Promise<void>;
}

/** Opens VS Code and waits until it can be used. */
export async function openWorkbench(
  page: Page,
  url: string,
  { isEmpty = false }: { readonly isEmpty?: boolean } = {},
): Promise<Workbench> {
  page.setDefaultTimeout(DEADLINE_MS);
  await openWindow(page, url);
  const drawn = isEmpty ? ".monaco-workbench .activitybar .action-item" : LISTED;
  await page.locator(drawn).first().waitFor();
  const text = (what: string): Locator =>
    page.locator(".editor-instance .view-line span > span").filter({ hasText: what }).first();

  /**
   * Opens the quick input and writes into it. A window that is still being drawn does not hear every key, and an input
   * that is just being closed takes no text; a person tries once more.
   */
  const writeQuickly = async (key: string, what: string): Promise<void> => {
    const input = page.locator(".quick-input-widget input");
    const isWritten = async (): Promise<boolean> => {
      if (!(await input.isVisible())) {
        await page.keyboard.press(key);
      }
      return input.fill(what, { timeout: 2000 }).then(
        () => true,
        () => false,
      );
    };
    await eventually(isWritten);
  };

  return {
    page,
    async openFile(name) {
      const found = page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${name}"]`);
      const tab = page.locator(`.tab.active[data-resource-name="${name}"]`);
      // The list is sorted anew while it is read, so a click comes to the file that stood there before; Enter does not.
      const isOpened = async (): Promise<boolean> => {
        await writeQuickly("Control+P", name);
        if (!(await isSeen(found))) {
          return false;
        }
        await page.keyboard.press("Enter");
        return isSeen(tab);
      };
      assert.ok(await eventually(isOpened), `${name} should be open`);
    },
    async command(title) {
      const row = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
      // The commands of extensions come in a little after the window.
      const isListed = async (): Promise<boolean> => {
        await writeQuickly("F1", ">");
        await writeQuickly("F1", `>${title}`);
        return isSeen(row);
      };
      await eventually(isListed);
      await row.click();
    },
    async commandByKeys(title) {
      const row = page.locator(".quick-input-list .monaco-list-row.focused").filter({ hasText: title });
      const isFirst = async (): Promise<boolean> => {
        await page.keyboard.press("F1");
        const isOpen = await isSeen(page.locator(".quick-input-widget input:focus"));
        if (isOpen) {
          await page.keyboard.type(title);
        }
        const isThere = isOpen && (await isSeen(row));
        if (!isThere) {
          await page.keyboard.press("Escape");
        }
        return isThere;
      };
      assert.ok(await eventually(isFirst), `"${title}" should be the first command that is found`);
      await page.keyboard.press("Enter");
    },
    heard: () => page.evaluate<string>(HEARD),
    line: (what) => page.locator(".editor-instance .view-line").filter({ hasText: what }).first(),
    async hoverOn(what, { says = /./, isDrawn } = {}) {
      const said = page
        .locator(".monaco-editor .monaco-hover:not(.hidden)")
        .filter({ hasText: says, hasNotText: "Loading..." });
      const shown = (isDrawn ? said.filter({ has: page.locator('img[src^="data:image/svg+xml"]') }) : said).first();
      // A code lens that comes in moves the lines away from under the mouse, and what is said there may come in layers: a
      // person points there once more.
      await text(what).hover();
      for (let tries = 1; tries <= 8; tries++) {
        if (await isSeen(shown, 4000)) {
          break;
        }
        await page.mouse.move(5, 5);
        await text(what).hover();
      }
      await shown.waitFor();
      return shown;
    },
    async languageStatus() {
      await page.locator('[id="status.languageStatus"]').hover();
      const shown = page.locator(".hover-language-status").first();
      await shown.waitFor();
      return shown;
    },
    async notification(what) {
      const shown = page.locator(".notifications-center .notification-list-item").filter({ hasText: what }).first();
      const center = page.locator(".notifications-center.visible");
      const news = page.locator('[id="status.notifications"] .codicon-bell-dot');
      // The list closes by itself when what it showed has ended, such as a progress.
      const isShown = async (): Promise<boolean> => {
        if (!(await center.isVisible()) && (await news.isVisible())) {
          await news.click();
        }
        return shown.isVisible();
      };
      assert.ok(await eventually(isShown), `"${what}" should be among the notifications`);
      return shown;
    },
    async hideNotifications() {
      const center = page.locator(".notifications-center.visible");
      if (await center.isVisible()) {
        await page.locator('[id="status.notifications"]').click();
      }
      await center.waitFor({ state: "hidden" });
    },
    async reload(kept) {
      const isKept = () => page.evaluate<boolean>(IS_KEPT(kept));
      assert.ok(await eventually(isKept), `"${kept}" should be kept`);
      return openWorkbench(page, url);
    },
    async findings() {
      const side = page.locator(".part.sidebar");
      const icon = page.locator(".activitybar .action-item").filter({ has: page.locator('[aria-label^="Custody"]') });
      // A second click would close it.
      if (
        !(await side
          .locator('.composite.title [aria-label*="Custody"], .title-label')
          .filter({ hasText: /custody/i })
          .first()
          .isVisible())
      ) {
        await icon.first().click();
      }
      await side
        .getByText(/custody/i)
        .first()
        .waitFor();
      return side;
    },
    async problems() {
      const panel = page.locator(".markers-panel");
      // The same keys would close it.
      if (!(await panel.isVisible())) {
        await page.keyboard.press("Control+Shift+M");
      }
      await panel.locator(".monaco-list-row").first().waitFor();
      return panel;
    },
    async quickFixes(what) {
      const first = page.locator(".action-widget:not(.action-list-submenu-panel) .monaco-list-row").first();
      await text(what).click();
      await page.locator('[class*="codicon-gutter-lightbulb"], .lightBulbWidget').first().waitFor();
      // VS Code closes the list again when the lightbulb happens to be renewed at that moment; a person asks once more.
      for (let tries = 1; tries <= 5 && !(await first.isVisible()); tries++) {
        await page.keyboard.press("Control+.");
        await first.waitFor({ timeout: 4000 }).catch(() => undefined);
      }
      return page.locator(".action-widget:not(.action-list-submenu-panel)");
    },
    async picture(name) {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: "disabled" });
    },
  };
}

/** The label of what has the focus, or of the line that a list with the focus is on. */
const HEARD = `(() => {
  const focused = document.activeElement;
  const line = document.getElementById(focused?.getAttribute("aria-activedescendant") ?? "");
  const said = (line ?? focused)?.getAttribute("aria-label") ?? "";
  return said || (line ?? focused)?.innerText || "";
})()`;

/** Whether VS Code has a text in what it remembers for all windows. */
const IS_KEPT = (text: string): string => `new Promise((resolve, reject) => {
  const opening = indexedDB.open("vscode-web-state-db-global");
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const reading = opening.result.transaction("ItemTable").objectStore("ItemTable").getAll();
    reading.onerror = () => reject(reading.error);
    reading.onsuccess = () => {
      opening.result.close();
      resolve(reading.result.some((value) => String(value).includes(${JSON.stringify(text)})));
    };
  };
})`;

/** Whether something shows soon. */
export function isSeen(what: Locator, within = 2000): Promise<boolean> {
  return what.waitFor({ timeout: within }).then(
    () => true,
    () => false,
  );
}

/** Asks again and again until the answer is yes, because a window is laid out in its own time. */
export async function eventually(isSo: () => Promise<boolean>, within = DEADLINE_MS): Promise<boolean> {
  const deadline = Date.now() + within;
  while (Date.now() < deadline) {
    if (await isSo()) {
      return true;
    }
    await wait(50);
  }
  return false;
}
