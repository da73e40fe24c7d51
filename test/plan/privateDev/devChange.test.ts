import { describe, expect, test } from 'vitest';
import { attachNodes, detachNodes, undo } from '../../../plan/privateDev/devChange.ts';
import type { PlannedNode, Reason } from '../../../plan/privateDev/devPlan.ts';
import { rangeAt } from './madeUpHost.ts';
import { absent, byDefault, folder, link, node, of, plan } from './plannedNodes.ts';

describe('attaching', () => {
  test('makes what is not there, parents first', () => {
    const change = attachNodes(plan(), [node('/dev/vg/lv', 1, of('d')), folder('/dev/vg', of('d'))]);
    expect(change.steps.map((step) => step.kind !== 'remove' && step.node.path)).toEqual(['/dev/vg', '/dev/vg/lv']);
    expect(change.plan.nodes.map(({ path }) => path)).toEqual(['/dev/vg', '/dev/vg/lv']);
  });

  test('edge 7: a right node gets one more reason and is not touched', () => {
    const { plan: after, steps } = attachNodes(plan(node('/dev/sda', 0, byDefault)), [node('/dev/sda', 0, of('d'))]);
    expect(steps).toEqual([]);
    expect(after.nodes).toEqual([node('/dev/sda', 0, byDefault, of('d'))]);
  });

  test('edge 6: a node of the same name with another number is replaced, and keeps its reasons', () => {
    const before = node('/dev/sda', 0, of('a'));
    const { steps } = attachNodes(plan(before), [node('/dev/sda', 16, of('b'))]);
    expect(steps).toEqual([{ kind: 'replace', before, node: node('/dev/sda', 16, of('a'), of('b')) }]);
  });

  test('edge 5: a link that leads elsewhere by now is replaced', () => {
    const before = link('/dev/one', 'sda', of('a'));
    const { steps } = attachNodes(plan(before), [link('/dev/one', 'sdb', of('b'))]);
    expect(steps).toMatchObject([{ kind: 'replace', node: { target: 'sdb' } }]);
  });

  test('a parent that is there stays as it is, whatever the host’s has become', () => {
    const closed = { ...folder('/dev/vg', of('b')), access: { mode: 0o700, uid: 0, gid: 0 } };
    expect(attachNodes(plan(folder('/dev/vg', of('a'))), [closed as PlannedNode]).steps).toEqual([]);
  });
});

describe('detaching', () => {
  test('edge 10: takes along what nothing else holds, children first', () => {
    const present = plan(folder('/dev/vg', of('d')), node('/dev/vg/lv', 1, of('d')), node('/dev/zero', 5, byDefault));
    const { plan: after, steps } = detachNodes(present, 'd');
    expect(steps.map((step) => step.kind === 'remove' && step.before.path)).toEqual(['/dev/vg/lv', '/dev/vg']);
    expect(after.nodes.map(({ path }) => path)).toEqual(['/dev/zero']);
  });

  test.each<[string, Reason]>([
    ['a default', byDefault],
    ['another device', of('e')],
    ['a grant', { kind: 'grant', path: '/dev/sda' }],
    ['what is no device', { kind: 'element', element: '/domain/os/kernel', range: rangeAt(1) }],
  ])('edge 10: %s keeps the node', (_, reason) => {
    const { plan: after, steps } = detachNodes(plan(node('/dev/sda', 0, reason, of('d'))), 'd');
    expect({ steps, nodes: after.nodes }).toEqual({ steps: [], nodes: [node('/dev/sda', 0, reason)] });
  });

  test('what is absent is not waited for any more, unless for something else', () => {
    expect(detachNodes(absent(plan(), '/dev/a', of('d')), 'd').plan).toEqual(plan());
    const shared = absent(plan(), '/dev/a', of('d'), byDefault);
    expect(detachNodes(shared, 'd').plan).toEqual(absent(plan(), '/dev/a', byDefault));
    expect(attachNodes(shared, [node('/dev/b', 1, of('e'))]).plan.absent).toEqual(shared.absent);
  });

  test('the way to a node keeps none: a chain goes whole', () => {
    const by: Reason = { kind: 'link', path: '/dev/one' };
    const present = plan(link('/dev/one', 'sda', of('d')), node('/dev/sda', 0, of('d'), by));
    expect(detachNodes(present, 'd').plan.nodes).toEqual([]);
  });

  test('a way that is gone is no reason any more', () => {
    const by: Reason = { kind: 'link', path: '/dev/one' };
    const present = plan(link('/dev/one', 'sda', of('d')), node('/dev/sda', 0, of('d'), by, of('e')));
    expect(detachNodes(present, 'd').plan.nodes).toEqual([node('/dev/sda', 0, of('e'))]);
  });

  test('what is attached and detached leaves the plan as it was', () => {
    const present = plan(node('/dev/sda', 0, of('a')), node('/dev/zero', 5, byDefault));
    const attached = attachNodes(present, [node('/dev/sda', 0, of('d')), node('/dev/sdb', 16, of('d'))]);
    expect(detachNodes(attached.plan, 'd').plan).toEqual(present);
  });
});

test('the way back is each step undone, the last one first', () => {
  const [one, other] = [node('/dev/a', 1), node('/dev/a', 2)];
  expect(
    undo([
      { kind: 'make', node: folder('/dev/f') },
      { kind: 'replace', node: one, before: other },
      { kind: 'remove', before: node('/dev/b', 3) },
    ]),
  ).toEqual([
    { kind: 'make', node: node('/dev/b', 3) },
    { kind: 'replace', node: other, before: one },
    { kind: 'remove', before: folder('/dev/f') },
  ]);
});
