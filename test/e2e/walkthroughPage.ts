import type { Locator, Page } from 'playwright-core';
import type { Pointer } from './pointer.ts';

/** A walkthrough of the editor's Welcome page. */
export class WalkthroughPage {
  readonly #page: Page;
  readonly #pointer: Pointer;

  constructor(page: Page, pointer: Pointer) {
    this.#page = page;
    this.#pointer = pointer;
  }

  step(title: string): Locator {
    return this.#page.locator('.gettingStartedContainer .getting-started-step').filter({ hasText: title });
  }

  /** A step whose completion event came. */
  done(title: string): Locator {
    return this.step(title).locator('.codicon.complete');
  }

  async open(title: string): Promise<void> {
    await this.#pointer.click(this.step(title));
  }

  async press(button: string): Promise<void> {
    await this.#pointer.click(this.#page.locator('.gettingStartedContainer').getByRole('button', { name: button }));
  }
}
