import { describe, expect, test } from 'vitest';
import type { DevPlan, PlannedNode, Reason } from '../../../plan/privateDev/devPlan.ts';
import { type DevSync, syncNodes } from '../../../plan/privateDev/syncNodes.ts';
import { access, rangeAt } from './madeUpHost.ts';
import { absent, byDefault, folder, link, node, of, plan } from './plannedNodes.ts';

const bind = (path: string, mode = 0o660, ...reasons: Reason[]): PlannedNode => ({
  path,
  kind: 'bind',
  directory: false,
  access: { ...access, mode },
  reasons,
});
const by = (path: string): Reason => ({ kind: 'link', path });
const stepsOf = ({ steps }: DevSync): string[] =>
  steps.map((step) => `${step.kind} ${(step.kind === 'remove' ? step.before : step.node).path}`);
const never = (): boolean => false;

describe('bringing up to date', () => {
  test('replaces what changed, makes what is new, removes what is gone; reasons stay those of the file', () => {
    const present = plan(node('/dev/bus', 1, of('a')), node('/dev/gone', 2, of('b')), node('/dev/same', 3, of('c')));
    const now = plan(node('/dev/bus', 9, of('x')), node('/dev/new', 4, of('b')), node('/dev/same', 3, of('y')));
    const { plan: after, steps, held } = syncNodes(present, now, never);
    expect(steps.map((step) => [step.kind, (step.kind === 'remove' ? step.before : step.node).path])).toEqual([
      ['remove', '/dev/gone'],
      ['replace', '/dev/bus'],
      ['make', '/dev/new'],
    ]);
    expect(after.nodes).toEqual([
      node('/dev/bus', 9, of('a')),
      node('/dev/new', 4, of('b')),
      node('/dev/same', 3, of('c')),
    ]);
    expect(held).toEqual([]);
  });

  test('a node that is new has its device’s reason as the user’s file has it', () => {
    const at = (element: string, line: number, more = {}): Reason => ({
      ...{ kind: 'element', element, range: rangeAt(line), device: 'd' },
      ...more,
    });
    const [inFile, live] = [at('/domain/devices/disk[2]/source', 7), at('/domain/devices/disk/source', 30)];
    const { plan: after } = syncNodes(
      plan(link('/dev/l', 'a', inFile)),
      plan(link('/dev/l', 'b', live), node('/dev/b', 1, live)),
      never,
    );
    expect(after.nodes.map(({ reasons }) => reasons)).toEqual([[inFile], [inFile]]);
    const attached = at('/domain/devices/disk[3]/source', 0, { attached: true });
    expect(syncNodes(plan(link('/dev/l', 'a', attached)), plan(node('/dev/b', 1, live)), never).plan.nodes).toEqual([
      node('/dev/b', 1, attached),
    ]);
  });

  test('what is gone is known as absent, and gets its reasons back when it comes', () => {
    const [inFile, live] = [of('d'), { ...of('d'), range: rangeAt(30) }];
    const gone = syncNodes(plan(node('/dev/a', 1, inFile)), absent(plan(), '/dev/a', live), never).plan;
    expect(gone).toEqual(absent(plan(), '/dev/a', inFile));
    expect(syncNodes(gone, plan(node('/dev/a', 9, live)), never).plan).toEqual(plan(node('/dev/a', 9, inFile)));
  });

  test('leaves what the process has open as it is, and says so', () => {
    const present = plan(node('/dev/bus', 1, of('a')));
    const sync = syncNodes(present, plan(node('/dev/bus', 9, of('a'))), ({ path }) => path === '/dev/bus');
    expect(sync).toEqual({ plan: present, steps: [], held: ['/dev/bus'], refused: [] });
  });

  test('keeps the folders that a held node is in, and the links that lead to it', () => {
    const held = node('/dev/vg/a', 1, of('d'), by('/dev/l'));
    const present = plan(link('/dev/l', 'm', of('d')), link('/dev/m', 'vg/a', by('/dev/l')), folder('/dev/vg'), held);
    const more = plan(...present.nodes, folder('/dev/x'), link('/dev/y', 'x'));
    const sync = syncNodes(more, plan(), ({ path }) => path === '/dev/vg/a');
    expect(stepsOf(sync)).toEqual(['remove /dev/y', 'remove /dev/x']);
    expect(sync).toMatchObject({ plan: present, held: ['/dev/vg/a'], refused: [] });
  });
});

describe('what cannot be changed while it runs', () => {
  test('a bound thing’s owner and mode are the host’s: nothing is to be done, and the plan has them', () => {
    const sync = syncNodes(plan(bind('/dev/log', 0o660, byDefault)), plan(bind('/dev/log', 0o600, byDefault)), never);
    expect(sync).toEqual({ plan: plan(bind('/dev/log', 0o600, byDefault)), steps: [], held: [], refused: [] });
    const covered = (mode: number): DevPlan => ({
      ...plan({ ...node('/dev/a', 1), access: { ...access, mode } } as PlannedNode),
      hostDev: 'covered',
    });
    expect(syncNodes(covered(0o600), covered(0o660), never)).toMatchObject({ steps: [], refused: [] });
  });

  const other = node('/dev/other', 5, byDefault);
  const file = bind('/dev/f', 0o660, by('/dev/l'));
  test.each<[string, PlannedNode[], PlannedNode[], string[], string[]]>([
    ['a node that became a file', [node('/dev/f', 1)], [bind('/dev/f')], ['/dev/f'], ['/dev/f']],
    ['a file that is new', [], [bind('/dev/f')], ['/dev/f'], []],
    ['a folder that became a file', [folder('/dev/f')], [bind('/dev/f')], ['/dev/f'], ['/dev/f']],
    [
      'a link that leads to a file by now, and what it led to',
      [node('/dev/a', 1, by('/dev/l')), link('/dev/l', 'a')],
      [file, link('/dev/l', 'f')],
      ['/dev/f', '/dev/l'],
      ['/dev/a', '/dev/l'],
    ],
    [
      'a folder of what is held, that became a link, and what is now where a held node stays',
      [node('/dev/held', 1), folder('/dev/vg'), node('/dev/vg/held', 1)],
      [folder('/dev/held'), node('/dev/held/a', 1), link('/dev/vg', 'a')],
      ['/dev/vg', '/dev/held/a'],
      ['/dev/held', '/dev/vg', '/dev/vg/held'],
    ],
  ])('%s is refused, and the rest is done; doing it again does nothing', (_, present, now, refused, stay) => {
    const isHeld = ({ path }: PlannedNode): boolean => path.endsWith('held');
    const today = plan(...now, node('/dev/other', 9, byDefault));
    const sync = syncNodes(plan(...present, other), today, isHeld);
    expect(sync.refused).toEqual(refused);
    expect(stepsOf(sync)).toEqual(['replace /dev/other']);
    expect(sync.plan.nodes.map(({ path }) => path)).toEqual([...stay, '/dev/other'].sort());
    const again = syncNodes(sync.plan, today, isHeld);
    expect(again).toEqual({ ...sync, steps: [] });
  });

  test('a file that could not come is waited for, so that it is told of', () => {
    expect(syncNodes(plan(), plan(bind('/dev/log', 0o660, byDefault)), never).plan.absent).toEqual([
      { path: '/dev/log', reasons: [byDefault] },
    ]);
  });
});

describe('a folder that became another thing, and what became a folder', () => {
  test.each<[string, PlannedNode[], PlannedNode[], string[]]>([
    [
      'a folder, a link',
      [folder('/dev/vg'), node('/dev/vg/a', 1)],
      [link('/dev/vg', 'vh'), folder('/dev/vh'), node('/dev/vh/a', 1)],
      ['remove /dev/vg/a', 'remove /dev/vg', 'make /dev/vg', 'make /dev/vh', 'make /dev/vh/a'],
    ],
    [
      'a link, a folder',
      [link('/dev/vg', 'vh'), folder('/dev/vh'), node('/dev/vh/a', 1)],
      [folder('/dev/vg'), node('/dev/vg/a', 1)],
      ['remove /dev/vh/a', 'remove /dev/vh', 'remove /dev/vg', 'make /dev/vg', 'make /dev/vg/a'],
    ],
  ])('%s: is removed and made', (_, present, now, steps) => {
    const sync = syncNodes(plan(...present), plan(...now), never);
    expect(stepsOf(sync)).toEqual(steps);
    expect(sync).toMatchObject({ plan: plan(...now), refused: [] });
  });
});
