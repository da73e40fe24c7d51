import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../agent/install/manifest.ts';
import { placesOf } from '../../../agent/install/places.ts';
import { stepText } from '../../../agent/install/step.ts';
import { type UninstallFacts, uninstallPlan } from '../../../agent/install/uninstallPlan.ts';

const WRITTEN = 'a'.repeat(64);

const manifest: Manifest = {
  ...{ version: '0.2.0', release: '0.2.0-0123456789ab', by: 'install', node: '/usr/bin/node', files: [] },
  placed: [{ path: '/usr/local/bin/virtcell', sha256: WRITTEN, mode: 0o755 }],
  made: { group: true, user: true, config: WRITTEN },
  from: { folder: '/src/dist', uid: 1000 },
};

const facts = (changes: Partial<UninstallFacts> = {}): UninstallFacts => ({
  ...{
    places: placesOf('install'),
    manifest,
    manager: 'init',
    running: [],
    config: WRITTEN,
    hasUser: true,
    hasGroup: true,
  },
  kept: { definitions: 0, consoles: 0 },
  ...changes,
});

const texts = (changes?: Partial<UninstallFacts>) => uninstallPlan(facts(changes)).steps.map(stepText);

describe('an uninstallation', () => {
  test('is these steps, and leaves nothing where users made nothing', () => {
    expect(texts()).toMatchInlineSnapshot(`
      [
        "stop the agent; virtual machines go on",
        "see that no virtual machine runs",
        "no longer start the agent at boot",
        "remove the user virtcell-qemu",
        "remove the group virtcell",
        "remove /etc/virtcell/agent.json",
        "remove /etc/virtcell, as far as nothing is in it",
        "remove /var/lib/virtcell, as far as nothing is in it",
        "remove /run/virtcell",
        "remove /var/log/virtcell.log",
        "remove /var/log/virtcell.log.1",
        "remove /usr/local/bin/virtcell",
        "remove /usr/local/lib/virtcell",
      ]
    `);
    expect(uninstallPlan(facts()).leaves).toEqual([]);
  });

  test('leaves what users made, and says what', () => {
    const { steps, leaves } = uninstallPlan(facts({ config: 'b'.repeat(64), kept: { definitions: 2, consoles: 1 } }));
    expect(leaves).toEqual([
      { path: '/var/lib/virtcell/definitions', what: '2 definitions' },
      { path: '/var/lib/virtcell/consoles', what: '1 console log' },
      { path: '/etc/virtcell/agent.json', what: 'the configuration, which was changed' },
    ]);
    expect(steps.map(stepText)).not.toContain('remove /etc/virtcell/agent.json');
  });

  test('leaves group, user and configuration that were there before', () => {
    const before = { ...manifest, made: { group: false, user: false, config: null } };
    const steps = texts({ manifest: before });
    for (const step of [
      'remove the group virtcell',
      'remove the user virtcell-qemu',
      'remove /etc/virtcell/agent.json',
    ]) {
      expect(steps).not.toContain(step);
    }
  });

  test('under machines that run leaves them, their status, and the user they may run as', () => {
    const { steps, leaves } = uninstallPlan(facts({ running: [{ owner: 1000, pid: 17 }] }));
    const done = steps.map(stepText);
    expect(done).not.toContain('remove /run/virtcell');
    expect(done).not.toContain('remove the user virtcell-qemu');
    expect(leaves.map(({ path }) => path)).toEqual(['/run/virtcell', '/etc/passwd']);
  });

  test('does not remove twice what an earlier one has removed', () => {
    const done = texts({ hasUser: false, hasGroup: false });
    expect(done).not.toContain('remove the user virtcell-qemu');
    expect(done).not.toContain('remove the group virtcell');
  });

  test('never removes a folder of users’ whole', () => {
    const removed = uninstallPlan(facts()).steps.flatMap((step) => (step.kind === 'remove' ? [step.path] : []));
    for (const path of removed) expect(path).not.toMatch(/^(\/var\/lib\/virtcell|\/etc\/virtcell)$/);
  });
});
