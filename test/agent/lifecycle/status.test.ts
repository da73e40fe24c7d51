import { mkdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from '../../../agent/host/processIdentity.ts';
import { domainRunDir, statusPath } from '../../../agent/lifecycle/agentPaths.ts';
import type { LiveDomain } from '../../../agent/lifecycle/liveDomain.ts';
import { readStatus, type Status } from '../../../agent/lifecycle/readStatus.ts';
import { readXml } from '../../../agent/lifecycle/readXml.ts';
import { readStartRecord, writeStartRecord } from '../../../agent/lifecycle/startRecord.ts';
import { writeStatus } from '../../../agent/lifecycle/statusFile.ts';
import { domainXml, quietAgent, UUID } from './quietAgent.ts';

let agent: ReturnType<typeof quietAgent>;
beforeEach(() => {
  agent = quietAgent();
  mkdirSync(domainRunDir(agent.paths, 1000, UUID), { recursive: true });
});
afterEach(() => agent.remove());

/** What is written of this very process, as if it were the domain's QEMU. */
function written(xml = domainXml('vm', UUID), change: Partial<LiveDomain> = {}): string {
  const identity = processIdentity(process.pid);
  const ready = readXml(xml);
  const live: LiveDomain = {
    source: { file: null, sha256: '' },
    ...{ id: 7, ready, plan: { nodes: [], mounts: [], hidden: 0 }, identity, mountNamespace: 4026531840 },
    ...{ qemuUid: 1000, state: 'running', monitor: undefined, consoles: [], timeline: [], ending: undefined },
    process: { pid: process.pid, signal: () => false, ended: new Promise(() => undefined) },
    cleared: Promise.resolve(),
    lastChange: Promise.resolve(),
    ...change,
  };
  writeStatus(agent, { owner: 1000, name: 'vm', uuid: UUID, definition: undefined, live }, live);
  return readFileSync(statusPath(domainRunDir(agent.paths, 1000, UUID)), 'utf8');
}

const read = (text: string): Status => readStatus('/run/x/status.xml', text);

describe('a status file', () => {
  it('tells all that was written down', () => {
    const { bootId, startTime } = processIdentity(process.pid);
    expect(read(written())).toEqual({
      ...{ state: 'running', pid: process.pid, startTime, bootId, id: 7, owner: 1000, qemuUid: 1000 },
      ...{ persistent: 'no', mountNamespace: 4026531840, xml: domainXml('vm', UUID) },
    });
  });

  it('says of what only starts that it has no namespace yet', () => {
    const text = written(undefined, { state: 'starting', mountNamespace: undefined });
    expect(text).not.toContain('<namespaces>');
    expect(read(text)).toMatchObject({ state: 'starting' });
  });

  it('holds the domain without what stands around it, byte for byte', () => {
    const own = domainXml('a &amp; "b" </é', UUID)
      .replace('</é', 'é')
      .replace('<memory', '<!-- </domstatus> -->\n<memory');
    const text = written(`<?xml version="1.0"?>\n<!-- <domain> -->\n${own}\n<!-- after -->\n`);
    expect(read(text).xml).toBe(own);
  });

  it.each<[string, (text: string) => string, string]>([
    ['an unknown namespace', (text) => text.replace('<mount/>', '<mount/><uts/>'), 'malformed namespace name: uts'],
    ['half a domain', (text) => text.slice(0, -40), 'not a whole'],
    ['no domain', (text) => text.replace('<domain', '<other'), 'not a whole'],
    ['another root', (text) => text.replaceAll('domstatus', 'status'), 'not a whole'],
    ['nothing', () => '', 'not a whole'],
    ['no <virtcell>', (text) => text.replace('<virtcell', '<other'), 'without <virtcell>'],
    ['pid 1', (text) => text.replace(/ pid='\d+'/, " pid='1'"), 'pid'],
    ['no pid', (text) => text.replace(/ pid='\d+'/, ''), 'pid'],
    ['a pid that is an empty word', (text) => text.replace(/ pid='\d+'/, " pid=''"), 'pid'],
    ['a hexadecimal owner', (text) => text.replace("owner='1000'", "owner='0x3e8'"), 'owner'],
    ['another state', (text) => text.replace("state='running'", "state='crashed'"), 'state'],
  ])('with %s is refused by name', (_, spoil, named) => {
    const spoiled = spoil(written());
    expect(() => read(spoiled)).toThrow(named);
    expect(() => read(spoiled)).toThrow('/run/x/status.xml');
  });
});

describe('what a start decided', () => {
  it('is read as it was written', () => {
    const path = `${domainRunDir(agent.paths, 1000, UUID)}/start.json`;
    const access = { mode: 0o660, uid: 0, gid: 6, acl: 'user::rw-', label: 'x' };
    const place = { start: { line: 1, character: 2 }, end: { line: 3, character: 4 } };
    const record = {
      plan: {
        nodes: [
          { path: '/dev/a', kind: 'char', major: 1, minor: 3, access, reasons: [{ kind: 'default' }] },
          { path: '/dev/b', kind: 'link', target: 'a', ours: true, reasons: [{ kind: 'link', path: '/dev/b' }] },
          { path: '/dev/c', kind: 'bind', directory: true, access, reasons: [{ kind: 'grant', path: '/dev/c' }] },
          {
            path: '/dev/d',
            kind: 'directory',
            access,
            reasons: [{ kind: 'element', element: '/domain', range: place }],
          },
        ],
        mounts: [{ path: '/dev/pts', source: 'devpts', fsType: 'devpts', options: ['rw'], onto: 'directory' }],
        absent: [{ path: '/dev/e', reasons: [{ kind: 'default' }] }],
        hidden: 180,
      },
      timeline: [{ step: 'plan', ns: 12 }],
      source: { file: '/home/ann/vm.xml', sha256: 'ab' },
    } as const;
    writeStartRecord(path, record);
    expect(readStartRecord(path)).toEqual(record);
  });
});
