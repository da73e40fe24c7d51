import { expect, test } from 'vitest';
import { consolesOf } from '../../../extension/consoles/consoleChoice.ts';
import { storedConsoles } from '../../../extension/consoles/storedConsoles.ts';
import type { AgentLink } from '../../../extension/link/agentLink.ts';
import { domain } from '../domains.ts';

const XML = `<domain type='qemu'><name>demo</name><memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><serial type='pty'/><serial type='null'/><channel type='pty'><target type='virtio' name='a'/></channel></devices>
</domain>`;
const asks: unknown[] = [];
const link = {
  request: async (...asked: unknown[]) => {
    asks.push(asked);
    return { xml: XML };
  },
} as unknown as Pick<AgentLink, 'request'>;

test('a running domain has the consoles that are terminals, and is not asked about', async () => {
  const consoles = [
    { alias: 'serial0', type: 'pty', path: '/dev/pts/3', link: null },
    { alias: 'serial1', type: 'file', path: null, link: null },
  ];
  const running = domain({ name: 'demo', owner: 7, consoles });
  const serial0 = { name: 'demo', owner: 7, alias: 'serial0', path: '/dev/pts/3' };
  expect(consolesOf(running)).toEqual([serial0]);
  expect(await storedConsoles(link, running)).toEqual([serial0]);
  expect(asks).toEqual([]);
});

test('of one that does not run those are kept that it is defined with', async () => {
  const stored = await storedConsoles(link, domain({ name: 'demo', owner: 7, consoles: [] }));
  expect(stored.map(({ alias }) => alias)).toEqual(['serial0', 'channel0']);
});
