import { bootSectorDomain } from '../agent/testDomains.ts';
import type { Studio } from './studio.ts';

/** A machine's screen in a tab. */
export async function screen(studio: Studio): Promise<void> {
  const { agent } = studio;
  const { workbench } = await studio.window({ files: { 'notes.md': '' } });
  const { machines, screen } = workbench;
  const devices = "<graphics type='vnc'><listen type='none'/></graphics><video><model type='vga'/></video>";
  await agent.json(['create', agent.file('desktop.xml', bootSectorDomain(agent, { name: 'desktop', devices }))]);
  await machines.show();
  await machines.actFromMenu('desktop', 'Open Screen');
  await screen.canvas.and(screen.frame.locator(':focus')).waitFor();
  while ((await screen.colours()) < 2);
  await studio.take('screen');
}
