import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DomainEntry } from '../../protocol/methods.ts';
import { EditorSuite } from './editorSuite.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();
const NODE = `/dev/virtcell-e2e-${process.pid}`;
const mknod = (path: string, minor: number): void => {
  execFileSync('mknod', ['-m', '666', path, 'c', '1', String(minor)]);
};
beforeAll(() => mknod(NODE, 5));
afterAll(() => rmSync(NODE, { force: true }));

/** The sample with a node that nothing of it opens. */
const withNode = (): string =>
  linuxDomain().replace(
    '<memory ',
    `<metadata><v:devices xmlns:v='https://virtcell.dev/xmlns/domain/1'><v:node path='${NODE}'/></v:devices></metadata>\n  <memory `,
  );

test('the panel of a running VM shows its launch, and follows what becomes of its /dev and of the host’s', async () => {
  const window = await suite.open({ files: { 'linux.domain.xml': withNode() } });
  const { workbench } = window;
  const { devPanel, source, terminal } = workbench;
  await workbench.openFile('linux.domain.xml');
  await source.clickLens('Start');
  await terminal.line(/^virtcell:.*#/);
  await source.clickLens('Private /dev');
  await devPanel.row(NODE).filter({ hasText: 'as planned' }).waitFor();
  await devPanel.row(NODE).filter({ hasText: 'metadata/v:devices/v:node' }).waitFor();
  await devPanel
    .row('enter-dev')
    .filter({ hasText: /\d+ µs|\d+\.\d\d ms/ })
    .waitFor();
  await devPanel
    .row('/dev/pts')
    .filter({ hasText: /slave|private/ })
    .waitFor();

  const [{ pid } = { pid: null }] = (await suite.agent.json(['list'])) as DomainEntry[];
  rmSync(`/proc/${pid}/root/dev/full`);
  await devPanel.row('/dev/full').filter({ hasText: 'missing' }).waitFor();
  rmSync(NODE);
  mknod(NODE, 8);
  await devPanel.row(NODE).filter({ hasText: 'another on the host' }).waitFor();
  await workbench.page.screenshot({ path: '.cache/screenshots/drift.png' });
  await devPanel.press('Bring Up to Date');
  await devPanel.row(NODE).filter({ hasText: '1:8' }).waitFor();

  const rng = suite.agent.file('rng.xml', `<rng model='virtio'><backend model='random'>${NODE}</backend></rng>`);
  expect((await suite.agent.virtcell(['attach-device', 'demo', rng])).stderr).toBe('');
  await devPanel.row(NODE).filter({ hasText: 'rng[2]/backend (attached)' }).waitFor();
  expect((await suite.agent.virtcell(['destroy', 'demo'])).code).toBe(0);
});
