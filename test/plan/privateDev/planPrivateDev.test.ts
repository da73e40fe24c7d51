import { describe, expect, test } from 'vitest';
import { DEFAULT_NODES } from '../../../plan/privateDev/wanted.ts';
import { domain, file, serial } from '../commandLine/sampleDomains.ts';
import { access, directoryAccess, elementReason, factsOf, planOn, rangeAt, wanting } from './madeUpHost.ts';

const byDefault = { kind: 'default' as const };
const HOST = { '/dev/full': 'c 1:7', '/dev/zero': 'c 1:5', '/dev/kvm': 'c 10:232', '/dev/sda': 'b 8:0' };

describe('default nodes', () => {
  test('are copied as the host has them, those it lacks are left out in silence', () => {
    const { plan, diagnostics } = planOn(domain(), HOST, { defaults: DEFAULT_NODES });
    expect(diagnostics).toEqual([]);
    expect(plan.nodes).toEqual([
      { path: '/dev/full', kind: 'char', major: 1, minor: 7, access, reasons: [byDefault] },
      { path: '/dev/zero', kind: 'char', major: 1, minor: 5, access, reasons: [byDefault] },
    ]);
  });

  test('edge 32: a configured list without /dev/kvm leaves a KVM domain its /dev/kvm', () => {
    const { plan } = planOn(domain({ type: 'kvm' }), HOST, { defaults: ['/dev/full'] });
    expect(plan.nodes.map((node) => node.path)).toEqual(['/dev/full', '/dev/kvm']);
  });

  test('/dev/kvm is only for domains of type kvm, and once', () => {
    const defaults = ['/dev/full'];
    expect(planOn(domain(), HOST, { defaults }).plan.nodes).toHaveLength(1);
    const { nodes } = planOn(domain({ type: 'kvm' }), HOST, { defaults: ['/dev/kvm'] }).plan;
    expect(nodes).toMatchObject([{ path: '/dev/kvm', reasons: [byDefault, { kind: 'element' }] }]);
  });

  test('a KVM domain is refused by name on a host without /dev/kvm', () => {
    const { diagnostics } = planOn(domain({ type: 'kvm' }), { '/dev/full': 'c 1:7' }, { defaults: [] });
    const element = domain().origin.element;
    expect(diagnostics).toMatchObject([{ code: 'missing-device-node', element, path: '/dev/kvm' }]);
  });

  test('/dev/null is in every plan, since QEMU’s standard input is there', () => {
    const { nodes } = planOn(domain(), { '/dev/null': 'c 1:3' }, { defaults: [] }).plan;
    expect(nodes).toMatchObject([{ path: '/dev/null', reasons: [byDefault] }]);
  });

  test('a default link that leads nowhere is left out whole', () => {
    const { plan, diagnostics } = planOn(domain(), { '/dev/rtc': '-> rtc0' }, { defaults: ['/dev/rtc'] });
    expect({ nodes: plan.nodes, diagnostics }).toEqual({ nodes: [], diagnostics: [] });
  });

  test('a default that leads out of /dev is its link', () => {
    const { plan } = planOn(domain(), { '/dev/log': '-> /run/log' }, { defaults: ['/dev/log'] });
    expect(plan.nodes).toMatchObject([{ path: '/dev/log', kind: 'link', target: '/run/log' }]);
  });
});

describe('what the XML asks for', () => {
  test('edge 8: a node wanted twice is made once and has both reasons', () => {
    const { plan } = planOn(wanting('/dev/sda', '/dev/sda', '/dev/full'), HOST, { defaults: ['/dev/full'] });
    expect(plan.nodes).toMatchObject([
      { path: '/dev/full', reasons: [byDefault, elementReason(2)] },
      { path: '/dev/sda', reasons: [elementReason(0), elementReason(1)] },
    ]);
  });

  test('edge 21: a node that the host lacks is an error that names the element and its place', () => {
    const { diagnostics } = planOn(wanting('/dev/sda', '/dev/sdz'), HOST);
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        code: 'missing-device-node',
        message: '/dev/sdz is not there on this host',
        range: rangeAt(1),
        element: '/domain/devices/disk[2]/source',
        path: '/dev/sdz',
      },
    ]);
  });

  test('edge 21: so is a link that leads nowhere', () => {
    const { diagnostics } = planOn(wanting('/dev/vg/lv'), { '/dev/vg/lv': '-> ../dm-7' });
    expect(diagnostics).toMatchObject([
      { code: 'missing-device-node', path: '/dev/vg/lv', message: expect.stringContaining('/dev/dm-7') },
    ]);
  });

  test('edge 3: a loop is an error of its own', () => {
    const { plan, diagnostics } = planOn(wanting('/dev/a'), { '/dev/a': '-> b', '/dev/b': '-> a' });
    expect(diagnostics).toMatchObject([{ code: 'device-link-loop', element: '/domain/devices/disk[1]/source' }]);
    expect(plan.nodes).toEqual([]);
  });

  test.each([
    ['/dev/sda/1', 'ENOTDIR'],
    ['/dev/locked', 'EACCES'],
  ])('%s cannot be looked at: an error with %s', (path, errno) => {
    const { diagnostics } = planOn(wanting(path), { ...HOST, '/dev/locked': 'EACCES' });
    expect(diagnostics).toMatchObject([{ code: 'device-node-unreadable', message: expect.stringContaining(errno) }]);
  });

  test('edges 1, 2: only what lies below /dev is planned, however the path is written', () => {
    const host = { ...HOST, '/etc/x': 'file', '/devil/x': 'c 1:3' };
    const { plan, diagnostics } = planOn(wanting('/dev/../etc/x', '/devil/x', '//dev/.//sda'), host);
    expect(diagnostics).toEqual([]);
    expect(plan.nodes).toMatchObject([{ path: '/dev/sda', reasons: [elementReason(2)] }]);
  });

  test('a file outside /dev that is missing is not this plan’s to report', () => {
    expect(planOn(wanting('/images/gone.img'), HOST)).toMatchObject({ plan: { nodes: [] }, diagnostics: [] });
  });

  test('every layer of a disk’s backing chain is wanted for the disk’s reason', () => {
    const host = { '/images/top': 'file', '/dev/vg/base': 'b 253:1' };
    const backingChains = { '/images/top': [{ path: '/dev/vg/base', format: 'raw' }] };
    const { plan } = planOn(wanting('/images/top'), host, { backingChains });
    expect(plan.nodes).toMatchObject([
      { path: '/dev/vg', kind: 'directory', access: directoryAccess, reasons: [elementReason(0)] },
      { path: '/dev/vg/base', kind: 'block', reasons: [elementReason(0)] },
    ]);
  });

  test('a serial port’s file below /dev is a node as well', () => {
    const port = serial(0, { type: 'file', file: file('/dev/ttyS0'), append: false });
    const { plan } = planOn(domain({ characterDevices: [port] }), { '/dev/ttyS0': 'c 4:64' });
    expect(plan.nodes).toMatchObject([{ path: '/dev/ttyS0', kind: 'char', major: 4, minor: 64 }]);
  });

  test('a serial port’s file outside /dev need not be there yet', () => {
    const port = serial(0, { type: 'file', file: file('/logs/new.log'), append: false });
    expect(planOn(domain({ characterDevices: [port] }), HOST).diagnostics).toEqual([]);
  });
});

describe('edge 20: what mknod cannot copy is bound', () => {
  test.each([
    ['file', false],
    ['socket', false],
    ['fifo', false],
    ['directory', true],
  ])('a %s', (kind, directory) => {
    const { nodes } = planOn(wanting('/dev/thing'), { '/dev/thing': kind }).plan;
    expect(nodes).toMatchObject([{ path: '/dev/thing', kind: 'bind', directory }]);
  });

  test.each([
    ['before', ['/dev/net', '/dev/net/tun']],
    ['after', ['/dev/net/tun', '/dev/net']],
  ])('a directory that is wanted %s something in it is bound, and what is in it is the host’s', (_, paths) => {
    const { nodes } = planOn(wanting(...paths), { '/dev/net/tun': 'c 10:200' }).plan;
    expect(nodes).toMatchObject([{ path: '/dev/net', kind: 'bind', directory: true }]);
    expect(nodes[0]?.reasons).toEqual(expect.arrayContaining([elementReason(0), elementReason(1)]));
  });
});

describe('the whole', () => {
  test('parents come before what is in them and have the host’s owner and mode', () => {
    const host = { '/dev/bus/usb/001/002': 'c 189:1', '/dev/bus/usb/001/003': 'c 189:2' };
    const { nodes } = planOn(wanting('/dev/bus/usb/001/003', '/dev/bus/usb/001/002'), host).plan;
    expect(nodes.map((node) => node.path)).toEqual([
      '/dev/bus',
      '/dev/bus/usb',
      '/dev/bus/usb/001',
      '/dev/bus/usb/001/002',
      '/dev/bus/usb/001/003',
    ]);
    expect(nodes[0]).toMatchObject({ access: directoryAccess, reasons: [elementReason(0), elementReason(1)] });
  });

  test('hidden counts what the host has and the domain does not see', () => {
    const host = { ...HOST, '/dev/input/event0': 'c 13:64', '/dev/lnk': '-> sda' };
    expect(planOn(wanting('/dev/sda'), host).plan.hidden).toBe(6);
  });

  test('edge 28: names may be long and of many bytes', () => {
    const name = `/dev/${'ü'.repeat(127)}/${'漢'.repeat(80)} \n\\040`;
    expect(
      planOn(wanting(name), { [name]: 'c 1:3' })
        .plan.nodes.map((node) => node.path)
        .at(1),
    ).toBe(name);
  });

  test('the same facts give the same plan', () => {
    const facts = factsOf(wanting('/dev/sda'), HOST);
    expect(facts).toEqual(factsOf(wanting('/dev/sda'), HOST));
    expect(planOn(wanting('/dev/sda'), HOST)).toEqual(planOn(wanting('/dev/sda'), HOST));
  });
});
