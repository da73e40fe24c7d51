import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { EditorSuite } from './editorSuite.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();

test('a life: start, pause, resume, reset, reload, what the next start changes, undefine', async () => {
  const window = await suite.open({ files: { 'linux.domain.xml': linuxDomain() } });
  const { workbench } = window;
  const { machines, source, terminal } = workbench;
  await workbench.openFile('linux.domain.xml');
  await source.lens('Start').waitFor();
  await workbench.runCommand("Virtcell: Show QEMU's Command Line");
  await workbench.page.getByRole('tab', { name: /^qemu\.sh/ }).waitFor();
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Start');
  await terminal.line(/^virtcell:.*#/);
  await machines.show();
  await machines.row('demo').filter({ hasText: 'running' }).waitFor();

  await machines.actFromMenu('demo', 'Pause');
  await machines.row('demo').filter({ hasText: 'paused' }).waitFor();
  await source.lens('paused').waitFor();
  await machines.act('demo', 'Resume');
  await machines.row('demo').filter({ hasText: 'running' }).waitFor();

  await source.lens('running').waitFor();

  // By the keyboard alone: the command, and the yes of its question.
  await source.focus();
  await workbench.runCommand('Virtcell: Reset');
  await workbench.dialog.filter({ hasText: 'Reset demo?' }).waitFor();
  await window.picture('life reset question');
  await workbench.page.keyboard.press('Enter');
  await workbench.dialog.waitFor({ state: 'detached' });
  await terminal.line(/^virtcell:.*#/);

  await workbench.page.reload();
  await machines.row('demo').filter({ hasText: 'running' }).waitFor();
  await source.lens('running').waitFor();

  await source.replace('160', '192');
  await source.clickLens('edited since start');
  await workbench.comparison.filter({ hasText: 'qemu.sh' }).waitFor();
  await workbench.comparison.filter({ hasText: 'size=196608k' }).waitFor();
  await window.picture('life next start');

  await machines.actFromMenu('demo', 'Undefine');
  await workbench.dialog.filter({ hasText: 'Undefine demo?' }).waitFor();
  await workbench.dialog.getByRole('button', { name: 'Undefine' }).click();
  // Its guest may still be on its way up after the reset, and would not hear of its power button.
  await machines.actFromMenu('demo', 'Force Off');
  await workbench.dialog.filter({ hasText: 'Force off demo?' }).waitFor();
  await workbench.page.keyboard.press('Enter');
  await machines.row('demo').waitFor({ state: 'detached' });
  expect(await suite.agent.json(['list', '--all'])).toEqual([]);
});

/** Other machines, by the command, all at once. */
async function startOthers(count: number): Promise<string[]> {
  const { agent } = suite;
  const names = Array.from({ length: count }, (_, i) => `vm${i + 1}`);
  const made = names.map((name) =>
    agent.json(['create', agent.file(`${name}.xml`, bootSectorDomain(agent, { name }))]),
  );
  await Promise.all(made);
  return names;
}

test('of twenty domains one fails, at its line, and the others go on', async () => {
  const others = await startOthers(17);
  const domains = ['first', 'second', 'third'];
  const files = Object.fromEntries(
    domains.map((name) => [`${name}.domain.xml`, bootSectorDomain(suite.agent, { name })]),
  );
  // Its disk is written by another machine.
  const second = bootSectorDomain(suite.agent, { name: 'second', disk: `${suite.agent.folder}/files/first.img` });
  const window = await suite.open({
    files: { ...files, 'second.domain.xml': second },
    settings: { 'workbench.colorTheme': 'Default High Contrast' },
  });
  const { workbench } = window;
  const { machines, source } = workbench;
  await machines.show();
  for (const name of domains) {
    await workbench.openFile(`${name}.domain.xml`);
    await source.clickLens('Start');
    await machines
      .row(name)
      .filter({ hasText: name === 'second' ? 'start failed' : 'running' })
      .waitFor();
  }
  await machines.row('start failed').filter({ hasText: 'write' }).waitFor();
  await machines.row('first').filter({ hasText: 'running' }).waitFor();
  await workbench.openFile('second.domain.xml');
  await workbench.runCommand('Problems: Focus on Problems View');
  const at = second.slice(0, second.indexOf('<disk')).split('\n').length;
  await workbench.problem(`[Ln ${at}, Col 5]`).filter({ hasText: 'write' }).waitFor();

  await workbench.runCommand('Virtcell: Show Running Machines Only');
  await machines.row('second').waitFor({ state: 'detached' });
  await machines.view.getByText('Running machines only; not shown: 1').waitFor();
  await window.picture('life running only');
  expect(await suite.agent.json(['list'])).toHaveLength(19);
  await machines.row('vm1').filter({ hasText: 'running' }).waitFor();
  await window.picture('life one of twenty failed');
  const running = ['first', 'third', ...others];
  const ended = await Promise.all(running.map((name) => suite.agent.virtcell(['destroy', name])));
  expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
});

test('a start that takes long says so, and is taken back', async () => {
  // QEMU waits for somebody to write its kernel.
  const kernel = join(suite.agent.folder, 'files', 'never.img');
  execFileSync('mkfifo', [kernel]);
  const waiting = linuxDomain()
    .replace('<name>demo<', '<name>slow<')
    .replace(/<kernel>.*<\/kernel>/, `<kernel>${kernel}</kernel>`);
  const window = await suite.open({ files: { 'slow.domain.xml': waiting } });
  const { workbench } = window;
  const { machines, source } = workbench;
  await machines.show();
  await workbench.openFile('slow.domain.xml');
  await source.clickLens('Start');
  const progress = workbench.notification(/Starting slow.*launching QEMU/);
  await progress.waitFor();
  await machines.row('slow').filter({ hasText: 'starting' }).waitFor();
  await window.picture('life long start');
  expect(await suite.agent.json(['list'])).toMatchObject([{ name: 'slow', state: 'starting' }]);
  await progress.getByRole('button', { name: 'Cancel' }).click();
  await progress.waitFor({ state: 'detached' });
  await machines
    .row('slow')
    .filter({ hasText: /shut off$/ })
    .waitFor();
  expect(await suite.agent.json(['list'])).toEqual([]);
  expect((await suite.agent.virtcell(['undefine', 'slow'])).code).toBe(0);
});

test('a task starts a machine and another one stops it', async () => {
  const tasks = {
    version: '2.0.0',
    tasks: [
      { type: 'virtcell', action: 'start', file: 'vm.domain.xml', label: 'up' },
      { type: 'virtcell', action: 'stop', domain: 'vm', force: true, label: 'down' },
      { type: 'virtcell', action: 'start', domain: 'nobody', label: 'wrong' },
    ],
  };
  const window = await suite.open({
    files: {
      'vm.domain.xml': bootSectorDomain(suite.agent, { name: 'vm' }),
      '.vscode/tasks.json': JSON.stringify(tasks),
    },
  });
  const { workbench } = window;
  await workbench.runTask('up');
  await workbench.terminal.line(/^vm runs, process \d+\.$/);
  await window.picture('life task');
  await workbench.runTask('down');
  await workbench.terminal.line('vm is off.');
  expect(await suite.agent.json(['list'])).toEqual([]);
  await workbench.runTask('wrong');
  await workbench.terminal.line('There is no domain nobody.');
  await workbench.terminal.line(/exit code: 1/);
});
