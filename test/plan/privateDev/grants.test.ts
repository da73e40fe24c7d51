import { describe, expect, test } from 'vitest';
import { domain, file } from '../commandLine/sampleDomains.ts';
import { access, elementReason, planOn, wanting } from './madeUpHost.ts';

const HOST = { '/dev/sda': 'b 8:0', '/dev/lnk': '-> sda', '/dev/sock': 'socket' };
const grant = (path: string, writable = true) => ({ path, uid: 1000, writable });
const granted = (path: string) => ({ kind: 'grant', path });

describe('row: a grant', () => {
  test('is a node for no other reason, and the copy is the user’s alone', () => {
    const { plan, diagnostics } = planOn(domain(), HOST, { grants: [grant('/dev/sda')] });
    expect(diagnostics).toEqual([]);
    expect(plan.nodes).toEqual([
      {
        ...{ path: '/dev/sda', kind: 'block', major: 8, minor: 0, reasons: [granted('/dev/sda')] },
        access: { mode: 0o600, uid: 1000, gid: access.gid },
      },
    ]);
  });

  test('to read gives no more', () => {
    const { nodes } = planOn(domain(), HOST, { grants: [grant('/dev/sda', false)] }).plan;
    expect(nodes).toMatchObject([{ access: { mode: 0o400 } }]);
  });

  test('by a link is of what the link leads to', () => {
    const { nodes } = planOn(domain(), HOST, { grants: [grant('/dev/lnk')] }).plan;
    expect(nodes).toMatchObject([
      { path: '/dev/lnk', kind: 'link' },
      { path: '/dev/sda', access: { uid: 1000 }, reasons: [granted('/dev/lnk'), { kind: 'link', path: '/dev/lnk' }] },
    ]);
  });

  test('of what the XML wants too is one node with both reasons', () => {
    const { nodes } = planOn(wanting('/dev/sda'), HOST, { grants: [grant('/dev/sda')] }).plan;
    expect(nodes).toMatchObject([{ access: { uid: 1000 }, reasons: [elementReason(0), granted('/dev/sda')] }]);
  });

  test('of what the host lacks is left out in silence', () => {
    expect(planOn(domain(), HOST, { grants: [grant('/dev/sdz')] })).toMatchObject({
      plan: { nodes: [] },
      diagnostics: [],
    });
  });

  test('of what can only be bound leaves it as the host has it', () => {
    const { nodes } = planOn(domain(), HOST, { grants: [grant('/dev/sock')] }).plan;
    expect(nodes).toMatchObject([{ path: '/dev/sock', kind: 'bind', access }]);
  });
});

describe('row: a node that the metadata asks for', () => {
  test('is there for the element’s sake', () => {
    const { nodes } = planOn(domain({ extraNodes: [file('/dev/sda')] }), HOST).plan;
    expect(nodes).toMatchObject([{ path: '/dev/sda', access, reasons: [{ kind: 'element' }] }]);
  });

  test('edge 21: and the host lacks is an error', () => {
    const { diagnostics } = planOn(domain({ extraNodes: [file('/dev/sdz')] }), HOST);
    expect(diagnostics).toMatchObject([{ code: 'missing-device-node', path: '/dev/sdz' }]);
  });
});
