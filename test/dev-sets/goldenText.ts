import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { DevPlan, PlannedNode, Reason } from '../../plan/privateDev/devPlan.ts';

/** A plan as people read it: a line for each node and for each of its reasons, then mounts, then what is wrong. */
export function goldenText({ nodes, mounts, hidden }: DevPlan, problems: readonly Diagnostic[]): string {
  const lines = [
    ...nodes.flatMap((node) => [nodeLine(node), ...node.reasons.map((reason) => `    ${reasonText(reason)}`)]),
    ...mounts.map(({ path, onto }) => `${path}  preserved mount (${onto})`),
    `hidden: ${hidden}`,
    ...problems.map(
      ({ severity, code, message, range }) => `${severity} ${code} line ${range.start.line + 1}: ${message}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const nodeLine = (node: PlannedNode): string =>
  [node.path, whatText(node), ...('access' in node ? [accessText(node.access)] : [])].join('  ');

function whatText(node: PlannedNode): string {
  switch (node.kind) {
    case 'char':
    case 'block':
      return `${node.kind} ${node.major}:${node.minor}`;
    case 'link':
      return `link -> ${node.target}`;
    case 'bind':
      return node.directory ? 'bind (directory)' : 'bind';
    case 'directory':
      return 'directory';
  }
}

const accessText = ({ mode, uid, gid }: { mode: number; uid: number; gid: number }): string =>
  `${mode.toString(8).padStart(4, '0')} ${uid}:${gid}`;

function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'default':
      return 'default';
    case 'grant':
      return `grant of ${reason.path}`;
    case 'link':
      return `by way of ${reason.path}`;
    case 'element':
      return `${reason.element} line ${reason.range.start.line + 1}`;
  }
}
