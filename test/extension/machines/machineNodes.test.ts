import { describe, expect, test } from 'vitest';
import type { MachineNode } from '../../../extension/machines/machineNode.ts';
import { domainChildren, mountRows, nodeRows } from '../../../extension/machines/machineNodes.ts';
import { report } from '../devReports.ts';
import { domain, runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';

/** As a person reads it, with what the menus look at. */
const text = (nodes: MachineNode[]): string =>
  nodes.map(({ icon, label, description, context }) => `${icon}  ${label}  ${description}  (${context})`).join('\n');

describe('below a domain', () => {
  test('that runs are its consoles, its /dev and its mounts', () => {
    expect(text(domainChildren(runningDomain(), report, english))).toMatchInlineSnapshot(`
      "terminal  serial0  /dev/pts/3  (console-live)
      list-tree  private /dev  6 nodes, 180 hidden  (dev)
      link  preserved mounts  1 shared  (dev)"
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
