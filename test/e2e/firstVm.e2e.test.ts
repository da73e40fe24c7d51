import { expect, test } from 'vitest';
import { EditorSuite } from './editorSuite.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();

test('from a mistake in the XML to a hand on the guest, its /dev and its end', async () => {
  const mistaken = linuxDomain().replace("<memory unit='MiB'>160<", "<memory unit='MiB'>160x<");
  const window = await suite.open({ files: { 'linux.domain.xml': mistaken }, complete: true });
  const { workbench } = window;
  const { machines, source, terminal, devPanel, pointer } = workbench;

  await workbench.openFile('linux.domain.xml');
  await source.underlined.waitFor();
  await source.lens('Start').waitFor();
  await source.replace('160x', '160');
  await source.underlined.waitFor({ state: 'detached' });
  await machines.show();

  const toRunning = await pointer.during(() => source.clickLens('Start'));
  expect(toRunning).toBe(1);
  // Typed without touching the pointer: the keyboard is in the console.
  const toTyped = await pointer.during(async () => {
    await terminal.line(/^virtcell:.*#/);
    await terminal.type('echo $((6*7))');
    await terminal.enter();
    await terminal.line('42');
  });
  expect(toTyped).toBe(0);
  expect(await machines.row('demo').innerText()).toContain('running');

  const toDev = await pointer.during(() => source.clickLens('Private /dev'));
  expect(toDev).toBe(1);
  await devPanel.row('/dev/pts').filter({ hasText: 'shared with the host' }).waitFor();
  await devPanel.row('/dev/urandom').filter({ hasText: 'as planned' }).waitFor();
  expect(await devPanel.body.innerText()).toMatch(/\d+ nodes, \d+ of the host hidden/);

  await machines.expand('preserved mounts');
  await machines.row('/dev/pts').filter({ hasText: 'shared with the host' }).waitFor();
  await machines.expand('private /dev');
  await machines.row('/dev/urandom').waitFor();

  await devPanel.followReason('/dev/urandom', /rng\/backend/);
  await source.selection.filter({ hasText: /^Ln 33, .*selected/ }).waitFor();

  await machines.actFromMenu('demo', 'Force Off');
  await workbench.dialog.filter({ hasText: 'Force off demo?' }).waitFor();
  await workbench.dialog.getByRole('button', { name: 'Force Off' }).click();
  await machines.row('demo').filter({ hasText: 'shut off' }).waitFor();
  await terminal.tab(/demo: serial0/).click();
  await terminal.line(/demo ended/);
});
