import { expect, test } from 'vitest';
import { EditorSuite } from './editorSuite.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();

test('the plan of a /dev: filtered, walked by the keyboard, revealed both ways, exported, followed while one types', async () => {
  const { workbench, picture } = await openPanel({});
  const { devPanel, source, page } = workbench;
  await devPanel.row('/dev/urandom').filter({ hasText: 'every VM' }).waitFor();
  expect(await devPanel.flaws()).toEqual([]);

  await devPanel.filter.fill('rng');
  await devPanel.row('/dev/null').waitFor({ state: 'hidden' });
  expect(await devPanel.nodes.count()).toBe(1);
  await page.keyboard.press('ArrowDown');
  await devPanel.focused.filter({ hasText: '/dev/urandom' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await devPanel.row('/dev/urandom').filter({ hasText: 'Copy Commands' }).waitFor();
  await page.keyboard.press('Enter');
  await source.selection.filter({ hasText: /^Ln 33, .*selected/ }).waitFor();

  // From the line that Enter has led to back to the node, which the filter is not to hide.
  await devPanel.filter.fill('userfaultfd');
  await source.focus();
  await page.locator('.monaco-editor.focused').waitFor();
  await workbench.runCommand('Virtcell: Reveal in Private /dev');
  await devPanel.row('/dev/urandom').locator('[aria-selected="true"]').waitFor();
  expect(await devPanel.filter.inputValue()).toBe('');

  await source.replace('/dev/urandom', '/dev/hpet-of-nobody');
  await devPanel.body.filter({ hasText: 'is not there on this host' }).waitFor();
  await source.replace('/dev/hpet-of-nobody', '/dev/loop-control');
  await devPanel.row('/dev/loop-control').filter({ hasText: 'added by this edit' }).waitFor();
  await devPanel.row('/dev/urandom').filter({ hasText: 'every VM' }).waitFor();
  await devPanel.press('Dry run');
  await devPanel.body.filter({ hasText: 'mknod' }).filter({ hasText: 'execve' }).waitFor();
  await picture('panel plan edited');
  // The editor has saved by itself meanwhile, or does: that is no word of its user's.
  await devPanel.press('List the');
  await devPanel.row('/dev/tty').filter({ hasText: 'only on the host' }).waitFor();
  await devPanel.row('/dev/loop-control').filter({ hasText: 'added by this edit' }).waitFor();
  await picture('panel plan hidden');
  await devPanel.press('Export as Text');
  await page
    .locator('.view-line')
    .filter({ hasText: /\/dev\/loop-control\s+rng\/backend/ })
    .waitFor();
});

test('a running VM’s /dev: its mounts with their terminals, its launch, at any width', async () => {
  const { workbench, picture } = await openPanel({ 'workbench.colorTheme': 'Default High Contrast' });
  const { devPanel, source, terminal, page } = workbench;
  await source.clickLens('Start');
  await terminal.line(/^virtcell:.*#/);
  await source.clickLens('Private /dev');
  await devPanel.row('/dev/urandom').filter({ hasText: 'as planned' }).waitFor();
  await devPanel.row('/dev/pts').filter({ hasText: 'shared with the host' }).filter({ hasText: 'serial0' }).waitFor();
  await devPanel.row('exec').filter({ hasText: /µs|ms/ }).waitFor();
  expect(await devPanel.flaws()).toEqual([]);
  await picture('panel running');
  await page.setViewportSize({ width: 900, height: 900 });
  await devPanel.open('/dev/urandom');
  await devPanel.row('/dev/urandom').filter({ hasText: 'Copy Commands' }).waitFor();
  expect(await devPanel.flaws()).toEqual([]);
  await picture('panel narrow');
  await devPanel.press('Attach');
  await page.getByRole('tab', { name: /demo: serial0/, selected: true }).waitFor();

  // A page that was hidden is made anew, and so is one of a window that is loaded anew: with what was opened and filtered.
  await source.clickLens('Private /dev');
  await devPanel.row('/dev/urandom').filter({ hasText: 'Copy Commands' }).waitFor();
  await devPanel.filter.fill('rng');
  await devPanel.row('/dev/null').waitFor({ state: 'hidden' });
  await source.focus();
  await page.locator('.monaco-editor.focused').waitFor();
  const loaded = page.waitForEvent('load');
  await workbench.runCommand('Developer: Reload Window');
  await loaded;
  await devPanel.row('/dev/urandom').filter({ hasText: 'Copy Commands' }).waitFor();
  expect(await devPanel.filter.inputValue()).toBe('rng');
  expect(await devPanel.nodes.count()).toBe(1);
  expect((await suite.agent.virtcell(['destroy', 'demo'])).code).toBe(0);
  await devPanel.body.filter({ hasText: 'what a start will make' }).waitFor();
});

async function openPanel(settings: Readonly<Record<string, unknown>>) {
  const window = await suite.open({ files: { 'linux.domain.xml': linuxDomain() }, settings });
  const { workbench } = window;
  await workbench.openFile('linux.domain.xml');
  await workbench.source.clickLens('Preview /dev');
  await workbench.devPanel.body.filter({ hasText: 'what a start will make' }).waitFor();
  return { workbench, picture: (name: string) => window.picture(name) };
}
