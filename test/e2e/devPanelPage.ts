import type { FrameLocator, Locator } from 'playwright-core';
import type { Pointer } from './pointer.ts';

/** The Private /dev panel. */
export class DevPanelPage {
  readonly frame: FrameLocator;
  readonly #pointer: Pointer;

  constructor(frame: FrameLocator, pointer: Pointer) {
    this.frame = frame;
    this.#pointer = pointer;
  }

  /** The row of a node or of a preserved mount. */
  row(path: string): Locator {
    return this.frame.locator('tr').filter({ has: this.frame.locator('th, td', { hasText: new RegExp(`^${path}$`) }) });
  }

  get body(): Locator {
    return this.frame.locator('body');
  }

  async press(button: string): Promise<void> {
    await this.#pointer.click(this.frame.locator('button, vscode-button').filter({ hasText: button }).first());
  }

  async followReason(path: string, reason: RegExp): Promise<void> {
    await this.#pointer.click(
      this.row(path).locator('button, a, vscode-link, vscode-button').filter({ hasText: reason }).first(),
    );
  }
}
