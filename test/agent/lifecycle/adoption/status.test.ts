import { mkdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processIdentity } from '../../../../agent/host/processIdentity.ts';
import { readStatus, type Status } from '../../../../agent/lifecycle/adoption/readStatus.ts';
import { readStartRecord, writeStartRecord } from '../../../../agent/lifecycle/adoption/startRecord.ts';
import { writeStatus } from '../../../../agent/lifecycle/adoption/statusFile.ts';
import { domainRunDir, statusPath } from '../../../../agent/lifecycle/agentPaths.ts';
import type { LiveDomain } from '../../../../agent/lifecycle/liveDomain.ts';
import { readXml } from '../../../../agent/lifecycle/readXml.ts';
import type { PreservedMount } from '../../../../plan/privateDev/devPlan.ts';
import { LONG_AGO, liveFixture, runningRecord } from '../liveFixture.ts';
import { domainXml, quietAgent, UUID } from '../quietAgent.ts';

let agent: ReturnType<typeof quietAgent>;
beforeEach(() => {
  agent = quietAgent();
  mkdirSync(domainRunDir(agent.paths, 1000, UUID), { recursive: true });
});
afterEach(() => agent.remove());

/** What is written of this very process, as if it were the domain's QEMU. */
function written(xml = domainXml('vm', UUID), change: Partial<LiveDomain> = {}): string {
  const live = liveFixture({ ready: readXml(xml), mountNamespace: 4026531840, ...change });
  writeStatus(agent, runningRecord(live), live);
  return readFileSync(statusPath(domainRunDir(agent.paths, 1000, UUID)), 'utf8');
}

/** libvirt's status files have it at the domain as well. */
const withId = (xml: string): string => xml.replace(/<domain [^>]*/, "$& id='7'");

const read = (text: string): Status => readStatus('/run/x/status.xml', text);

describe('a status file', () => {
  it('tells all that was written down', () => {
    const { bootId, startTime } = processIdentity(process.pid);
    expect(read(written())).toEqual({
      ...{ state: 'running', reason: 'booted', since: LONG_AGO, rebooting: false },
      ...{ pid: process.pid, startTime, bootId, id: 7, owner: 1000, qemuUid: 1000 },
      ...{ persistent: 'no', taints: [], mountNamespace: 4026531840, xml: withId(domainXml('vm', UUID)) },
    });
  });

  it('tells what taints the domain, as libvirt does', () => {
    const text = written(undefined, { taints: ['custom-monitor'] });
    expect(text).toContain("\n  <taint flag='custom-monitor'/>\n");
    expect(read(text).taints).toEqual(['custom-monitor']);
  });

  it('says of what only starts that it has no namespace yet', () => {
    const text = written(undefined, { state: 'starting', mountNamespace: undefined });
    expect(text).not.toContain('<namespaces>');
    expect(read(text)).toMatchObject({ state: 'starting' });
  });

  it.each([
    ['in shutdown', 'shutdown'],
    ['paused', 'paused'],
  ] as const)('calls %s %s, as libvirt does, with the reason and a reboot that was asked for', (state, word) => {
    const text = written(undefined, { state, reason: 'shutting down', rebooting: true });
    expect(text).toContain(`<domstatus state='${word}' reason='shutting down' pid='${process.pid}'>`);
    expect(text).toContain('  <fakereboot/>\n');
    expect(read(text)).toMatchObject({ state, reason: 'shutting down', rebooting: true });
  });

  it('of a domain that would be too long with an id has none there', () => {
    const xml = domainXml('vm', UUID);
    const long = xml.replace('</domain>', `<!--${'x'.repeat((1 << 20) - xml.length - 7)}--></domain>`);
    const status = read(written(long));
    expect([status.id, status.xml]).toEqual([7, long]);
  });

  it('holds the domain without what stands around it, byte for byte', () => {
    const own = domainXml('a &amp; "b" </é', UUID)
      .replace('</é', 'é')
      .replace('<memory', '<!-- </domstatus> -->\n<memory');
    const text = written(`<?xml version="1.0"?>\n<!-- <domain> -->\n${own}\n<!-- after -->\n`);
    expect(read(text).xml).toBe(withId(own));
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
    ['no reason', (text) => text.replace(/ reason='\w+'/, ''), 'reason'],
    ['a reason that is no word', (text) => text.replace("reason='booted'", "reason='&amp;'"), 'reason'],
    ['no moment', (text) => text.replace(/since='[^']+'/, "since='yesterday'"), 'since'],
    ['a taint without a flag', (text) => text.replace('<namespaces>', '<taint/><namespaces>'), 'taints'],
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
    // With all that there may be: what is written and not known to who reads it costs the whole record.
    const pts = {
      ...{ path: '/dev/pts', source: 'devpts', fsType: 'devpts', options: ['rw', 'nodev'] },
      ...{ nodev: true, onto: 'directory' },
    } as const satisfies Required<PreservedMount>;
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
        mounts: [pts],
        absent: [{ path: '/dev/e', reasons: [{ kind: 'default' }] }],
        hidden: 180,
      },
      timeline: [{ step: 'plan', ns: 12 }],
      source: { file: '/home/ann/vm.xml', sha256: 'ab', text: '<domain/>' },
      startedAt: LONG_AGO,
      layout: {
        addresses: {
          a: { type: 'pci', domain: 0, bus: 1, slot: 2, function: 3, multifunction: true },
          b: { type: 'drive', controller: 0, bus: 1, target: 2, unit: 3 },
          c: { type: 'virtio-serial', controller: 0, bus: 0, port: 1 },
          d: { type: 'usb', bus: 0, port: '1.2' },
        },
        controllers: [{ type: 'pci', index: 1, model: 'pcie-root-port', alias: 'pci.1' }],
      },
      changes: { attached: ['rng1'], detached: [{ alias: 'rng0', xml: '<rng/>' }] },
    } as const;
    writeStartRecord(path, record);
    expect(readStartRecord(path)).toEqual(record);
  });
});
