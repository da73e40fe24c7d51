import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../../scripts/editor/browser.mjs';
import { fc } from '../properties.ts';

/*
 * In Debian's Chromium, without the editor: what is promised is about the keyboard, the selection and the place scrolled
 * to, which no imitation of a page has.
 */

/** In the page: draws HTML as a page draws its view, and counts what that changed. */
const DRAW = `function draw(html) {
  const wanted = document.createElement('body');
  wanted.innerHTML = html;
  const changes = new MutationObserver(() => {});
  changes.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  webview.reconcileChildren(document.body, wanted);
  return changes.takeRecords().length;
}`;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  const entry = fileURLToPath(new URL('../../webview/reconcile.ts', import.meta.url));
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false },
    ...{ format: 'iife', globalName: 'webview', target: 'chrome128' },
  });
  browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS });
  page = await browser.newPage({ viewport: { width: 400, height: 200 } });
  // As scripts and not as a module: what they define is the page's.
  await page.addInitScript(`${outputFiles[0]?.text}\nglobalThis.webview = webview;\nglobalThis.draw = ${DRAW}`);
});
afterAll(() => browser?.close());
beforeEach(async () => {
  await page.goto('about:blank');
});

/** @returns the number of changes that the page saw */
const draw = (html: string): Promise<number> => page.evaluate(`draw(${JSON.stringify(html)})`);
const drawn = (): Promise<string> => page.evaluate('document.body.innerHTML');
const asked = (expression: string): Promise<unknown> => page.evaluate(expression);

/** A child of a page: with a key, perhaps that of another, with attributes, text and children of its own; or a text. */
const children = fc.letrec<{ all: string; one: string }>((tie) => ({
  all: fc.array(tie('one'), { maxLength: 4 }).map((each) => each.join('')),
  one: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('x', 'y', 'a longer text'),
    fc
      .tuple(
        fc.constantFrom('section', 'span', 'div'),
        fc.constantFrom('', ' data-key="1"', ' data-key="2"', ' data-key="3"', ' data-key="4"'),
        fc.constantFrom('', ' class="a"', ' class="b" hidden=""'),
        tie('all'),
      )
      .map(([tag, key, more, inside]) => `<${tag}${key}${more}>${inside}</${tag}>`),
  ),
})).all;

test('whatever was drawn before, the page is what it is to be; drawn again it is not touched', async () => {
  await fc.assert(
    fc.asyncProperty(children, children, async (before, wanted) => {
      await draw(before);
      await draw(wanted);
      expect(await drawn()).toBe(wanted);
      expect(await draw(wanted)).toBe(0);
    }),
  );
});

const row = (key: string, text = key): string => `<li data-key="${key}"><button>${text}</button></li>`;

test('what has the same key is the same element, wherever it stands', async () => {
  await draw(['a', 'b', 'c', 'd'].map((key) => row(key)).join(''));
  await asked('for (const each of document.querySelectorAll("li")) each.was = each.dataset.key');
  await draw(['d', 'new', 'b', 'a'].map((key) => row(key, `${key} again`)).join(''));
  expect(
    await asked('[...document.querySelectorAll("li")].map((each) => [each.was, each.textContent].join(": "))'),
  ).toEqual(['d: d again', ': new again', 'b: b again', 'a: a again']);
});

test('the keyboard, what is typed and selected, and the place scrolled to stay where they are', async () => {
  const list = (keys: readonly string[]): string =>
    `<input value=""><p>some words</p><ul>${keys.map((key) => row(key)).join('')}</ul>`;
  const many = Array.from({ length: 50 }, (_, index) => `row ${index}`);
  await draw(list(many));
  await asked('document.querySelector("input").value = "typed"');
  await asked('getSelection().selectAllChildren(document.querySelector("p"))');
  await asked('document.querySelector(\'[data-key="row 30"] button\').focus()');
  const scrolled = await asked('scrollY');
  expect(scrolled).toBeGreaterThan(0);
  // What is above comes and goes.
  await draw(list(['first', ...many.slice(1, 49)]));
  expect(await asked('document.activeElement.textContent')).toBe('row 30');
  expect(await asked('document.querySelector("input").value')).toBe('typed');
  expect(await asked('String(getSelection())')).toBe('some words');
  expect(await asked('scrollY')).toBe(scrolled);
});

test('of what has the same key nothing is lost', async () => {
  const notices = '<p data-key="notice">All is as planned.</p><p data-key="notice">The text is another.</p>';
  await draw(notices);
  await draw(notices);
  expect(await drawn()).toBe(notices);
});
