import { dirname, normalize, resolve } from 'node:path';
import { CLOSED_TERMINALS } from './knownDifferences.ts';
import type { MatrixHost } from './matrixHost.ts';

export { differences } from './knownDifferences.ts';

/** The differences that docs/differences.md explains, each with what of it is allowed. */
export const isKnown = (difference: string, host: MatrixHost): boolean =>
  [
    /^\/dev\/kvm: only in libvirt$/,
    /^\/dev\/userfaultfd: only in Virtcell$/,
    /^mount \/dev: options .*size=64k.* in libvirt, .*noexec.*nr_inodes=4096.*size=4096k.* in Virtcell$/,
    CLOSED_TERMINALS,
    // libvirt gives its copy to the user that all QEMUs run as.
    /^\/dev\/(loop\d+|FOLDER\/[\w./-]+): owner 64055:\d+ in libvirt, \d+:\d+ in Virtcell$/,
    // A folder of the host's has its own mode here.
    /^\/dev\/FOLDER(\/deep(\/er)?)?: mode \d+ in libvirt, 755 in Virtcell$/,
    // A folder on the way that is a link is a folder under libvirt, with what is behind the link in it.
    /^\/dev\/FOLDER\/folder: (what directory in libvirt, symbolic link to deep\/er|mode 755 in libvirt, 777) in Virtcell$/,
    /^\/dev\/FOLDER\/folder\/disk: only in libvirt$/,
    /^\/dev\/FOLDER\/deep(\/er(\/disk)?)?: only in Virtcell$/,
  ].some((known) => known.test(difference.replaceAll(host.dev, '/dev/FOLDER'))) || leadsToTheSame(difference);

/** libvirt makes relative links absolute; they have to lead to the same place. */
function leadsToTheSame(difference: string): boolean {
  const parts = /^(.*): what symbolic link to (.*) in libvirt, symbolic link to (.*) in Virtcell$/.exec(difference);
  if (!parts) return false;
  const [, link = '', absolute = '', relative = ''] = parts;
  return normalize(absolute) === resolve(dirname(link), relative);
}
