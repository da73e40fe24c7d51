import type { FrameLocator, Locator } from 'playwright-core';

/** A machine's screen in its tab. */
export class ScreenPage {
  readonly frame: FrameLocator;

  constructor(frame: FrameLocator) {
    this.frame = frame;
  }

  get status(): Locator {
    return this.frame.getByRole('status');
  }

  get canvas(): Locator {
    return this.frame.locator('main canvas');
  }

  button(name: string): Locator {
    return this.frame.locator('vscode-button').filter({ hasText: name });
  }

  /** How many colours the picture has: a screen that shows nothing has one. */
  colours(): Promise<number> {
    return this.canvas.evaluate((element) => {
      const canvas = element as unknown as {
        width: number;
        height: number;
        getContext(kind: '2d'): { getImageData(x: number, y: number, w: number, h: number): { data: Uint8Array } };
      };
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
  }
}
