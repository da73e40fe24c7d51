import { existsSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { domainRunDir } from '../../../../agent/lifecycle/agentPaths.ts';
import { openConsoles } from '../../../../agent/lifecycle/consoles/openConsoles.ts';
import { readXml } from '../../../../agent/lifecycle/readXml.ts';
import { makeFolders } from '../../../../agent/lifecycle/start/domainFolders.ts';
import { PtyMaster } from '../../consoles/ptyPair.ts';
import { ObedientQemu } from '../../qemu/obedientQemu.ts';
import { liveFixture, runningRecord } from '../liveFixture.ts';
import { domainXml, quietAgent, UUID } from '../quietAgent.ts';

/** This process is the QEMU: what it has open, and what it says. */
const OWNER = process.geteuid?.() ?? 0;
const DEVICES = `<serial type='pty'/><serial type='pty'><target port='1'/></serial>`;

let agent: ReturnType<typeof quietAgent>;
let qemu: ObedientQemu;
let pty: PtyMaster;
beforeEach(async () => {
  agent = quietAgent();
  qemu = await ObedientQemu.start();
  pty = new PtyMaster();
});
afterEach(async () => {
  pty.close();
  await qemu.dispose();
  agent.remove();
});

it('makes no console of a terminal that QEMU names and does not hold, and leads nobody there', async () => {
  const live = liveFixture({ ready: readXml(domainXml('vm', UUID, DEVICES)), qemuUid: OWNER });
  const record = runningRecord(live, OWNER);
  makeFolders(agent.paths, OWNER, UUID, []);
  const another = `/dev/pts/${pty.number + 1}`;
  qemu.answers['query-chardev'] = () => [
    { label: 'charserial0', filename: `pty:${pty.path}` },
    { label: 'charserial1', filename: `pty:${another}` },
  ];
  await openConsoles(agent, record, live, qemu.monitor);
  const runDir = domainRunDir(agent.paths, OWNER, UUID);
  expect(live.consoles.map(({ entry }) => entry)).toEqual([
    { alias: 'serial0', type: 'pty', path: pty.path, link: `${runDir}/serial0` },
    { alias: 'serial1', type: 'pty', path: null, link: null },
  ]);
  expect(readlinkSync(`${runDir}/serial0`)).toBe(pty.path);
  expect(existsSync(`${runDir}/serial1`)).toBe(false);
  expect(agent.said.join()).toContain(`QEMU names ${another} for charserial1, and does not hold it`);
  for (const { console } of live.consoles) await console?.end('over');
});
