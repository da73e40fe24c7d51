import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** The list that asks at the top of the window, or the question for a file that looks like it. */
export class QuickPickPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  row(text: string | RegExp): Locator {
    return this.#page.locator('.quick-input-list .monaco-list-row').filter({ hasText: text });
  }

  /** By the keyboard. */
  async choose(text: string): Promise<void> {
    await this.row(text).first().waitFor();
    await this.#page.keyboard.type(text);
    await this.row(text).and(this.#page.locator('.focused')).waitFor();
    await this.#page.keyboard.press('Enter');
    await this.#page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Takes what stands in the box, once it is this. */
  async accept(text: RegExp): Promise<void> {
    const box = this.#page.locator('.quick-input-widget input[type="text"]').first();
    await expect.poll(() => box.inputValue()).toMatch(text);
    await this.#page.keyboard.press('Enter');
  }
}
