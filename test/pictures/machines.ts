import { bootSectorDomain } from '../agent/testDomains.ts';
import type { EditorWindow } from '../e2e/editorWindow.ts';
import type { Studio } from './studio.ts';

/** The Machines view: one that runs, one that is paused, one that is off and one that did not start. */
export async function machines(studio: Studio): Promise<void> {
  const { agent } = studio;
  // Its disk is written by another machine.
  const disk = `${agent.folder}/files/database.img`;
  const files: Record<string, string> = {
    'build.domain.xml': bootSectorDomain(agent, { name: 'build' }),
    'database.domain.xml': bootSectorDomain(agent, { name: 'database' }),
    'replica.domain.xml': bootSectorDomain(agent, { name: 'replica', disk }),
    'web.domain.xml': studio.linuxDomain('web'),
  };
  const { workbench } = await studio.window({ files });
  for (const name of ['build.domain.xml', 'database.domain.xml'])
    await agent.json(['define', agent.file(name, files[name] ?? '')]);
  await agent.json(['start', 'database']);
  await agent.json(['suspend', 'database']);
  await workbench.machines.show();
  for (const name of ['replica', 'web']) {
    await workbench.openFile(`${name}.domain.xml`);
    await workbench.source.clickLens('Start');
    const state = name === 'web' ? 'running' : 'start failed';
    await workbench.machines.row(name).filter({ hasText: state }).waitFor();
  }
  await workbench.terminal.line(/^virtcell:.*#/);
  await workbench.runCommand('Notifications: Clear All');
  await studio.take('machines');
}

export async function newMachine(studio: Studio): Promise<void> {
  const { workbench } = await studio.window({ files: { 'notes.md': '' } });
  await workbench.machines.show();
  await workbench.runCommand('Virtcell: New Virtual Machine');
  await workbench.quickPick.row('From a kernel').waitFor();
  await studio.take('new-vm');
}

/** A window with a Linux that runs, its shell in a terminal beside the text. */
export async function startWeb(studio: Studio, xml = studio.linuxDomain('web')): Promise<EditorWindow> {
  const window = await studio.window({ files: { 'web.domain.xml': xml } });
  const { workbench } = window;
  await workbench.machines.show();
  await workbench.openFile('web.domain.xml');
  await workbench.source.clickLens('Start');
  await workbench.terminal.line(/^virtcell:.*#/);
  return window;
}
