import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Locator } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** All that axe knows of pages, also what it leaves out by itself: how large a thing is that is clicked. */
const OPTIONS: RunOptions = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };

export interface Violation {
  /** Of axe: https://dequeuniversity.com/rules/axe/ has a page for each. */
  readonly rule: string;
  readonly impact: string;
  /** What it is that is wrong, and in what. */
  readonly targets: readonly string[];
}

/** What eyes, keyboards and screen readers would stumble over in a webview's page, as it is now. */
export async function violations(body: Locator): Promise<Violation[]> {
  const frame = await (await body.elementHandle())?.ownerFrame();
  if (!frame) throw new Error('the page is gone');
  // By the debugger's protocol, which the page's Content Security Policy does not concern.
  if (!(await frame.evaluate<boolean>('"axe" in window'))) await frame.evaluate(AXE);
  const found = await frame.evaluate<AxeResults>(`axe.run(${JSON.stringify(OPTIONS)})`);
  return found.violations.map(({ id, impact, nodes }) => ({
    rule: id,
    impact: impact ?? 'unknown',
    targets: nodes.map(({ target, any, all, none }) =>
      [target.join(' '), ...[...any, ...all, ...none].map(({ message }) => message)].join(': '),
    ),
  }));
}
