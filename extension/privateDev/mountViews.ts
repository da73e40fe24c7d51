import type { DevReport, DevReportMount, DomainEntry } from '../../protocol/methods.ts';
import type { Detail, Mark, MountView, PanelView } from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';
import { driftWords } from './nodeWords.ts';

/** The mounts that stay the host's; of a running domain with its terminals in them. */
export const mountViews = ({ mounts }: DevReport, domain: DomainEntry | undefined, l10n: L10n): MountView[] =>
  mounts.map((mount) => ({
    path: mount.path,
    shared: mount.sharedWithHost,
    superblock: [mount.fsType, mount.device].filter((part) => part !== undefined).join(' '),
    whose: mount.sharedWithHost ? l10n.t('shared with the host') : l10n.t("NOT the host's"),
    marks: marksOf(mount, l10n),
    details: detailsOf(mount, l10n),
    consoles: domain ? consolesIn(mount.path, domain) : [],
  }));

function marksOf({ state }: DevReportMount, l10n: L10n): Mark[] {
  const words = driftWords(state, undefined, l10n);
  return words ? [{ kind: state === 'as-planned' ? 'as-planned' : 'drift', text: words }] : [];
}

function detailsOf({ source, fsType, options, propagation }: DevReportMount, l10n: L10n): Detail[] {
  const isClosed = fsType === 'devpts' && options.includes('nodev');
  return [
    { label: l10n.t('Source'), value: source },
    { label: l10n.t('Options'), value: options.join(', ') },
    ...(isClosed ? [{ label: l10n.t('Terminals'), value: l10n.t('QEMU has its own, and opens no other') }] : []),
    ...(propagation ? [{ label: l10n.t('Propagation'), value: propagationWords(propagation, l10n) }] : []),
  ];
}

function propagationWords(propagation: NonNullable<DevReportMount['propagation']>, l10n: L10n): string {
  switch (propagation) {
    case 'slave':
      return l10n.t('slave: what the host mounts upon it arrives, nothing goes back');
    case 'private':
      return l10n.t('private: what the host mounts upon it later stays there');
    case 'shared':
      return l10n.t('shared: mounts go both ways');
    case 'unbindable':
      return l10n.t('unbindable: it stays as it is, and cannot be bound');
  }
}

/** The domain's terminals that lie there, each one click from being attached to. */
const consolesIn = (place: string, { consoles }: DomainEntry): MountView['consoles'] =>
  consoles.flatMap(({ alias, path, link }) =>
    path?.startsWith(`${place}/`) ? [{ alias, path, ...(link !== null && { link }) }] : [],
  );

/** What the host mounted below its /dev besides: below a preserved mount it arrives, anywhere else it does not. */
export const otherMounts = ({ hostMounts = [] }: DevReport, l10n: L10n): NonNullable<PanelView['dev']>['otherMounts'] =>
  hostMounts.map(({ path, fsType, reached }) => ({
    path,
    where: reached ? l10n.t('here as well') : l10n.t('not here'),
    fsType,
  }));
