import type { DevReport, DevReportNode } from '../../protocol/methods.ts';
import type { DryStep } from '../../protocol/privateDevPanel.ts';
import { shellText } from '../../protocol/shellText.ts';
import type { L10n } from '../l10n.ts';
import { type Accounts, aclNames, ownerName } from './accounts.ts';

/**
 * What a start would do, call by call and in this order, below the names that the launch's timeline gives the steps.
 *
 * @param argv what is executed, where that is known
 */
export function dryRun(
  { nodes, mounts, hostDev }: DevReport,
  argv: readonly string[] | undefined,
  accounts: Accounts,
  l10n: L10n,
): DryStep[] {
  const bound = nodes.filter(({ kind }) => kind === 'bind');
  const taken = [...mounts, ...bound].map(({ path }) => path);
  return [
    { step: 'make-dev', call: 'fsmount', what: l10n.t('a tmpfs that is mounted nowhere yet') },
    ...nodes.map((node) => ({ step: 'make-dev', ...making(node, accounts, l10n) })),
    { step: 'leave-host', call: 'unshare', what: l10n.t('a mount namespace of its own') },
    { step: 'leave-host', call: 'mount', what: l10n.t('all below / becomes a slave of the host’s mounts') },
    ...taken.map((path) => ({ step: 'take-mounts', call: 'open_tree', what: path })),
    {
      step: 'enter-dev',
      call: 'umount2',
      what:
        hostDev === 'covered' ? l10n.t('/dev, as far as it can be: the rest is covered') : l10n.t('the host’s /dev'),
    },
    { step: 'enter-dev', call: 'move_mount', what: l10n.t('the tmpfs to /dev') },
    ...taken.map((path) => ({ step: 'enter-dev', call: 'move_mount', what: path })),
    { step: 'drop-identity', call: 'setresuid', what: l10n.t('to whom QEMU runs as, without capabilities') },
    { step: 'confine', call: 'landlock_restrict_self', what: l10n.t('to the domain’s files and these nodes') },
    {
      step: 'exec',
      call: 'execve',
      what: argv ? shellText(argv) : l10n.t('QEMU; its arguments are the agent’s to say'),
    },
  ];
}

function making(node: DevReportNode, accounts: Accounts, l10n: L10n): Omit<DryStep, 'step'> {
  const { path, kind, target } = node;
  switch (kind) {
    case 'link':
      return { call: 'symlink', what: `${path} → ${target ?? ''}` };
    case 'directory':
      return { call: 'mkdir', what: `${path} ${accessOf(node, accounts)}` };
    case 'bind':
      return { call: 'mknod', what: l10n.t('{0}, an empty place for what is bound', path) };
    case 'char':
    case 'block': {
      const numbers = `${kind === 'char' ? 'c' : 'b'} ${node.major ?? 0}:${node.minor ?? 0}`;
      return { call: 'mknod', what: `${path} ${numbers} ${accessOf(node, accounts)}` };
    }
  }
}

/** What chmod, chown and setxattr give it. */
const accessOf = ({ mode = '', uid = 0, gid = 0, acl, label }: DevReportNode, accounts: Accounts): string =>
  [mode, ownerName(accounts, uid, gid), acl === undefined ? '' : aclNames(accounts, acl), label ?? '']
    .filter((part) => part !== '')
    .join(' ');

/** The steps as text, a line each. */
export const dryRunText = (steps: readonly DryStep[]): string =>
  steps.map(({ step, call, what }) => `${step}: ${call} ${what}`).join('\n');
