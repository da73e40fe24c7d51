import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { EditorSuite } from './editorSuite.ts';
import type { EditorWindow } from './editorWindow.ts';

const suite = new EditorSuite();

const XML = `<domain type='qemu'>
  <name>vm</name>
  <memory unit='MiB'>16</memory>
  <os>
    <type>hvm</type>
    <boot dev='hd'/>
  </os>
  <devices>
    <disc type='file'>
      <source file='/nowhere/a.img'/>
      <target dev='vda'/>
    </disc>
    <serial type='pty'>
<target   port='0'/>
    </serial>
  </devices>
</domain>
`;

/** What the file holds once it is saved. */
async function saved(window: EditorWindow, name: string, holds: RegExp | string): Promise<void> {
  await expect
    .poll(async () => {
      await window.workbench.page.keyboard.press('Control+S');
      return readFileSync(window.workspaceFile(name), 'utf8');
    }, PATIENCE)
    .toMatch(holds);
}

/** The editor drops what a formatter answers when anything in its window moved meanwhile: who sees nothing asks again. */
async function formatted(window: EditorWindow, name: string, command: string, holds: RegExp): Promise<void> {
  for (let tries = 1; ; tries++) {
    await window.workbench.runCommand(command);
    const outcome = await saved(window, name, holds).catch((error: unknown) => error);
    if (outcome === undefined) return;
    if (tries === 3) throw outcome;
  }
}

test('a domain is mended, looked through and formatted with the keyboard alone', async () => {
  const window = await suite.open({ files: { 'vm.domain.xml': XML } });
  const { workbench } = window;
  const { page, source } = workbench;
  const { keyboard } = page;
  await workbench.openFile('vm.domain.xml');
  await source.underlined.first().waitFor();

  // A quick fix, on both tags.
  await source.focus();
  await keyboard.press('Control+Home');
  await keyboard.press('F8');
  await page.locator('.marker-widget').filter({ hasText: '<disc> in <devices>' }).waitFor();
  await window.picture('xml-problem');
  await keyboard.press('Escape');
  await source.openFixes('Change to disk');
  await window.picture('xml-quick-fix');
  await keyboard.press('Enter');
  await source.underlined.first().waitFor({ state: 'detached' });
  await saved(window, 'vm.domain.xml', /<disk type='file'>[\s\S]*<\/disk>/);

  // The file that is not there is said once the host was looked at, and is no error.
  await page.locator('.squiggly-warning').first().waitFor();

  await page.locator('.breadcrumbs-control').getByText('disk vda').waitFor();
  await workbench.runCommand('Explorer: Focus on Outline View');
  await page.locator('.outline-tree').getByText('16 MiB').waitFor();
  await keyboard.press('End');
  await page.locator('.outline-tree').getByText('serial 0').waitFor();
  await window.picture('xml-outline');

  // Typing in one tag changes the other.
  const linked = page.locator('.linked-editing-decoration').first();
  await source.focus();
  await keyboard.press('Control+Home');
  // Those of the tag in which the cursor was.
  await linked.waitFor({ state: 'detached' });
  await source.find('serial');
  await keyboard.press('ArrowRight');
  await linked.waitFor();
  await keyboard.type('x');
  await saved(window, 'vm.domain.xml', /<serialx type='pty'>[\s\S]*<\/serialx>/);
  await keyboard.press('Backspace');
  await saved(window, 'vm.domain.xml', /<serial type='pty'>[\s\S]*<\/serial>/);

  // One line is formatted, and fits in.
  await source.replace('target   port', 'target    port');
  await formatted(window, 'vm.domain.xml', 'Format Selection', /\n {6}<target port='0'\/>\n/);

  // End tags come by themselves.
  await source.replace('16</memory>', '16</');
  await page.locator('.view-line').filter({ hasText: '16</memory>' }).waitFor();
  await keyboard.type('\n<title>');
  await page.locator('.view-line').filter({ hasText: '</title>' }).waitFor();
  await keyboard.type('A machine');
  await saved(window, 'vm.domain.xml', /\n {2}<title>A machine<\/title>\n/);
  await window.picture('xml-edited');
});

/** The place of a code in the page about it. */
const placeIn = ({ workbench }: EditorWindow): Locator => workbench.documentation('unsupported-element');

/** Of the window. */
const HEIGHT = 900;

/** As long as the page objects wait for what they look for. */
const PATIENCE = { timeout: 20_000 };

async function inSight(place: Locator): Promise<void> {
  await place.waitFor();
  await expect.poll(async () => (await place.boundingBox())?.y ?? HEIGHT, PATIENCE).toBeLessThan(HEIGHT);
}

const LINKED = `<domain type='qemu'>
  <name>linked</name>
  <memory unit='MiB'>16</memory>
  <os>
    <type>hvm</type>
    <boot dev='hd'/>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <source file='DISK'/>
      <target dev='sda' bus='scsi'/>
      <address type='drive' controller='0' bus='0' target='0' unit='3'/>
    </disk>
    <controller type='scsi' index='0'/>
  </devices>
</domain>
`;

test('a reference leads to its device by the keyboard, a path to its file by a click', async () => {
  const disk = suite.agent.file('linked.img', 'what the disk holds\n');
  const window = await suite.open({ files: { 'linked.domain.xml': LINKED.replace('DISK', disk) } });
  const { workbench } = window;
  const { source, terminal } = workbench;
  await workbench.openFile('linked.domain.xml');
  await source.link('hd').waitFor();
  await source.find('hd');
  await workbench.runCommand('Open Link');
  await source.selection.filter({ hasText: /^Ln 9, Col 6/ }).waitFor();
  await source.find("controller='0");
  await workbench.runCommand('Open Link');
  await source.selection.filter({ hasText: /^Ln 14, Col 6/ }).waitFor();
  await window.picture('xml-links');
  await source.followLink(disk);
  await terminal.selectedTab(/^linked\.img/).waitFor();
  await source.line('what the disk holds').waitFor();
});

const OTHER_XML = {
  'redhat.vscode-xml': fileURLToPath(new URL('./standIns/vscode-xml', import.meta.url)),
};

test('beside another extension for XML, a stand-in that has Red Hat’s id, plain XML is left to that one', async () => {
  const files = { 'plain.xml': XML, 'own.domain.xml': XML };
  const window = await suite.open({ files, beside: OTHER_XML });
  const { workbench } = window;
  const { page, source } = workbench;
  await workbench.openFile('plain.xml');
  await page.locator('.breadcrumbs-control').getByText('stand-in').waitFor();
  // What only we know of domains is said all the same.
  await source.underlined.first().waitFor();
  await source.focus();
  await workbench.runCommand('Format Document');
  await saved(window, 'plain.xml', /<!-- by the stand-in -->\n$/);
  await source.replace('16</memory>', '16</memory>\n<title>');
  await source.line('</title>').waitFor();
  await page.keyboard.type('A machine');
  await saved(window, 'plain.xml', /<title>A machine<\/title>/);
  expect(readFileSync(window.workspaceFile('plain.xml'), 'utf8')).not.toMatch(/<\/title>\s*<\/title>/);
  await workbench.runCommand('Explorer: Focus on Outline View');
  const outline = page.locator('.outline-tree .monaco-list-row');
  await outline.filter({ hasText: 'stand-in' }).waitFor();
  expect(await outline.count()).toBe(1);
  await window.picture('xml-stand-in');

  await workbench.openFile('own.domain.xml');
  await outline.filter({ hasText: '16 MiB' }).waitFor();
  await source.focus();
  await workbench.runCommand('Format Document');
  await saved(window, 'own.domain.xml', /\n {6}<target port='0'\/>\n/);
});

test('the keyboard leads from what is said to its page', async () => {
  const window = await suite.open({ files: { 'vm.domain.xml': XML } });
  const { workbench } = window;
  const { page, source } = workbench;
  await workbench.openFile('vm.domain.xml');
  await source.underlined.first().waitFor();
  await source.focus();
  await page.keyboard.press('F8');
  await source.openFixes('What unsupported-element means');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await inSight(placeIn(window));
  await window.picture('xml-page-by-key');
});

test('so does a click, also in plain XML whose root is a domain, which is formatted here too', async () => {
  const window = await suite.open({ files: { 'plain.xml': XML } });
  const { page, source } = window.workbench;
  await window.workbench.openFile('plain.xml');
  await source.underlined.first().waitFor();
  await source.focus();
  await formatted(window, 'plain.xml', 'Format Document', /\n {6}<target port='0'\/>\n/);
  await page.keyboard.press('F8');
  await page.locator('.breadcrumbs-control').getByText('disc file').waitFor();
  await page.locator('.marker-widget').getByRole('link', { name: 'unsupported-element' }).click();
  await page.getByRole('tab', { name: /diagnostics\.md/ }).waitFor();
  await inSight(placeIn(window));
  await window.picture('xml-page-by-click');
});
