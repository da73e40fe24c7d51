import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { DomainEntry } from '../../protocol/methods.ts';
import { startWeb } from './machines.ts';
import type { Studio } from './studio.ts';

/** What a start will make, and what an edit changes in it. */
export async function plan(studio: Studio): Promise<void> {
  const { workbench } = await studio.window({ files: { 'web.domain.xml': studio.linuxDomain('web') } });
  const { devPanel, source } = workbench;
  await workbench.openFile('web.domain.xml');
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await source.clickLens('Preview /dev');
  await devPanel.row('/dev/urandom').filter({ hasText: 'every VM' }).waitFor();
  await source.replace('/dev/urandom', '/dev/loop-control');
  await devPanel.row('/dev/loop-control').filter({ hasText: 'added by this edit' }).waitFor();
  await devPanel.open('/dev/loop-control');
  await devPanel.row('/dev/loop-control').filter({ hasText: 'Copy Commands' }).waitFor();
  await studio.take('dev-plan');
}

/** A console, and all in one window: text, /dev with its mounts and terminals, console. */
export async function running(studio: Studio): Promise<void> {
  const { workbench } = await startWeb(studio);
  const { devPanel, source, terminal } = workbench;
  await terminal.type('uname -sm; free -m');
  await terminal.enter();
  await terminal.line(/^Swap:/);
  await studio.take('console');
  await source.clickLens('Private /dev');
  await devPanel.row('/dev/pts').filter({ hasText: 'serial0' }).waitFor();
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await devPanel.row('/dev/pts').scrollIntoViewIfNeeded();
  await studio.take('dev-running');
}

/** A node taken away and one made anew on the host, behind the agent's back. */
export async function drift(studio: Studio): Promise<void> {
  const node = '/dev/demo-sensor';
  const mknod = (minor: number): void => {
    execFileSync('mknod', ['-m', '666', node, 'c', '1', String(minor)]);
  };
  mknod(5);
  try {
    const metadata = `<metadata>
    <v:devices xmlns:v='https://virtcell.dev/xmlns/domain/1'>
      <v:node path='${node}'/>
    </v:devices>
  </metadata>
  <memory `;
    const { workbench } = await startWeb(studio, studio.linuxDomain('web').replace('<memory ', metadata));
    const { devPanel, source } = workbench;
    await source.clickLens('Private /dev');
    await devPanel.row(node).filter({ hasText: 'as planned' }).waitFor();
    const [{ pid } = { pid: null }] = (await studio.agent.json(['list'])) as DomainEntry[];
    rmSync(`/proc/${pid}/root/dev/full`);
    execFileSync('chmod', ['600', `/proc/${pid}/root/dev/zero`]);
    rmSync(node);
    mknod(8);
    await devPanel.row(node).filter({ hasText: 'another on the host' }).waitFor();
    await devPanel.row('/dev/zero').filter({ hasText: 'differs' }).waitFor();
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await studio.take('dev-drift');
  } finally {
    rmSync(node, { force: true });
  }
}
