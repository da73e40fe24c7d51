import type { Locator, Page } from 'playwright-core';
import { actUntilShown } from './actUntilShown.ts';
import type { Pointer } from './pointer.ts';

/** The Machines view in the side bar. */
export class MachinesPage {
  readonly #page: Page;
  readonly #pointer: Pointer;

  constructor(page: Page, pointer: Pointer) {
    this.#page = page;
    this.#pointer = pointer;
  }

  async show(): Promise<void> {
    if (await this.view.isVisible()) return;
    await this.tab.click();
    await this.view.waitFor();
  }

  /** Its icon in the activity bar: where that is, the editor knows the extension. */
  get tab(): Locator {
    return this.#page.locator('.activitybar').getByRole('tab', { name: /^Virtcell/ });
  }

  get view(): Locator {
    return this.#page.locator('.pane').filter({ has: this.#page.locator('.pane-header', { hasText: 'Machines' }) });
  }

  /** The row whose label is this; what else it says is its description. */
  row(label: string): Locator {
    return this.view
      .locator('.monaco-list-row')
      .filter({ has: this.#page.locator(`.label-name`, { hasText: exactly(label) }) });
  }

  get rows(): Locator {
    return this.view.locator('.monaco-list-row');
  }

  /** What it says where it has no rows. */
  get welcome(): Locator {
    return this.view.locator('.welcome-view-content');
  }

  async act(label: string, action: string): Promise<void> {
    await this.row(label).hover();
    await this.#pointer.click(this.row(label).getByRole('button', { name: action }));
  }

  /** An action that is only in the menu of the right mouse button. */
  async actFromMenu(label: string, action: string): Promise<void> {
    const item = this.#page.locator('.monaco-menu').getByRole('menuitem', { name: action });
    await actUntilShown(async () => {
      // Of another row, which came there while the mouse was on its way.
      await this.#page.keyboard.press('Escape');
      await this.row(label).click({ button: 'right' });
    }, item);
    // A menu that has just opened ignores the mouse button for a moment, but not the key.
    await item.hover();
    await this.#page.keyboard.press('Enter');
    await item.waitFor({ state: 'detached' });
  }

  /** What the menu of the right mouse button offers. */
  async offered(label: string): Promise<string[]> {
    await this.row(label).click({ button: 'right' });
    const items = this.#page.locator('.monaco-menu').getByRole('menuitem');
    await items.first().waitFor();
    const titles = await items.allInnerTexts();
    await this.#page.keyboard.press('Escape');
    await items.first().waitFor({ state: 'detached' });
    return titles.map((title) => title.trim());
  }

  async expand(label: string): Promise<void> {
    await this.row(label).click();
    if ((await this.row(label).getAttribute('aria-expanded')) !== 'true') await this.#page.keyboard.press('ArrowRight');
  }
}

const exactly = (text: string): RegExp => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
