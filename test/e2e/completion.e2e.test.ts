import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { AssistPage } from './assistPage.ts';
import { EditorSuite } from './editorSuite.ts';

const suite = new EditorSuite();

const DOMAIN = `<domain type='qemu'>
  <name>vm</name>
  <memory unit='MiB'>64</memory>
  <os>
    <type machine='pc'>hvm</type>
  </os>
  <devices>
    HERE
  </devices>
</domain>
`;

/** Otherwise the editor does not show whether a file is saved. */
const SAVED_BY_HAND = { 'files.autoSave': 'off' };

async function save(page: Page): Promise<void> {
  const unsaved = page.locator('.tab.active.dirty');
  await unsaved.waitFor();
  await page.keyboard.press('Control+S');
  await unsaved.waitFor({ state: 'detached' });
}

test('a device is written by completion alone, and a hover says what it puts into the private /dev', async () => {
  const window = await suite.open({ files: { 'vm.domain.xml': DOMAIN }, settings: SAVED_BY_HAND });
  const { page, source } = window.workbench;
  const assist = new AssistPage(page);
  const { keyboard } = page;
  await window.workbench.openFile('vm.domain.xml');
  await source.lens('Start').waitFor();

  await source.replace('HERE', '-');
  // A < typed over a selection would surround it.
  await keyboard.press('Backspace');
  await keyboard.type('<');
  await assist.suggestion('graphics: VNC').waitFor();
  await keyboard.type('rn');
  await assist.suggestion('rng: random numbers').waitFor();
  await window.picture('completion of a device');
  await assist.take('rng: random numbers');
  // What stands there is selected, and the host's other sources of randomness can take its place.
  await assist.ask();
  await assist.take('/dev/random');
  await keyboard.press('Escape');

  await source.replace("machine='pc'", "machine='");
  await assist.suggestion('pc-i440fx').first().waitFor();
  await keyboard.type('q35');
  await assist.suggestion('q35').first().waitFor();
  await window.picture('machine types of this QEMU');
  await assist.take('q35');
  await save(page);
  await source.underlined.waitFor({ state: 'detached' });

  await source.replace('backend', 'backend');
  await assist.suggestion('backend').waitFor();
  await keyboard.press('Escape');
  await assist.tell();
  await assist.hover.filter({ hasText: 'Needs in the private /dev' }).filter({ hasText: '/dev/random' }).waitFor();
  await window.picture('hover of a device');

  const saved = readFileSync(window.workspaceFile('vm.domain.xml'), 'utf8');
  expect(readDomain(saved).diagnostics).toEqual([]);
  expect(saved).toContain(
    "    <rng model='virtio'>\n      <backend model='random'>/dev/random</backend>\n    </rng>\n",
  );
  expect(saved).toMatch(/machine='(q35|pc-q35-[\d.]+)'/);
});

test('an empty document becomes a domain, its attributes and values by their meaning', async () => {
  const window = await suite.open({ files: { 'new.domain.xml': '' }, settings: SAVED_BY_HAND });
  const { page, source } = window.workbench;
  const assist = new AssistPage(page);
  const { keyboard } = page;
  await window.workbench.openFile('new.domain.xml');
  await source.underlined.waitFor();
  await source.focus();
  await keyboard.type('<');
  await assist.take('New domain: disk image');
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await source.lens('Start').waitFor();
  await source.underlined.waitFor({ state: 'detached' });

  await source.replace(" bus='virtio'/>", ' ');
  await assist.take('bus');
  await assist.suggestion('sata').waitFor();
  await assist.take('virtio');
  await keyboard.press('End');
  await keyboard.type('/>');
  await save(page);
  await source.underlined.waitFor({ state: 'detached' });
  await window.picture('new domain');
  const saved = readFileSync(window.workspaceFile('new.domain.xml'), 'utf8');
  expect(saved).toContain("<target dev='vda' bus='virtio'/>");
});
