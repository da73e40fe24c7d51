import { expect, test } from 'vitest';
import { page } from '../../../extension/privateDev/page.ts';

test('the page runs our script and nothing else', () => {
  const html = page({
    ...{ script: 'https://editor/privateDev.js', style: 'https://editor/privateDev.css', cspSource: 'https://editor' },
    ...{ nonce: 'abc', language: 'de' },
  });
  expect(html).toContain(`content="default-src 'none'; script-src 'nonce-abc'; style-src https://editor 'nonce-abc'"`);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).toContain('<script type="module" nonce="abc" src="https://editor/privateDev.js">');
  expect(html).toContain('<meta property="csp-nonce" content="abc">');
  expect(html).not.toMatch(/ on\w+=| style=|unsafe/);
});
