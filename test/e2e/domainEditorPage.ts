import type { Locator, Page } from 'playwright-core';
import { actUntilShown } from './actUntilShown.ts';
import type { Pointer } from './pointer.ts';

/** The text editor that is in front. */
export class DomainEditorPage {
  readonly #page: Page;
  readonly #pointer: Pointer;

  constructor(page: Page, pointer: Pointer) {
    this.#page = page;
    this.#pointer = pointer;
  }

  get #editor(): Locator {
    return this.#page.locator('.editor-instance .monaco-editor').first();
  }

  /** Red waves below what is wrong. */
  get underlined(): Locator {
    return this.#editor.locator('.squiggly-error');
  }

  /**
   * Opens what can be done where the cursor is, and waits for one of it. The editor asks for this by itself a quarter of a
   * second after the cursor came there, and then forgets that it was asked by a key.
   */
  async openFixes(one: string): Promise<void> {
    const fix = this.#page.locator('.action-widget').filter({ hasText: one });
    await actUntilShown(() => this.#page.keyboard.press('Control+.'), fix);
  }

  /** A line that contains the text; the editor draws spaces as others. */
  line(text: string): Locator {
    return this.#editor
      .locator('.view-line')
      .filter({ hasText: new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \u00a0]')) });
  }

  lens(title: string): Locator {
    // One that only says something is no link. Start is not the start since which a text was edited.
    return this.#editor.locator('.codelens-decoration > *').filter({ hasText: new RegExp(title) });
  }

  async clickLens(title: string): Promise<void> {
    // While the editor asks anew it shows what it remembers, which looks the same, and is no link and does nothing.
    await this.#pointer.click(this.lens(title).and(this.#page.locator('a')));
  }

  /** A button in the editor's title. */
  async clickTitle(action: string): Promise<void> {
    await this.#pointer.click(this.titleAction(action));
  }

  titleAction(action: string): Locator {
    return this.#page
      .locator('.editor-actions')
      .getByRole('button', { name: new RegExp(`^${action}`) })
      .first();
  }

  /** Puts the cursor into the text, by the keyboard. */
  async focus(): Promise<void> {
    await this.#page.keyboard.press('Control+1');
  }

  /** Replaces the first occurrence of a text by another one. */
  async replace(text: string, by: string): Promise<void> {
    await this.find(text);
    await this.#page.keyboard.type(by);
  }

  /** Selects the first occurrence of a text, with the keyboard in it. */
  async find(text: string): Promise<void> {
    await this.focus();
    await this.#page.keyboard.press('Control+Home');
    await this.#page.keyboard.press('Control+F');
    const box = this.#page.locator('.find-widget .find-part textarea').first();
    await box.waitFor();
    await box.fill(text);
    await this.#page.locator('.find-widget .matchesCount').filter({ hasText: /^1 of/ }).waitFor();
    // The find widget has selected the first; back in the text, typing replaces it.
    await this.#page.keyboard.press('Escape');
  }

  /** What leads to somewhere else when it is clicked with Ctrl. */
  link(text: string): Locator {
    return this.#editor.locator('.detected-link, .detected-link-active').filter({ hasText: text });
  }

  async followLink(text: string): Promise<void> {
    await this.link(text).click({ modifiers: ['Control'] });
  }

  /** What is selected, from the status bar: `Ln 24, Col 5 (87 selected)`. */
  get selection(): Locator {
    return this.#page.locator('.statusbar-item').filter({ hasText: /^Ln \d+, Col \d+/ });
  }
}
