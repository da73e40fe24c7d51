import { expect, test } from 'vitest';
import { isPrivileged } from '../../../agent/server/audit.ts';
import { params } from '../../../protocol/methods.ts';

const VERBS = Object.keys(params);

test('the agent has these verbs: each that changes something is in the audit', () => {
  expect(VERBS.filter(isPrivileged)).toEqual([
    ...['define', 'undefine', 'create', 'start', 'shutdown', 'reboot', 'reset', 'suspend', 'resume', 'destroy'],
    ...['autostart', 'syncDev', 'attachDevice', 'detachDevice', 'monitorCommand'],
  ]);
  expect(VERBS.filter((verb) => !isPrivileged(verb))).toEqual([
    ...['hello', 'doctor', 'plan', 'dominfo', 'changes', 'list', 'dumpxml', 'dev', 'consoleLog', 'subscribe'],
  ]);
});

test('what is no verb is in no audit', () => {
  expect(['constructor', 'run', ''].filter(isPrivileged)).toEqual([]);
});

test('no verb takes a command line, an environment or a program, but one for QEMU’s monitor', () => {
  const fields = VERBS.flatMap((verb) => Object.keys(params[verb as keyof typeof params].shape));
  expect([...new Set(fields)].sort()).toEqual([
    ...['alias', 'all', 'client', 'command', 'enabled', 'file', 'inactive', 'name', 'owner', 'paused', 'protocol'],
    ...['times', 'xml'],
  ]);
  expect(VERBS.filter((verb) => 'command' in params[verb as keyof typeof params].shape)).toEqual(['monitorCommand']);
});
