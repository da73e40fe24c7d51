import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentProcess, type CommandResult } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';

let agent: AgentProcess;
beforeAll(async () => {
  agent = await AgentProcess.start();
});
afterAll(() => agent.dispose());

/** Nothing of a refused domain may be left: no name, no folder, no log, no process, no mount. */
afterEach(async () => {
  expect(await agent.json(['list', '--all'])).toEqual([]);
  const folders = [`${agent.runDir}/domains/0`, `${agent.stateDir}/consoles/0`].filter((path) => existsSync(path));
  expect(folders.flatMap((path) => readdirSync(path))).toEqual([]);
  expect(childrenOf(agent.pid).filter((name) => name.startsWith('qemu'))).toEqual([]);
});

const childrenOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((child) => child !== '')
    .map((child) => readFileSync(`/proc/${child}/comm`, 'utf8').trim());

const create = (xml: string): Promise<CommandResult> => agent.virtcell(['create', agent.file('bad.xml', xml)]);

async function refused(xml: string, ...said: string[]): Promise<void> {
  const { code, stderr } = await create(xml);
  expect(code).toBe(1);
  for (const words of said) expect(stderr).toContain(words);
}

describe('create refuses, and leaves nothing behind', () => {
  it('XML that is not well-formed, with line and column', () =>
    refused('<domain type="qemu">\n  <name>x</nam>\n</domain>', 'bad.xml:2:', 'xml-mismatched-tag'));

  it('an element that is not supported, by its name', () => {
    const xml = bootSectorDomain(agent, { name: 'vsock', devices: '<vsock model="virtio"/>' });
    return refused(xml, 'unsupported-element', 'vsock');
  });

  it('a disk that is not there, by its element', () => {
    const xml = bootSectorDomain(agent, { name: 'nodisk', disk: '/nowhere/disk.img' });
    return refused(xml, 'missing-file', '/nowhere/disk.img', '/domain/devices/disk', 'ENOENT');
  });

  it('a device node that the host lacks, by its element', () => {
    const devices = "<rng model='virtio'><backend model='random'>/dev/no-such-rng</backend></rng>";
    const xml = bootSectorDomain(agent, { name: 'nonode', devices });
    return refused(xml, 'missing-device-node', '/dev/no-such-rng', '/domain/devices/rng');
  });

  it('an emulator that is not QEMU', () => {
    const xml = bootSectorDomain(agent, { name: 'shell', emulator: '/bin/sh' });
    return refused(xml, 'emulator-refused', '/bin/sh');
  });

  it('an emulator that others than root could have put there', () => {
    const fake = agent.file('qemu-system-x86_64', '#!/bin/sh\n', 1000, 0o755);
    const xml = bootSectorDomain(agent, { name: 'fake', emulator: fake });
    return refused(xml, 'emulator-refused', fake);
  });

  it('a QEMU that dies at once, with what it said', async () => {
    const xml = bootSectorDomain(agent, { name: 'dies' }).replace("machine='pc'", "machine='pc-i440fx-0.1'");
    await refused(xml, 'qemu-died', 'unsupported machine type', 'element  /domain/os/type');
  });
});

describe('a name that is taken', () => {
  it('is refused with the state of who has it, and the other goes on', async () => {
    const file = agent.file('taken.xml', bootSectorDomain(agent, { name: 'taken' }));
    const first = await agent.virtcell(['create', file]);
    expect(first.code).toBe(0);
    const second = await agent.virtcell(['create', file]);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('domain-exists');
    expect(await agent.json(['list'])).toMatchObject([{ name: 'taken', state: 'running' }]);
    expect((await agent.virtcell(['destroy', 'taken'])).code).toBe(0);
  });
});

describe('verbs on what is not there', () => {
  it.each([['destroy'], ['shutdown'], ['dev'], ['console'], ['start'], ['undefine'], ['dumpxml']])(
    '%s',
    async (verb) => {
      const { code, stderr } = await agent.virtcell([verb, 'nobody']);
      expect(code).toBe(1);
      expect(stderr).toContain('domain-not-found');
    },
  );
});
