import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { cacheFolder } from '../../scripts/prepare/cacheFolder.mjs';
import { EditorSuite } from './editorSuite.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();
/** As long as the page objects wait for what they look for. */
const PATIENT = { timeout: 45_000 };
afterEach(async () => {
  for (const verb of ['destroy', 'undefine']) {
    for (const name of ['first', 'bootsector']) await suite.agent.virtcell([verb, name]);
  }
});

test('a machine is made from a kernel, started, looked into and ended by the keyboard alone', async () => {
  const window = await suite.open({ files: { 'notes.md': '' } });
  const { workbench } = window;
  const { source, terminal, devPanel, pointer } = workbench;
  const { keyboard } = workbench.page;
  await workbench.machines.tab.waitFor();
  await workbench.runCommand('Virtcell: New Virtual Machine');
  await workbench.pick('New Virtual Machine', 'From a kernel', 'kernel');
  const kernel = join(cacheFolder(), 'linux-guest/vmlinuz');
  await workbench.pick('From a kernel (2/3)', kernel, kernel);
  await workbench.pick('From a kernel (3/3)', 'Small', 'first');
  await terminal.tab(/^first\.domain\.xml/).waitFor();
  await source.lens('Start').waitFor();
  // The guests of the suites are emulated, so that they run wherever the suites do.
  if (await source.line("type='kvm'").isVisible()) await source.replace("type='kvm'", "type='qemu'");
  await workbench.runCommand('Virtcell: Start');
  await terminal.line(/^virtcell:.*#/);
  await terminal.type('echo $((6*7))');
  await terminal.enter();
  await terminal.line('42');
  await window.picture('new vm');

  // Back to the text, from there to the panel, in it to a node, and by its reason to the line that asks for it.
  await source.focus();
  await workbench.runCommand('Virtcell: Show Private /dev');
  await devPanel.row('/dev/urandom').filter({ hasText: 'as planned' }).waitFor();
  await keyboard.press('Control+2');
  await expect.poll(() => devPanel.hasKeyboard(), PATIENT).toBe(true);
  await keyboard.press('/');
  await keyboard.type('rng');
  await devPanel.row('/dev/null').waitFor({ state: 'hidden' });
  await keyboard.press('ArrowDown');
  await devPanel.focused.filter({ hasText: '/dev/urandom' }).waitFor();
  await keyboard.press('Enter');
  await source.selection.filter({ hasText: /selected/ }).waitFor();
  await window.picture('keyboard reason');
  await workbench.runCommand('Virtcell: Force Off');
  await workbench.dialog.filter({ hasText: 'Force off first?' }).waitFor();
  await keyboard.press('Enter');
  await workbench.dialog.waitFor({ state: 'detached' });
  await devPanel.body.filter({ hasText: 'what a start will make' }).waitFor();
  expect(await suite.agent.json(['list'])).toEqual([]);
  expect(pointer.actions).toBe(0);
});

test('the walkthrough leads from nothing to the sample that runs', async () => {
  const window = await suite.open({ files: { 'notes.md': '' } });
  const { workbench } = window;
  const { machines, terminal, walkthrough } = workbench;
  await machines.show();
  await machines.welcome.getByRole('button', { name: 'First Steps' }).click();
  await walkthrough.press('What the Agent Needs');
  await walkthrough.done('Reach the agent').waitFor();
  await window.picture('walkthrough agent');
  await walkthrough.open('Make a machine, or open one');
  await window.picture('walkthrough machine');
  await walkthrough.press('Open a Sample');
  await terminal.tab(/^bootsector\.domain\.xml/).waitFor();
  await workbench.source.clickLens('Start');
  await terminal.line(/Virtcell|boot sector/i);
  await window.picture('sample');
  await terminal.tab(/Walkthrough|Welcome/).click();
  await walkthrough.done('Start it, and look into its /dev').waitFor();
  await window.picture('walkthrough done');
});

test('without an agent the next step is told, and the doctor says what it sees', async () => {
  const window = await suite.open({ socket: '/run/virtcell-nowhere/agent.sock', files: { 'notes.md': '' } });
  const { workbench } = window;
  await workbench.machines.show();
  await workbench.machines.welcome.getByRole('button', { name: 'How to Install It' }).click();
  await workbench.notification('No agent is installed').getByRole('button', { name: 'How to Install' }).click();
  await workbench.terminal.tab(/install\.md/).waitFor();
  await workbench.machines.welcome.getByRole('button', { name: 'Check This Machine' }).click();
  await workbench.source.line('There is no agent to ask.').waitFor();
  await workbench.source.line('Linux: ').waitFor();
  await workbench.source.clickTitle('Copy Diagnostics');
  await workbench.statusItem('Diagnostics copied.').waitFor();
  await window.picture('doctor');
});

test('in a restricted workspace nothing is started or made', async () => {
  const window = await suite.open({ files: { 'linux.domain.xml': linuxDomain() }, restricted: true });
  const { workbench } = window;
  await workbench.openFile('linux.domain.xml');
  await workbench.source.clickLens('Start');
  await workbench.notification('started from a trusted workspace only').waitFor();
  await workbench.runCommand('Virtcell: New Virtual Machine');
  await workbench.notification('made in a trusted workspace only').waitFor();
  await workbench.machines.show();
  await workbench.machines.welcome.filter({ hasText: 'restricted workspace' }).waitFor();
  await window.picture('restricted');
  expect(await suite.agent.json(['list', '--all'])).toEqual([]);
});
