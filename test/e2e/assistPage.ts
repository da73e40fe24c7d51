import type { Locator, Page } from 'playwright-core';

/** What the text editor suggests and tells while one types. */
export class AssistPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  suggestion(text: string | RegExp): Locator {
    return this.#page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: text });
  }

  get hover(): Locator {
    return this.#page.locator('.monaco-hover:not(.hidden) .monaco-hover-content');
  }

  async ask(): Promise<void> {
    await this.#page.keyboard.press('Control+Space');
  }

  /** Takes a suggestion by the keyboard. */
  async take(text: string | RegExp): Promise<void> {
    const row = this.suggestion(text).first();
    await row.waitFor();
    while (!(await row.getAttribute('class'))?.includes('focused')) await this.#page.keyboard.press('ArrowDown');
    await this.#page.keyboard.press('Enter');
    await row.waitFor({ state: 'detached' });
  }

  /** Tells of what the cursor is on, by the keyboard. */
  async tell(): Promise<void> {
    await this.#page.keyboard.press('Control+K');
    await this.#page.keyboard.press('Control+I');
  }
}
