import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import { readUserDatabase } from '../access/userDatabase.ts';
import { type Manifest, readManifest, sha256 } from './manifest.ts';
import { GROUP, type Places, placesOf, QEMU_USER } from './places.ts';
import { type RunningDomain, runningDomains } from './runningDomains.ts';
import { type ServiceManager, serviceManager } from './serviceManager.ts';
import type { Step } from './step.ts';

export interface UninstallFacts {
  readonly places: Places;
  readonly manifest: Manifest;
  readonly manager: ServiceManager;
  /** What is there still: an uninstallation may have broken off. */
  readonly hasUser: boolean;
  readonly hasGroup: boolean;
  readonly running: readonly RunningDomain[];
  /** The configuration's hash as it is; undefined where there is none. */
  readonly config: string | undefined;
  /** Files that users have in the state folder, by its folders' names. */
  readonly kept: { readonly definitions: number; readonly consoles: number };
}

/** What an uninstallation does, and what it leaves. */
export interface UninstallPlan {
  readonly steps: readonly Step[];
  readonly leaves: readonly { readonly path: string; readonly what: string }[];
}

/** @throws VirtcellError `not-installed`, `install-refused` where a package manager is in charge */
export function uninstallFacts(): UninstallFacts {
  const places = placesOf('install');
  const manifest = readManifest(places.current);
  if (!manifest) throw notInstalled();
  const { users, groups } = readUserDatabase();
  return {
    ...{ places, manifest, manager: serviceManager(), running: runningDomains(places.runDir) },
    hasUser: users.some(({ name }) => name === QEMU_USER),
    hasGroup: groups.some(({ name }) => name === GROUP),
    config: existsSync(places.config) ? sha256(readFileSync(places.config)) : undefined,
    kept: {
      definitions: filesBelow(join(places.stateDir, 'definitions'), '.xml'),
      consoles: filesBelow(join(places.stateDir, 'consoles'), '.log'),
    },
  };
}

function notInstalled(): VirtcellError {
  if (!readManifest(placesOf('package').current)) {
    return new VirtcellError({ code: 'not-installed', message: 'no agent is installed on this machine' });
  }
  const message = 'the agent was installed as a package';
  return new VirtcellError({ code: 'not-installed', message, hint: 'apt remove virtcell' });
}

const filesBelow = (folder: string, suffix: string): number =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(suffix)).length
    : 0;

/** What users made stays: definitions, console logs, a configuration that somebody has changed. */
export function uninstallPlan({
  places,
  manifest,
  manager,
  running,
  config,
  kept,
  ...has
}: UninstallFacts): UninstallPlan {
  const { made } = manifest;
  const configIsOurs = config !== undefined && config === made.config;
  // Their processes are the user's, and their status files what another agent would take them over by.
  const anyRuns = running.length > 0;
  const remove = (path: string): Step => ({ kind: 'remove', path });
  const steps: Step[] = [
    { kind: 'stop', manager },
    ...(anyRuns ? [] : [{ kind: 'require-idle' } as const]),
    { kind: 'disable', manager },
    // What may be refused comes first; and the manifest goes last: without it nobody knows what is left to be removed.
    ...(made.user && has.hasUser && !anyRuns ? [{ kind: 'remove-user', name: QEMU_USER } as const] : []),
    ...(made.group && has.hasGroup ? [{ kind: 'remove-group', name: GROUP } as const] : []),
    ...(configIsOurs ? [remove(places.config)] : []),
    { kind: 'remove-empty', path: places.configDir },
    { kind: 'remove-empty', path: places.stateDir },
    ...(anyRuns ? [] : [remove(places.runDir)]),
    remove(places.log),
    remove(`${places.log}.1`),
    ...manifest.placed.map(({ path }) => remove(path)),
    ...(manager === 'systemd' ? [{ kind: 'reload', manager } as const] : []),
    remove(places.lib),
  ];
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  const leaves = [
    [kept.definitions > 0, join(places.stateDir, 'definitions'), count(kept.definitions, 'definition')],
    [kept.consoles > 0, join(places.stateDir, 'consoles'), count(kept.consoles, 'console log')],
    [config !== undefined && !configIsOurs, places.config, 'the configuration, which was changed'],
    [anyRuns, places.runDir, `${count(running.length, 'virtual machine')} that no agent follows any more`],
    [anyRuns && made.user, '/etc/passwd', `the user ${QEMU_USER}, as whom one of them may run`],
  ] as const;
  return { steps, leaves: leaves.flatMap(([there, path, what]) => (there ? [{ path, what }] : [])) };
}
