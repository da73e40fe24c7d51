import type { ChardevBackend, Domain } from '../../domain-xml/model/domain.ts';

/**
 * Whether QEMU makes Unix sockets of its own for this domain. To one that has no need of any the kernel refuses them:
 * its owner's session bus, agent of keys and terminals listen on such sockets, and Landlock does not hold who connects
 * to a path. Its monitor, and a screen that the agent shows, it is given as open sockets.
 *
 * ALSA's devices are often its sound server's. An io_uring makes sockets that no filter sees, so it needs them as well.
 */
export const needsUnixSockets = (domain: Domain): boolean =>
  domain.audio?.type === 'alsa' ||
  domain.disks.some(({ io }) => io === 'io_uring') ||
  domain.graphics.some((each) => each.type === 'vnc' && each.listen !== 'nowhere' && 'socket' in each.listen) ||
  chardevBackends(domain).some(({ type }) => type === 'unix');

function chardevBackends({ characterDevices, smartcards, redirdevs, rngs }: Domain): ChardevBackend[] {
  const ofGenerators = rngs.flatMap(({ backend }) => (backend.model === 'egd' ? [backend.chardev] : []));
  return [...[...characterDevices, ...smartcards, ...redirdevs].map(({ backend }) => backend), ...ofGenerators];
}
