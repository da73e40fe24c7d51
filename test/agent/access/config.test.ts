import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maySee } from '../../../agent/access/caller.ts';
import { type AgentConfig, readConfig } from '../../../agent/access/config.ts';
import { DEFAULT_NODES } from '../../../plan/privateDev/wanted.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): AgentConfig {
  const path = join(folder, 'agent.json');
  writeFileSync(path, text);
  return readConfig(path);
}

const DEFAULTS: AgentConfig = {
  defaultNodes: [...DEFAULT_NODES],
  grants: [],
  namespaces: ['mount'],
  devSync: 'manual',
  allowUnconfined: false,
  monitorCommands: true,
  limits: { domainsPerUser: 64, consoleLogBytes: 16 << 20, shellsPerUser: 8 },
};

describe('the configuration', () => {
  it('has its defaults without a file, and for every key that is left out', () => {
    expect(readConfig(undefined)).toEqual(DEFAULTS);
    expect(read('{}')).toEqual(DEFAULTS);
    expect(read('{"limits":{}}')).toEqual(DEFAULTS);
  });

  it.each([
    ['qemuUser', 'libvirt-qemu'],
    ['qemuUser', 'root'],
    ['defaultNodes', []],
    ['defaultNodes', ['/dev/null', '/dev/dri/renderD128']],
    ['namespaces', []],
    ['allowUnconfined', true],
    ['monitorCommands', false],
    ['limits', { domainsPerUser: 1, consoleLogBytes: 65_536, shellsPerUser: 0 }],
  ])('takes %s: %j', (key, value) => {
    expect(read(JSON.stringify({ [key]: value }))).toEqual({ ...DEFAULTS, [key]: value });
  });

  it.each([
    ['a misspelt key', '{"allowUnconfinde":true}', 'allowUnconfinde'],
    ['a misspelt limit', '{"limits":{"domains":3}}', 'domains'],
    ['another namespace', '{"namespaces":["mount","net"]}', 'namespaces'],
    ['a default node outside /dev', '{"defaultNodes":["/etc/shadow"]}', 'defaultNodes'],
    ['a user that is a command line', '{"qemuUser":"x --groups"}', 'qemuUser'],
    ['a limit of none', '{"limits":{"domainsPerUser":0}}', 'domainsPerUser'],
    ['a log of nothing', '{"limits":{"consoleLogBytes":4096}}', 'consoleLogBytes'],
    ['a word for a switch', '{"allowUnconfined":"no"}', 'allowUnconfined'],
    ['a list', '[]', 'object'],
    ['half a file', '{"allowUnconfined":', 'JSON'],
  ])('refuses %s, naming the file and the thing', (_, text, named) => {
    expect(() => read(text)).toThrow(named);
    expect(() => read(text)).toThrow(join(folder, 'agent.json'));
  });

  it('that was named and is not there is an error', () => {
    expect(() => readConfig(join(folder, 'none.json'))).toThrow('ENOENT');
  });
});

describe('who sees whose domains', () => {
  it.each([
    [0, 1000, true],
    [1000, 1000, true],
    [1000, 1001, false],
    [1000, 0, false],
  ])('uid %i those of uid %i: %s', (uid, owner, sees) => {
    expect(maySee({ uid, gid: uid, groups: [], pid: 1 }, owner)).toBe(sees);
  });
});
