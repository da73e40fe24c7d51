import type { FrameLocator, Locator, Page } from 'playwright-core';
import { actUntilShown } from './actUntilShown.ts';
import { DevPanelPage } from './devPanelPage.ts';
import { DomainEditorPage } from './domainEditorPage.ts';
import { MachinesPage } from './machinesPage.ts';
import { Pointer } from './pointer.ts';
import { QuickPickPage } from './quickPickPage.ts';
import { ScreenPage } from './screenPage.ts';
import { TerminalPage } from './terminalPage.ts';
import { WalkthroughPage } from './walkthroughPage.ts';

/** The editor's window, as a person sees it. */
export class Workbench {
  readonly page: Page;
  readonly pointer = new Pointer();

  constructor(page: Page) {
    this.page = page;
  }

  get machines(): MachinesPage {
    return new MachinesPage(this.page, this.pointer);
  }

  get source(): DomainEditorPage {
    return new DomainEditorPage(this.page, this.pointer);
  }

  get terminal(): TerminalPage {
    return new TerminalPage(this.page);
  }

  get screen(): ScreenPage {
    // That of a tab in the background stays beside the one that is shown.
    return new ScreenPage(this.page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame'));
  }

  get quickPick(): QuickPickPage {
    return new QuickPickPage(this.page);
  }

  get devPanel(): DevPanelPage {
    return new DevPanelPage(this.#webview(), this.pointer);
  }

  /** By the keyboard, as those do who know the name. */
  async openFile(name: string): Promise<void> {
    await this.#quickInput('Control+P', name);
    await this.page.getByRole('tab', { name: new RegExp(`^${escaped(name)}`) }).waitFor();
  }

  /** From the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.#quickInput('F1', `>${title}`);
  }

  /** Of tasks.json, by its label. */
  async runTask(label: string): Promise<void> {
    await this.#quickInput('Control+P', `task ${label}`, label);
  }

  /** The view in which several files stand beside what they were. */
  get comparison(): Locator {
    return this.page.locator('.multiDiffEditor');
  }

  /** A row of the Problems view that says this. */
  problem(text: string): Locator {
    return this.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text });
  }

  /**
   * Takes a row of the quick pick by the keyboard, after typing where that is given.
   *
   * @param title of the pick that is waited for, with its step: the one before it looks the same while it goes
   */
  async pick(title: string, row: string, typed?: string): Promise<void> {
    await this.page.locator('.quick-input-widget .quick-input-title').filter({ hasText: title }).waitFor();
    const box = this.page.locator('.quick-input-widget input[type="text"]').first();
    if (typed !== undefined) await box.fill(typed);
    await this.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: row }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The editor's walkthrough. */
  get walkthrough(): WalkthroughPage {
    return new WalkthroughPage(this.page, this.pointer);
  }

  /** A notification that contains the text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-list-item').filter({ hasText: text });
  }

  /** The question that stands before everything else. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** @param shown what the row says that is chosen */
  async #quickInput(key: string, text: string, shown = text.replace(/^>/, '')): Promise<void> {
    const box = this.page.locator('.quick-input-widget input[type="text"]').first();
    await actUntilShown(() => this.page.keyboard.press(key), box);
    await box.fill(text);
    const row = this.page.locator('.quick-input-list .monaco-list-row').first();
    await row.filter({ hasText: shown }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The place of a code in the page about it. */
  documentation(code: string): Locator {
    return this.#webview().locator(`#${code}`);
  }

  #webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
