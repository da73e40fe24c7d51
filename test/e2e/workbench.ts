import type { FrameLocator, Locator, Page } from 'playwright-core';
import { DevPanelPage } from './devPanelPage.ts';
import { DomainEditorPage } from './domainEditorPage.ts';
import { MachinesPage } from './machinesPage.ts';
import { Pointer } from './pointer.ts';
import { TerminalPage } from './terminalPage.ts';

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

  get devPanel(): DevPanelPage {
    return new DevPanelPage(this.#webview(), this.pointer);
  }

  /** By the keyboard, as those do who know the name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.#quickInput(name);
    await this.page.getByRole('tab', { name: new RegExp(`^${escaped(name)}`) }).waitFor();
  }

  /** From the command palette. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.#quickInput(`>${title}`);
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

  async #quickInput(text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget input[type="text"]').first();
    await box.waitFor();
    await box.fill(text);
    const row = this.page.locator('.quick-input-list .monaco-list-row').first();
    await row.filter({ hasText: text.replace(/^>/, '') }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  #webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
