import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editorHost } from '../../scripts/editor/host.mjs';
import { AgentProcess } from '../agent/agentProcess.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { EditorSuite } from './editorSuite.ts';
import { linuxDomain } from './linuxDomain.ts';

const suite = new EditorSuite();

/** Of the window. */
const HEIGHT = 900;
/** As long as the page objects wait for what they look for. */
const PATIENCE = { timeout: 20_000 };

describe('XML that cannot start', () => {
  test.each([
    ['not well-formed', (xml: string) => xml.replace('</vcpu>', ''), /cannot start.*<vcpu>/],
    ['unsupported', (xml: string) => xml.replace('<vcpu>', '<memtune/><vcpu>'), /cannot start.*memtune/],
  ])('%s is underlined, and Start says so and leads there', async (_, spoil, words) => {
    const window = await suite.open({ files: { 'vm.domain.xml': spoil(linuxDomain()) } });
    const { workbench } = window;
    await workbench.openFile('vm.domain.xml');
    await workbench.source.underlined.first().waitFor();
    await workbench.source.clickLens('Start');
    await workbench.notification(words).getByRole('button', { name: 'Show in XML' }).click();
    await workbench.source.selection.filter({ hasText: /^Ln 1\d,/ }).waitFor();
    expect(await suite.agent.json(['list', '--all'])).toEqual([]);
  });
});

describe('a VM that dies at once', () => {
  test('says what its QEMU said, and is marked where it is', async () => {
    const xml = bootSectorDomain(suite.agent, { name: 'dies' }).replace("machine='pc'", "machine='pc-i440fx-0.1'");
    const window = await suite.open({ files: { 'dies.domain.xml': xml } });
    const { workbench } = window;
    await workbench.openFile('dies.domain.xml');
    await workbench.source.clickLens('Start');
    await workbench
      .notification(/unsupported machine type/)
      .getByRole('button', { name: 'Show in XML' })
      .click();
    await workbench.source.selection.filter({ hasText: /^Ln 5,.*selected/ }).waitFor();
    await workbench.source.openFixes('What qemu-died means');
    await workbench.page.keyboard.press('Enter');
    const place = workbench.documentation('qemu-died');
    await place.waitFor();
    await expect.poll(async () => (await place.boundingBox())?.y ?? HEIGHT, PATIENCE).toBeLessThan(HEIGHT);
    await window.picture('errors page');
    await workbench.machines.show();
    await workbench.machines.row('dies').filter({ hasText: 'shut off · start failed' }).waitFor();
    expect((await suite.agent.virtcell(['undefine', 'dies'])).code).toBe(0);
  });
});

describe('the agent', () => {
  test('that is absent is said, with what to do; checking and planning go on without it', async () => {
    const window = await suite.open({
      socket: '/run/virtcell-nowhere/agent.sock',
      files: { 'linux.domain.xml': linuxDomain() },
    });
    const { workbench } = window;
    await workbench.openFile('linux.domain.xml');
    await workbench.statusItem('no agent').waitFor();
    await workbench.source.clickTitle('Show Private /dev');
    await workbench.devPanel.body.filter({ hasText: 'without the agent' }).waitFor();
    await workbench.devPanel.row('/dev/urandom').filter({ hasText: 'rng/backend' }).waitFor();
    await workbench.machines.show();
    await workbench.machines.welcome.filter({ hasText: 'No agent is installed' }).waitFor();
    // A text that lost the keyboard while the editor was about to ask for its lenses anew is not asked until it has it again.
    await workbench.source.focus();
    await workbench.source.clickLens('Start');
    await workbench.notification('No agent is installed').getByRole('button', { name: 'How to Install' }).click();
    await workbench.terminal.tab(/install\.md/).waitFor();
  });

  test('that denies access is told apart', async () => {
    const folder = mkdtempSync('/run/virtcell-denied-');
    const denied = await AgentProcess.start({ sudoUid: 1000 });
    try {
      // Root that may not pass over modes: the socket is another user's.
      const node = join(folder, 'node');
      const drop = '--bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search';
      writeFileSync(node, `#!/bin/sh\nexec setpriv ${drop} ${editorHost().node} "$@"\n`);
      chmodSync(node, 0o755);
      const window = await suite.open({
        socket: denied.socket,
        files: { 'linux.domain.xml': linuxDomain() },
        host: { ...editorHost(), node },
      });
      const { workbench } = window;
      await workbench.openFile('linux.domain.xml');
      await workbench.source.clickLens('Start');
      await workbench.notification('sudo setfacl').getByRole('button', { name: 'Type in Terminal' }).click();
      // It stands there for the user to read and to start.
      await workbench.terminal.line(/[#$] ?sudo setfacl -m/);
      await workbench.machines.show();
      await workbench.machines.welcome.filter({ hasText: 'You may not use the agent' }).waitFor();
      // What the command does; nobody has to log in or look again.
      execFileSync('setfacl', ['-m', 'u:0:rw', denied.socket]);
      await workbench.machines.welcome.filter({ hasText: 'No virtual machine yet' }).waitFor();
    } finally {
      await denied.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('that is killed under a running VM is missed, and found again with the console at the same byte', async () => {
    const window = await suite.open({ files: { 'linux.domain.xml': linuxDomain() } });
    const { workbench } = window;
    const { machines, terminal } = workbench;
    await workbench.openFile('linux.domain.xml');
    await workbench.source.clickLens('Start');
    await terminal.line(/^virtcell:.*#/);
    await machines.show();
    await machines.row('demo').filter({ hasText: 'running' }).waitFor();

    await suite.agent.signal('SIGKILL');
    await machines.welcome.filter({ hasText: 'The agent is not running' }).waitFor();
    await terminal.line(/The agent is gone/);

    await suite.agent.start();
    await machines.row('demo').filter({ hasText: 'running' }).waitFor();
    await terminal.focus();
    await terminal.type('echo again $((40+2))');
    await terminal.enter();
    await terminal.line('again 42');
    expect((await terminal.text()).match(/BusyBox/g)).toHaveLength(1);
    expect((await suite.agent.virtcell(['destroy', 'demo'])).code).toBe(0);
    await terminal.line(/demo ended/);
  });
});
