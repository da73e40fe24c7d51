import type { DevReportNode } from '../../protocol/methods.ts';

/** What becomes of a node when one plan takes another's place. */
export type EditChange = 'added' | 'removed' | 'changed';

/** How two sets of nodes differ, by path; what is the same in both is left out. Why a node is there is not asked. */
export function editChange(
  before: readonly DevReportNode[],
  after: readonly DevReportNode[],
): ReadonlyMap<string, EditChange> {
  const old = new Map(before.map((node) => [node.path, node]));
  const now = new Set(after.map(({ path }) => path));
  const changes = new Map<string, EditChange>();
  for (const node of after) {
    const known = old.get(node.path);
    if (!known) changes.set(node.path, 'added');
    else if (thing(known) !== thing(node)) changes.set(node.path, 'changed');
  }
  for (const { path } of before) if (!now.has(path)) changes.set(path, 'removed');
  return changes;
}

const thing = ({ kind, major, minor, mode, uid, gid, acl, label, target }: DevReportNode): string =>
  JSON.stringify([kind, major, minor, mode, uid, gid, acl, label, target]);
