import type { Page } from 'playwright-core';

/** Begins, in every page that is loaded from now on, a record of what the mouse hit and of which notifications came. */
export async function recordPage(page: Page): Promise<void> {
  await page.addInitScript(`(() => {
    const record = (window.virtcellRecord = []);
    const note = (what, element) =>
      record.push(Math.round(performance.now()) + ' ms ' + what + ' ' + element.outerHTML.replace(/\\s+/g, ' ').slice(0, 160));
    for (const kind of ['mousedown', 'mouseup', 'click']) {
      addEventListener(kind, (event) => event.target instanceof Element && note(kind, event.target), true);
    }
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const added of addedNodes) {
          const isOne = added instanceof Element && added.matches('.notification-toast, .notification-list-item, .monaco-editor-overlaymessage');
          if (isOne) record.push(Math.round(performance.now()) + ' ms notification ' + added.textContent);
          else if (added instanceof Element && added.matches('.codelens-decoration, .codelens-decoration > *')) note('lens', added);
        }
      }
    }).observe(document, { childList: true, subtree: true });
  })()`);
}

/** The record, a line each. */
export async function pageRecord(page: Page): Promise<string> {
  const lines = await page.evaluate<string[]>('window.virtcellRecord ?? []');
  return lines.join('\n');
}
