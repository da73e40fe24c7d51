/** How it came to the machine: by `virtcell agent install`, or as a package of the distribution. */
export type InstalledBy = 'install' | 'package';

/** Where everything of an installed agent lies. */
export interface Places {
  /** Releases, each a folder, and the link `current` to the one in use. */
  readonly lib: string;
  readonly releases: string;
  readonly current: string;
  /** What people type, a script of one line. */
  readonly command: string;
  readonly unit: string;
  readonly initScript: string;
  readonly manPage: string;
  readonly completion: string;
  readonly configDir: string;
  readonly config: string;
  readonly stateDir: string;
  readonly runDir: string;
  readonly socket: string;
  /** The agent's own words where no service manager keeps them. */
  readonly log: string;
}

export const GROUP = 'virtcell';
/** Whom QEMU runs as for callers that are root. */
export const QEMU_USER = 'virtcell-qemu';
/** What udev's own rules call the group that may use KVM. */
export const KVM_GROUP = 'kvm';

/** hier(7): what a person installs lies below /usr/local, what a package brings below /usr. */
export function placesOf(by: InstalledBy): Places {
  const prefix = by === 'install' ? '/usr/local' : '/usr';
  const lib = `${prefix}/lib/virtcell`;
  return {
    lib,
    releases: `${lib}/releases`,
    current: `${lib}/current`,
    command: `${prefix}/bin/virtcell`,
    unit: by === 'install' ? '/etc/systemd/system/virtcell.service' : '/usr/lib/systemd/system/virtcell.service',
    initScript: '/etc/init.d/virtcell',
    manPage: `${prefix}/share/man/man1/virtcell.1`,
    completion: `${prefix}/share/bash-completion/completions/virtcell`,
    configDir: '/etc/virtcell',
    config: '/etc/virtcell/agent.json',
    stateDir: '/var/lib/virtcell',
    runDir: '/run/virtcell',
    socket: '/run/virtcell/agent.sock',
    log: '/var/log/virtcell.log',
  };
}
