import { describe, expect, test } from 'vitest';
import {
  domainChildren,
  domainNode,
  type MachineNode,
  mountRows,
  nodeRows,
} from '../../../extension/machines/machineNodes.ts';
import { DOMAIN_STATES } from '../../../protocol/methods.ts';
import { report } from '../devReports.ts';
import { domain, runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';

/** As a person reads it, with what the menus look at. */
const text = (nodes: MachineNode[]): string =>
  nodes.map(({ icon, label, description, context }) => `${icon}  ${label}  ${description}  (${context})`).join('\n');

describe('a row of the Machines view', () => {
  test('says every state in words and by a shape of its own', () => {
    const rows = DOMAIN_STATES.map((state) => domainNode(domain({ state }), undefined, english));
    expect(text(rows)).toMatchInlineSnapshot(`
      "vm-outline  demo  shut off  (domain-stopped file)
      loading~spin  demo  starting  (domain-running file)
      debug-pause  demo  paused  (domain-running file)
      vm-running  demo  running  (domain-running file)
      stop-circle  demo  shutting down  (domain-running file)
      error  demo  crashed  (domain-stopped file)"
    `);
    expect(new Set(rows.map(({ icon }) => icon)).size).toBe(DOMAIN_STATES.length);
  });

  test('says nothing of a failed start once it runs, whoever started it', () => {
    const row = domainNode(runningDomain(), 'no such machine', english);
    expect([row.icon, row.description]).toEqual(['vm-running', 'running']);
  });

  test('says that a start failed, and why in its tooltip', () => {
    const row = domainNode(domain(), 'no such file', english);
    expect([row.icon, row.description]).toEqual(['warning', 'shut off · start failed']);
    expect(row.tooltip).toContain('no such file');
  });

  test('says that what runs is not what is defined any more', () => {
    const changed = runningDomain({ definition: { file: null, sha256: 'b'.repeat(64) } });
    expect(domainNode(changed, undefined, english).description).toBe('running · edited since start');
  });

  test('keeps its id through every change', () => {
    const ids = DOMAIN_STATES.map((state) => domainNode(domain({ state }), undefined, english).id);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('below a domain', () => {
  test('that runs are its consoles, its /dev and its mounts', () => {
    expect(text(domainChildren(runningDomain(), report, english))).toMatchInlineSnapshot(`
      "terminal  serial0  /dev/pts/3  (console-live)
      list-tree  private /dev  6 nodes, 180 hidden  (dev)
      link  preserved mounts  1 shared with the host  (dev)"
    `);
  });

  test('that does not run is the /dev that it would get', () => {
    expect(text(domainChildren(domain(), undefined, english))).toMatchInlineSnapshot(
      `"list-tree  private /dev  planned  (plan)"`,
    );
  });

  test('are its nodes and what is wrong with them', () => {
    expect(text(nodeRows(runningDomain(), report, english))).toMatchInlineSnapshot(`
      "folder  /dev/dri  directory  (dev-node)
      circuit-board  /dev/kvm  10:232 0660 · differs from the plan  (dev-node)
      circuit-board  /dev/sda  8:0 0600 · missing  (dev-node)
      circuit-board  /dev/sock  bind  (dev-node)
      circuit-board  /dev/urandom  1:9 0666  (dev-node)
      arrow-right  /dev/vg/lv  → ../sda · not planned  (dev-node)"
    `);
  });

  test('are its mounts and whose they are', () => {
    expect(text(mountRows(runningDomain(), report, english))).toMatchInlineSnapshot(`
      "link  /dev/pts  devpts · shared with the host  (dev-mount)
      warning  /dev/shm  tmpfs · not the host's  (dev-mount)"
    `);
  });

  test('every id is another one', () => {
    const domains = [runningDomain(), runningDomain({ owner: 0 })];
    const ids = domains.flatMap((one) =>
      [
        ...domainChildren(one, report, english),
        ...nodeRows(one, report, english),
        ...mountRows(one, report, english),
      ].map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});
