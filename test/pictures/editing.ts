import { AssistPage } from '../e2e/assistPage.ts';
import type { Studio } from './studio.ts';

/** What the text editor does while one types: it completes, explains, finds mistakes and mends them. */
export async function editing(studio: Studio): Promise<void> {
  const xml = studio.linuxDomain('web').replace('  </devices>', '    HERE\n  </devices>');
  const { workbench } = await studio.window({ files: { 'web.domain.xml': xml } });
  const { page, source } = workbench;
  const { keyboard } = page;
  const assist = new AssistPage(page);
  await workbench.machines.show();
  await workbench.openFile('web.domain.xml');
  await source.lens('Start').waitFor();

  await source.replace('HERE', '-');
  // A < typed over a selection would surround it.
  await keyboard.press('Backspace');
  await keyboard.type('<');
  await assist.suggestion('graphics: VNC').waitFor();
  await studio.take('completion');
  await keyboard.press('Escape');
  await keyboard.press('Backspace');

  await source.replace('backend', 'backend');
  await assist.suggestion('backend').waitFor();
  // The first ends the editing of both tags.
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await assist.suggestion('backend').waitFor({ state: 'detached' });
  await assist.tell();
  await assist.hover.filter({ hasText: 'Needs in the private /dev' }).waitFor();
  await studio.take('hover');
  await keyboard.press('Escape');

  await source.replace('backend model', 'backend mode');
  await source.underlined.first().waitFor();
  await keyboard.press('Escape');
  await keyboard.press('Escape');
  await workbench.runCommand('Problems: Focus on Problems View');
  await workbench.problem('mode').first().waitFor();
  await source.focus();
  await source.openFixes("Add model='random'");
  await studio.take('quick-fix');
}
