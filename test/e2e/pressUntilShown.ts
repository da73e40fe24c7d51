import { errors, type Locator, type Page } from 'playwright-core';

/**
 * Presses a key until what it opens is there. A key is forgotten by an editor that is busy with the same thing by itself,
 * or opens what another part that takes the keyboard at that moment closes again; a person presses it once more.
 */
export async function pressUntilShown(page: Page, key: string, opened: Locator): Promise<void> {
  for (let tries = 0; tries < 15; tries++) {
    await page.keyboard.press(key);
    const shown = await opened.waitFor({ timeout: 3000 }).catch((error: unknown) => error);
    if (shown === undefined) return;
    if (!(shown instanceof errors.TimeoutError)) throw shown;
  }
  throw new Error(`${key} opens nothing`);
}
