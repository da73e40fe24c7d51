import type { DomainEntry } from '../../protocol/methods.ts';

/** A domain as the agent tells of it; what a test is about is given. */
export function domain(given: Partial<DomainEntry> = {}): DomainEntry {
  return {
    name: 'demo',
    uuid: '11111111-2222-4333-8444-555555555555',
    id: null,
    state: 'shut off',
    pid: null,
    owner: 1000,
    consoles: [],
    waysIn: { screen: false, console: true },
    definition: { file: '/home/ann/demo.domain.xml', sha256: 'a'.repeat(64) },
    startedFrom: null,
    autostart: false,
    problem: null,
    taints: [],
    ...given,
  };
}

export function runningDomain(given: Partial<DomainEntry> = {}): DomainEntry {
  return domain({
    id: 1,
    state: 'running',
    pid: 4711,
    consoles: [{ alias: 'serial0', type: 'pty', path: '/dev/pts/3', link: '/run/virtcell/consoles/serial0' }],
    startedFrom: { file: '/home/ann/demo.domain.xml', sha256: 'a'.repeat(64) },
    ...given,
  });
}
