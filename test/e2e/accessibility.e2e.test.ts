import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DomainEntry } from '../../protocol/methods.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { violations } from './accessibility.ts';
import { EditorSuite } from './editorSuite.ts';
import { type EditorWindow, OLDER_THEMES, THEMES, type Theme } from './editorWindow.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();
/** axe looks at each element in each theme. */
const PATIENT = { timeout: 300_000 };
const NODE = `/dev/virtcell-axe-${process.pid}`;
const OTHER = `${NODE}-other`;
/** Of the host's, and in no plan. */
const HIDDEN = `${NODE}-hidden`;
const mknod = (path: string, minor: number): void => {
  execFileSync('mknod', ['-m', '666', path, 'c', '1', String(minor)]);
};
beforeAll(() => {
  mknod(NODE, 5);
  mknod(OTHER, 3);
  mknod(HIDDEN, 7);
});
afterAll(() => {
  for (const path of [NODE, OTHER, HIDDEN]) rmSync(path, { force: true });
});

const withNode = (): string =>
  linuxDomain().replace(
    '<memory ',
    `<metadata><v:devices xmlns:v='https://virtcell.dev/xmlns/domain/1'><v:node path='${NODE}'/></v:devices></metadata>\n  <memory `,
  );

/** The page in each of the editor's kinds of themes, with the same in it. */
async function inEveryTheme(
  window: EditorWindow,
  { frame }: { readonly frame: FrameLocator },
  state: string,
  themes: Readonly<Record<string, Theme>> = THEMES,
): Promise<void> {
  for (const [name, theme] of Object.entries(themes)) {
    await window.wear(theme);
    expect.soft(await violations(frame.locator('body')), `${state}, ${name}`).toEqual([]);
  }
}

test('the panel with a plan, an edit of it, all that is hidden, and each step', PATIENT, async () => {
  const window = await suite.open({
    files: { 'linux.domain.xml': withNode() },
    settings: { 'files.autoSave': 'off' },
  });
  const { workbench } = window;
  const { devPanel, source } = workbench;
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Preview /dev');
  await devPanel.row(NODE).filter({ hasText: 'metadata' }).waitFor();
  await source.replace(NODE, OTHER);
  await devPanel.row(OTHER).filter({ hasText: 'added by this edit' }).waitFor();
  await devPanel.row(NODE).filter({ hasText: 'removed by this edit' }).waitFor();
  await devPanel.press('List the');
  await devPanel.row(HIDDEN).filter({ hasText: 'only on the host' }).waitFor();
  await devPanel.open(OTHER);
  await devPanel.press('Dry run');
  await devPanel.body.filter({ hasText: 'Copy Commands' }).filter({ hasText: 'execve' }).waitFor();
  // One of each kind: axe takes long over a hundred.
  await devPanel.filter.fill(NODE);
  await devPanel.row('/dev/null').waitFor({ state: 'hidden' });
  await inEveryTheme(window, devPanel, 'plan');
  await source.replace('</vcpu>', 'x');
  await devPanel.press('Show in XML');
  await inEveryTheme(window, devPanel, 'errors');
});

test('the panel with a running VM whose /dev has drifted', PATIENT, async () => {
  const window = await suite.open({ files: { 'linux.domain.xml': withNode() } });
  const { workbench } = window;
  const { devPanel, source, terminal } = workbench;
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Start');
  await terminal.line(/^virtcell:.*#/);
  await source.clickLens('Private /dev');
  await devPanel.row('/dev/pts').filter({ hasText: 'shared with the host' }).waitFor();
  const [{ pid } = { pid: null }] = (await suite.agent.json(['list'])) as DomainEntry[];
  rmSync(`/proc/${pid}/root/dev/full`);
  await devPanel.row('/dev/full').filter({ hasText: 'missing' }).waitFor();
  execFileSync('chmod', ['600', `/proc/${pid}/root/dev/zero`]);
  rmSync(NODE);
  mknod(NODE, 8);
  await devPanel.row(NODE).filter({ hasText: 'another on the host' }).waitFor();
  await devPanel.open('/dev/zero');
  await devPanel.row('/dev/zero').filter({ hasText: 'planned: ' }).waitFor();
  await inEveryTheme(window, devPanel, 'drift', { ...THEMES, ...OLDER_THEMES });
});

test('a screen, and its end', PATIENT, async () => {
  const { agent } = suite;
  const devices = "<graphics type='vnc'><listen type='none'/></graphics><video><model type='vga'/></video>";
  await agent.json(['create', agent.file('seen.xml', bootSectorDomain(agent, { name: 'seen', devices }))]);
  const window = await suite.open({ files: { 'notes.txt': 'nothing' } });
  const { machines, screen } = window.workbench;
  await machines.show();
  await machines.actFromMenu('seen', 'Open Screen');
  await screen.canvas.and(screen.frame.locator(':focus')).waitFor();
  await inEveryTheme(window, screen, 'screen');
  expect((await agent.virtcell(['destroy', 'seen'])).code).toBe(0);
  await screen.status.filter({ hasText: 'seen has ended.' }).waitFor();
  await inEveryTheme(window, screen, 'screen ended');
});
