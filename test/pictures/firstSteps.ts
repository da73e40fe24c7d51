import type { Studio } from './studio.ts';

/** The walkthrough, and what works on this machine. */
export async function firstSteps(studio: Studio): Promise<void> {
  const { workbench } = await studio.window({ files: { 'notes.md': '' } });
  const { machines, walkthrough } = workbench;
  await machines.show();
  await machines.welcome.getByRole('button', { name: 'First Steps' }).click();
  await walkthrough.open('Make a machine, or open one');
  await studio.take('walkthrough');
  await workbench.runCommand('Virtcell: Check This Machine');
  await workbench.source.line('As the agent sees it').waitFor();
  await studio.take('doctor');
}

/** Without an agent: editing goes on, and the next step is told. */
export async function noAgent(studio: Studio): Promise<void> {
  const { workbench } = await studio.window({
    socket: '/run/virtcell-nowhere/agent.sock',
    files: { 'web.domain.xml': studio.linuxDomain('web') },
  });
  await workbench.openFile('web.domain.xml');
  await workbench.machines.show();
  await workbench.machines.welcome.getByRole('button', { name: 'How to Install It' }).click();
  await workbench.notification('No agent is installed').waitFor();
  await studio.take('no-agent');
}
