import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import { readUserDatabase, type User } from '../access/userDatabase.ts';
import { isNodeRecent, MINIMUM_NODE } from '../host/nodeVersion.ts';
import { followTrusted } from '../host/trustedPath.ts';
import { readManifest } from './manifest.ts';
import { type Places, placesOf, QEMU_USER } from './places.ts';
import type { Step } from './step.ts';

/* What an installation is refused for before its first step. */

/** Where dpkg keeps what it knows of the package, until it is purged. */
const KNOWN_TO_DPKG = '/var/lib/dpkg/info/virtcell.list';
/** The first that a person has, login.defs(5); those before are the system's. */
const FIRST_PERSON = 1000;

/** @throws VirtcellError `install-refused`, `files-not-trusted` */
export function requireInstallable(places: Places): void {
  requireNode();
  requireNoPackage();
  requireRootsPlaces(places);
  requireSystemUser(readUserDatabase().users);
}

function requireNode(): void {
  if (isNodeRecent()) return;
  throw refused(`this is Node ${process.versions.node}, and the agent needs ${MINIMUM_NODE} or later`);
}

function requireNoPackage(): void {
  const { current } = placesOf('package');
  if (readManifest(current)) {
    const message = 'the agent is installed as a package, and two of them would be in each other’s way';
    throw refused(message, { path: current, hint: 'apt remove virtcell' });
  }
  if (!existsSync(KNOWN_TO_DPKG)) return;
  const message = 'the package was removed and not purged: that would take away what is installed now';
  throw refused(message, { path: KNOWN_TO_DPKG, hint: 'apt purge virtcell' });
}

/** A service refuses to run from folders that others can change: better said now than at its start. */
function requireRootsPlaces({ lib, command, configDir, stateDir }: Places): void {
  for (const path of [lib, dirname(command), configDir, stateDir]) {
    const found = followTrusted(path);
    if (!('problem' in found) || found.problem === 'not-there') continue;
    throw new VirtcellError({
      code: 'files-not-trusted',
      message: `the agent would lie in ${path}, and others than root can change ${found.at}`,
      path: found.at,
      hint: 'Give it to root alone (chown root, chmod go-w). The package lies in /usr.',
    });
  }
}

/** QEMU would run as somebody, and could do to their files what it likes. */
export function requireSystemUser(users: readonly User[]): void {
  const user = users.find(({ name }) => name === QEMU_USER);
  if (!user || (user.uid > 0 && user.uid < FIRST_PERSON)) return;
  const message = `the user ${QEMU_USER}, whom QEMU would run as, has the uid ${user.uid}: that is no system user`;
  throw refused(message, { path: '/etc/passwd', hint: 'Rename it, or let uids below 1000 be the system’s.' });
}

/** Nothing of somebody else's is replaced. */
export function requireFree(steps: readonly Step[], placedBefore: readonly string[]): void {
  for (const step of steps) {
    if (step.kind !== 'file' || placedBefore.includes(step.path) || !existsSync(step.path)) continue;
    const message = `${step.path} is there already, and no installation of ours has put it there`;
    throw refused(message, { path: step.path, hint: 'Move it out of the way.' });
  }
}

const refused = (message: string, where: { path?: string; hint?: string } = {}): VirtcellError =>
  new VirtcellError({ code: 'install-refused', message, ...where });
