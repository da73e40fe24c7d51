import { expect, test } from 'vitest';
import { linuxDomain, PROMPT } from '../agent/linuxDomain.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { EditorSuite } from './editorSuite.ts';

const suite = new EditorSuite();
/** As long as anything in the editor may take. */
const PATIENT = { timeout: 45_000 };
const SCREEN = "<graphics type='vnc'><listen type='none'/></graphics><video><model type='vga'/></video>";

test('a machine’s screen is seen, takes keys, and comes back with its tab and with the machine', async () => {
  const { agent } = suite;
  const xml = linuxDomain(agent, { name: 'vm', devices: SCREEN });
  const file = agent.file('vm.xml', xml);
  await agent.json(['create', file]);
  const { workbench } = await suite.open({ files: { 'vm.domain.xml': xml } });
  const { machines, screen } = workbench;
  await machines.show();
  await machines.actFromMenu('vm', 'Open Screen');
  await screen.status.filter({ hasText: 'Ctrl+Alt+Esc gives the keyboard back' }).waitFor();
  await expect.poll(() => screen.colours(), PATIENT).toBeGreaterThan(1);
  expect(await screen.frame.locator('main').getAttribute('aria-label')).toBe('The screen of vm');

  // A Linux whose init has said nothing else starts anew, as it says on its serial port.
  await agent.virtcell(['console', 'vm', '--until', PROMPT]);
  await screen.button('Send Ctrl+Alt+Del').click();
  await agent.virtcell(['console', 'vm', '--until', 'Restarting system']);

  await workbench.openFile('vm.domain.xml');
  await workbench.page.getByRole('tab', { name: 'Screen of vm' }).click();
  await screen.status.filter({ hasText: 'Ctrl+Alt+Esc gives the keyboard back' }).waitFor();
  await expect.poll(() => screen.colours(), PATIENT).toBeGreaterThan(1);

  await agent.virtcell(['destroy', 'vm']);
  await screen.status.filter({ hasText: 'vm has ended.' }).waitFor();
  await agent.json(['create', file]);
  await screen.status.filter({ hasText: 'Ctrl+Alt+Esc gives the keyboard back' }).waitFor();
  await expect.poll(() => screen.colours(), PATIENT).toBeGreaterThan(1);
});

test('the keyboard finds its way into the screen and out again; a machine without one says how to get one', async () => {
  const { agent } = suite;
  await agent.json(['create', agent.file('seen.xml', bootSectorDomain(agent, { name: 'seen', devices: SCREEN }))]);
  const blind = bootSectorDomain(agent, { name: 'blind' });
  await agent.json(['create', agent.file('blind.xml', blind)]);
  const { workbench } = await suite.open({ files: { 'blind.domain.xml': blind } });
  const { machines, screen } = workbench;
  await machines.show();
  await machines.actFromMenu('seen', 'Open Screen');
  await screen.canvas.and(screen.frame.locator(':focus')).waitFor();
  await workbench.page.keyboard.press('Control+Alt+Escape');
  await screen.button('Send Ctrl+Alt+Del').and(screen.frame.locator(':focus')).waitFor();

  expect(await machines.offered('seen')).toEqual(expect.arrayContaining(['Open Screen', 'Save Console Log…']));
  expect(await machines.offered('blind')).not.toContain('Open Screen');
  await workbench.openFile('blind.domain.xml');
  await workbench.source.lens('running').waitFor();
  await workbench.runCommand('Virtcell: Open Screen');
  await workbench
    .notification("blind has no screen. It gets one at its next start, by <graphics type='vnc'>")
    .waitFor();
});
