import { describe, expect, test } from 'vitest';
import { type InstallFacts, installPlan, packagePlan } from '../../../agent/install/installPlan.ts';
import { placesOf } from '../../../agent/install/places.ts';
import { packageFile, releaseName } from '../../../agent/install/release.ts';
import { type Step, stepText } from '../../../agent/install/step.ts';

const FILES = [packageFile('0.2.0')];
const RELEASE = '0.2.0-0123456789ab';

function facts(changes: Partial<InstallFacts> = {}): InstallFacts {
  return {
    ...{ by: 'install', places: placesOf('install'), version: '0.2.0', release: RELEASE, files: FILES },
    ...{ node: '/usr/bin/node', from: { folder: '/src/dist', uid: 1000 }, manager: 'init', startsAtBoot: true },
    ...{ installed: undefined },
    ...{ hasGroup: false, hasUser: false, hasKvmGroup: true, hasConfig: false, isRunning: false, documents: [] },
    ...{ made: { group: false, user: false, config: null }, placedBefore: [], otherReleases: [] },
    ...changes,
  };
}

const manifestOf = (steps: readonly Step[]) =>
  steps.flatMap((step) => (step.kind === 'release' ? [step.manifest] : []))[0];

/** The same machine once those steps are done. */
function machineAfter(steps: readonly Step[]): Partial<InstallFacts> {
  const manifest = manifestOf(steps);
  if (!manifest) throw new Error('no release was made');
  const installed = { manifest, intact: true };
  return { hasGroup: true, hasUser: true, hasConfig: true, isRunning: true, made: manifest.made, installed };
}

const NEXT = { version: '0.3.0', release: '0.3.0-ba9876543210' };

describe('a first installation', () => {
  test('is these steps', () => {
    expect(installPlan(facts()).map(stepText)).toMatchInlineSnapshot(`
      [
        "make the folder /usr/local/lib/virtcell/releases",
        "copy 1 files, 0.0 MB, to /usr/local/lib/virtcell/releases/0.2.0-0123456789ab",
        "point /usr/local/lib/virtcell/releases/0.2.0-0123456789ab/node to /usr/bin/node",
        "make the system group virtcell",
        "make the system user virtcell-qemu, who has no login, in the group kvm",
        "make the folder /etc/virtcell",
        "write /etc/virtcell/agent.json (0644)",
        "make the folder /var/lib/virtcell",
        "write /usr/local/bin/virtcell (0755)",
        "write /etc/init.d/virtcell (0755)",
        "start the agent at boot",
        "point /usr/local/lib/virtcell/current to releases/0.2.0-0123456789ab",
        "start the agent, and wait until it serves",
      ]
    `);
  });

  test('under systemd has a unit, and no script', () => {
    const paths = installPlan(facts({ manager: 'systemd' })).flatMap((step) => ('path' in step ? [step.path] : []));
    expect(paths).toContain('/etc/systemd/system/virtcell.service');
    expect(paths).not.toContain('/etc/init.d/virtcell');
  });

  test('where nobody starts services has neither', () => {
    const paths = installPlan(facts({ manager: 'none' })).flatMap((step) => ('path' in step ? [step.path] : []));
    expect(paths.filter((path) => /virtcell\.service|init\.d/.test(path))).toEqual([]);
  });

  test('with a script that nobody runs at boot does not say that somebody does', () => {
    const steps = installPlan(facts({ startsAtBoot: false })).map(stepText);
    expect(steps).toContain('write /etc/init.d/virtcell (0755)');
    expect(steps).not.toContain('start the agent at boot');
  });

  test('leaves a configuration, a group and a user that are there, and remembers that they are not its own', () => {
    const steps = installPlan(facts({ hasGroup: true, hasUser: true, hasConfig: true }));
    expect(steps.map(({ kind }) => kind)).not.toContain('make-group');
    expect(steps.map(({ kind }) => kind)).not.toContain('make-user');
    expect(steps.map(stepText)).not.toContain('write /etc/virtcell/agent.json (0644)');
    expect(manifestOf(steps)?.made).toEqual({ group: false, user: false, config: null });
  });
});

describe('an upgrade', () => {
  const first = installPlan(facts());
  const old = '/usr/local/lib/virtcell/releases/0.2.0-0123456789ab';
  const upgrade = installPlan(facts({ ...machineAfter(first), ...NEXT, otherReleases: [old] }));
  const kinds = upgrade.map(({ kind }) => kind);

  test('has the new release whole before it stops the old one', () => {
    expect(kinds.indexOf('release')).toBeLessThan(kinds.indexOf('stop'));
    expect(kinds.slice(kinds.indexOf('stop'))).toEqual(['stop', 'file', 'file', 'link', 'start', 'remove']);
  });

  test('to another Node changes nothing outside of the release: each has its own', () => {
    const files = [...FILES, { ...packageFile(''), path: 'node' }];
    const node = '/usr/local/lib/virtcell/current/node';
    const copied = installPlan(facts({ ...machineAfter(first), ...NEXT, files, node, otherReleases: [old] }));
    const written = (steps: readonly Step[]) => steps.filter((step) => step.kind === 'file').slice(-2);
    expect(written(copied)).toEqual(written(first));
    expect(copied.map(stepText).filter((text) => text.endsWith('/usr/bin/node'))).toEqual([]);
  });

  test('removes the old release only once the new one serves', () => {
    expect(upgrade.at(-1)).toEqual({ kind: 'remove', path: old });
  });

  test('does not say anew whether it is started at boot', () => {
    expect(kinds).not.toContain('enable');
  });

  test('remembers what the first installation made', () => {
    expect(manifestOf(upgrade)?.made).toEqual(manifestOf(first)?.made);
    expect(manifestOf(upgrade)?.made).toMatchObject({ group: true, user: true });
  });

  test('of an agent that is stopped stops nothing', () => {
    const steps = installPlan(facts({ ...machineAfter(first), ...NEXT, isRunning: false }));
    expect(steps.map(({ kind }) => kind)).not.toContain('stop');
  });
});

describe('what is installed already', () => {
  const done = machineAfter(installPlan(facts()));

  test('is left alone when it is whole and runs', () => {
    expect(installPlan(facts(done))).toEqual([]);
  });

  test('loses what an earlier release placed, and this one does not', () => {
    const placedBefore = ['/usr/local/bin/virtcell', '/etc/init.d/virtcell'];
    expect(installPlan(facts({ ...done, ...NEXT, manager: 'none', placedBefore })).at(-1)).toEqual({
      ...{ kind: 'remove', path: '/etc/init.d/virtcell' },
    });
  });

  test('loses what an earlier upgrade left', () => {
    expect(installPlan(facts({ ...done, otherReleases: ['/old'] }))).toEqual([{ kind: 'remove', path: '/old' }]);
  });

  test.each([
    ['does not run', { isRunning: false }],
    ['lost its group', { hasGroup: false }],
    ['lost its user', { hasUser: false }],
    ['lost its configuration', { hasConfig: false }],
  ])('gets what it needs when it %s, and no second copy', (_, lacks) => {
    const kinds = installPlan(facts({ ...done, ...lacks })).map(({ kind }) => kind);
    expect(kinds).toContain('start');
    expect(kinds).not.toContain('release');
  });
});

test('a package is files below its folder: nobody’s accounts or services', () => {
  const steps = packagePlan(facts({ by: 'package', places: placesOf('package') }), '/stage');
  expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(['folder', 'release', 'file', 'link']));
  for (const step of steps) expect('path' in step && step.path).toMatch(/^\/stage\//);
  // What it names is where it will be.
  const files = steps.filter((step) => step.kind === 'file');
  expect(files.map(({ content }) => content).join()).not.toContain('/stage');
  expect(steps.find((step) => step.kind === 'link')).toMatchObject({ target: `releases/${RELEASE}` });
  // dpkg has its own list of what lies outside the release.
  expect(manifestOf(steps)?.placed).toEqual([]);
});

test('the same files are the same release', () => {
  expect(releaseName('0.2.0', FILES)).toBe(releaseName('0.2.0', [packageFile('0.2.0')]));
  expect(releaseName('0.2.0', FILES)).not.toBe(releaseName('0.2.0', [packageFile('0.2.1')]));
});
