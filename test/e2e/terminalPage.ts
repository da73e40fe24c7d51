import type { Locator, Page } from 'playwright-core';

/** The terminal that is in front, beside an editor or in the panel. */
export class TerminalPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get rows(): Locator {
    return this.#page.locator('.terminal-wrapper.active .xterm-rows').last();
  }

  tab(name: string | RegExp): Locator {
    return this.#page.getByRole('tab', { name });
  }

  /** The one that is in front. */
  selectedTab(name: string | RegExp): Locator {
    return this.#page.getByRole('tab', { name, selected: true });
  }

  /** There while a terminal has the keyboard. */
  get keyboard(): Locator {
    return this.#page.locator('.terminal-wrapper.active .xterm.focus');
  }

  /** How many there are. */
  count(): Promise<number> {
    return this.#page.locator('.terminal-wrapper').count();
  }

  /** Waits until a line is shown that is, or matches, this. */
  async line(text: string | RegExp): Promise<void> {
    const pattern =
      typeof text === 'string' ? new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`) : text;
    await this.rows.locator('> div').filter({ hasText: pattern }).first().waitFor();
  }

  /** Puts the keyboard into it, by a click. */
  async focus(): Promise<void> {
    await this.#page.locator('.terminal-wrapper.active').last().click();
  }

  /** Calls `happened` whenever a terminal answers the extension's question how far it has come. */
  async watchAnswers(happened: () => void): Promise<void> {
    const session = await this.#page.context().newCDPSession(this.#page);
    session.on('Network.webSocketFrameSent', ({ response: { payloadData } }) => {
      if (Buffer.from(payloadData, 'base64').includes('[?4242;0$y')) happened();
    });
    await session.send('Network.enable');
  }

  /** All that is in sight. */
  text(): Promise<string> {
    return this.rows.innerText();
  }

  /** Types where the focus is: that it is here already is part of what is tested. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  async enter(): Promise<void> {
    await this.#page.keyboard.press('Enter');
  }
}
