import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CHANNEL } from '../agent/linuxDomain.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { EditorSuite } from './editorSuite.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();

/** The sample with a second serial port and a channel, which has no shell at its other end. */
const withConsoles = (): string =>
  linuxDomain().replace('<rng ', `<serial type='pty'><target port='1'/></serial>\n    ${CHANNEL}\n    <rng `);

const named = (name: string, xml: string): string => xml.replace('<name>demo<', `<name>${name}<`);

test('consoles are chosen by alias, have one writer, and give their log, their size and a shell', async () => {
  const window = await suite.open({
    files: { 'linux.domain.xml': withConsoles(), 'script.sh': 'echo selected $((6*7))\n' },
  });
  const { workbench } = window;
  const { source, terminal, quickPick, machines } = workbench;
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Start');
  await terminal.line(/^virtcell:.*#/);

  // Every console of the domain is offered; the second serial port leads to the same guest.
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Console');
  await quickPick.row('serial0').waitFor();
  await quickPick.row('channel0').waitFor();
  await window.picture('consoles choice');
  await quickPick.choose('serial1');
  await terminal.line(/demo · serial1/);
  await terminal.tab(/demo: serial0/).click();
  await terminal.focus();
  await terminal.type('echo from-the-other >/dev/ttyS1');
  await terminal.enter();
  await terminal.tab(/demo: serial1/).click();
  await terminal.line('from-the-other');

  // The command takes the writing over, and the editor takes it back.
  await terminal.tab(/demo: serial0/).click();
  const said = await suite.agent.virtcell(['console', 'demo', 'serial0', '--force', '--until', 'taken-42'], {
    input: 'echo taken-$((40+2))\n',
  });
  expect(said.code).toBe(0);
  await terminal.line('taken-42');
  await terminal.line(/\(process \d+, user 0\) took the writing over\. Press Enter/);
  await terminal.focus();
  await terminal.type('x');
  await terminal.line(/This console is read-only/);
  await window.picture('consoles read-only');
  await terminal.enter();
  await terminal.type('echo mine $((40+3))');
  await terminal.enter();
  await terminal.line('mine 43');

  await workbench.runCommand('Send Terminal Size to Guest');
  await terminal.line(/stty rows \d+ cols \d+/);
  await terminal.type('stty size');
  await terminal.enter();
  await terminal.line(/^\d{2} \d{2,3}\s*$/);

  await workbench.openFile('script.sh');
  await source.selection.filter({ hasText: /^Ln 1, Col 1/ }).waitFor();
  await source.focus();
  await workbench.page.keyboard.press('Control+A');
  await source.selection.filter({ hasText: /selected/ }).waitFor();
  await workbench.runCommand('Send Selection to Console');
  await terminal.line('selected 42');

  await workbench.runCommand('Save Console Log');
  const file = join(window.folder, 'workspace', 'demo-serial0.log');
  await quickPick.accept(/demo-serial0\.log$/);
  await workbench.notification(/saved to/).waitFor();
  const log = readFileSync(file, 'utf8');
  expect(log).toContain('mine 43');
  expect(log).toContain('BusyBox');
  expect(existsSync(`${file}.part`)).toBe(false);

  await workbench.runCommand('Open Shell in Private /dev');
  await terminal.tab(/shell in its \/dev/).waitFor();
  await terminal.type('ls /dev; echo "$((6*7)) nodes"');
  await terminal.enter();
  await terminal.line('42 nodes');
  await terminal.line(/\burandom\b/);
  expect(await terminal.text()).not.toMatch(/\bttyS0\b|\bsda\b|\bloop/);
  await window.picture('consoles shell');
  await machines.show();
  expect((await suite.agent.virtcell(['destroy', 'demo'])).code).toBe(0);
  await terminal.line(/This shell was ended: the domain demo ended/);
  await window.picture('consoles ended');
});

test('a flood leaves the present on the screen, and all of it in the log', async () => {
  const window = await suite.open({ files: { 'linux.domain.xml': named('flooded', withConsoles()) } });
  const { workbench } = window;
  const { source, terminal, quickPick } = workbench;
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Start');
  await terminal.line(/^virtcell:.*#/);
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Console');
  await quickPick.choose('channel0');
  await terminal.line(/channel0 is a channel/);
  await terminal.tab(/flooded: serial0/).click();
  await terminal.focus();
  let answers = 0;
  await terminal.watchAnswers(() => answers++);
  // 40 MB through the channel, in lines that fit in the terminal, and its last one; the shell says when the guest has printed it.
  await terminal.type('yes $(seq 20) | head -c 999999 >/f; echo >>/f');
  await terminal.enter();
  await terminal.type(
    'for i in $(seq 40); do cat /f; done >/dev/vport0p1; echo the-present >/dev/vport0p1; echo do""ne',
  );
  await terminal.enter();
  await terminal.line('done');
  await terminal.tab(/flooded: channel0/).click();
  await terminal.line('the-present');
  await expect.poll(() => answers).toBeGreaterThan(0);
  await window.picture('consoles flood');
  await terminal.focus();
  const above = async (): Promise<string> => {
    await workbench.page.keyboard.press('Shift+PageUp');
    return terminal.text();
  };
  await expect.poll(above).toMatch(/….+[kM]B.skipped;/);
  await window.picture('consoles flood skipped');
  expect(await suite.agent.json(['log', 'flooded', 'channel0'])).toMatchObject({
    end: 40_000_000 + 'the-present\n'.length,
  });
  expect((await suite.agent.virtcell(['destroy', 'flooded'])).code).toBe(0);
});

test('a machine without a console says so, and is given one in its XML', async () => {
  const bare = linuxDomain().replace(/<serial [\s\S]*<\/console>\n/, '');
  const window = await suite.open({ files: { 'linux.domain.xml': named('bare', bare) } });
  const { workbench } = window;
  const { source, terminal, machines } = workbench;
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Start');
  await machines.show();
  await machines.row('bare').filter({ hasText: 'running' }).waitFor();
  await source.focus();
  await source.clickLens('Console');
  await terminal.line(/bare has no console serial0\. Press Enter to add/);
  await window.picture('consoles missing');
  await terminal.enter();
  await workbench.notification('A serial console was added to the XML').waitFor();
  await source.selection.filter({ hasText: /selected/ }).waitFor();
  await window.picture('consoles added');
  expect((await suite.agent.virtcell(['destroy', 'bare'])).code).toBe(0);
  await source.clickLens('Start');
  await terminal.line(/^virtcell:.*#/);
  await workbench.openFile('linux.domain.xml');
  await workbench.runCommand('Virtcell: Add Serial Console to the XML');
  await workbench
    .notification('bare has a serial console already.')
    .getByRole('button', { name: 'Open Console' })
    .click();
  await terminal.selectedTab(/bare: serial0/).waitFor();
  await suite.agent.signal('SIGKILL');
  await terminal.line(/The agent is gone/);
  await suite.agent.start();
  await terminal.focus();
  await terminal.type('reboot -f');
  await terminal.enter();
  await terminal.line(/BusyBox/);
  expect((await suite.agent.virtcell(['destroy', 'bare'])).code).toBe(0);
});

test('the editor’s own kinds of terminal have consoles: one is made where it makes them, or shown where it is open', async () => {
  const { agent } = suite;
  await agent.json(['create', agent.file('listed.xml', bootSectorDomain(agent, { name: 'listed' }))]);
  const window = await suite.open({ files: { 'notes.txt': 'nothing' } });
  const { workbench } = window;
  const { terminal, quickPick } = workbench;
  const openProfile = async (): Promise<void> => {
    await workbench.runCommand('Create New Terminal (With Profile)');
    await quickPick.choose('Virtcell Console');
  };
  // The list is empty until the editor has found out which shells there are, for which its first terminal waits.
  await workbench.runCommand('View: Toggle Terminal');
  // Its prompt takes the keyboard, or does not: either closes what asks for anything.
  await terminal.line(/[#$]/);
  await terminal.focus();
  await terminal.keyboard.waitFor();
  await openProfile();
  await terminal.line(/listed · serial0/);
  await terminal.keyboard.waitFor();
  await terminal.type('typed here');
  await terminal.line(/typed here/);
  await window.picture('consoles profile');

  await workbench.openFile('notes.txt');
  await terminal.keyboard.waitFor({ state: 'detached' });
  await openProfile();
  await terminal.keyboard.waitFor();
  await terminal.line(/typed here/);
  expect(await terminal.count()).toBe(2);
  expect(await workbench.notification(/./).count()).toBe(0);

  expect((await agent.virtcell(['destroy', 'listed'])).code).toBe(0);
  await terminal.line(/listed ended/);
  await openProfile();
  await workbench.notification('No virtual machine with a console runs.').waitFor();
  await window.picture('consoles profile none');
});
