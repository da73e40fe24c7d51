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

  /** A node, a preserved mount or a step of the launch. */
  row(path: string): Locator {
    return this.frame.locator(`[data-path="${path}"]`);
  }

  get body(): Locator {
    return this.frame.locator('body');
  }

  /** The nodes that are in sight. */
  get nodes(): Locator {
    return this.frame.locator('.node:not([hidden])');
  }

  get filter(): Locator {
    return this.frame.getByRole('searchbox');
  }

  /** Where the keyboard is. */
  get focused(): Locator {
    return this.frame.locator(':focus');
  }

  /** Also where no node has it yet. */
  hasKeyboard(): Promise<boolean> {
    return this.body.evaluate((body) => (body as unknown as FocusedElement).ownerDocument.hasFocus());
  }

  async press(button: string): Promise<void> {
    await this.#pointer.click(this.frame.locator('button').filter({ hasText: button }).first());
  }

  async open(path: string): Promise<void> {
    await this.#pointer.click(this.row(path).getByRole('rowheader'));
  }

  async followReason(path: string, reason: RegExp): Promise<void> {
    await this.#pointer.click(this.row(path).locator('button').filter({ hasText: reason }).first());
  }

  /** What could be chosen and has no name for a screen reader, and whether the page scrolls sideways. */
  flaws(): Promise<string[]> {
    return this.body.evaluate(findFlaws);
  }
}

/* Runs in the page. */
function findFlaws(body: unknown): string[] {
  const page = body as PageElement;
  const nameless = [...page.querySelectorAll('button, input, [tabindex], [role="treegrid"], table, ul.mounts')].filter(
    (each) => {
      const labels = (each.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map((id) => page.querySelector(`#${id || 'x'}`));
      const name = [each.getAttribute('aria-label'), each.textContent, ...labels.map((label) => label?.textContent)];
      return !name.some((words) => words?.trim());
    },
  );
  const lost = [...page.querySelectorAll('[aria-controls], [aria-describedby]')].filter(
    (each) => !page.querySelector(`#${each.getAttribute('aria-controls') ?? each.getAttribute('aria-describedby')}`),
  );
  const tabbable = page.querySelectorAll('.row[tabindex="0"]').length;
  const { scrollWidth, clientWidth } = page.ownerDocument.documentElement;
  return [
    ...nameless.map((each) => `no name: ${each.outerHTML}`),
    ...lost.map((each) => `refers to nothing: ${each.outerHTML}`),
    ...(tabbable === 1 ? [] : [`${tabbable} rows take the keyboard`]),
    ...(scrollWidth > clientWidth ? [`scrolls sideways: ${scrollWidth} in ${clientWidth}`] : []),
  ];
}

interface FocusedElement {
  readonly ownerDocument: { hasFocus(): boolean };
}

interface PageElement {
  readonly outerHTML: string;
  readonly textContent: string | null;
  readonly ownerDocument: { readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number } };
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement> & { readonly length: number };
  getAttribute(name: string): string | null;
}
