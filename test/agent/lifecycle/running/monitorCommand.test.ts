import { readFileSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AgentContext } from '../../../../agent/lifecycle/agentContext.ts';
import { domainRunDir, statusPath } from '../../../../agent/lifecycle/agentPaths.ts';
import { domainEntry } from '../../../../agent/lifecycle/registry.ts';
import { askMonitor } from '../../../../agent/lifecycle/running/monitorCommand.ts';
import { params } from '../../../../protocol/methods.ts';
import { validate } from '../../../../protocol/validate.ts';
import { OWNER } from '../hotPlug/pluggableDomain.ts';
import { PluggableSuite } from '../hotPlug/pluggableSuite.ts';

const suite = new PluggableSuite();

const QUERY = { execute: 'query-status' };
const ROOT = { uid: 0, gid: 0, groups: [], pid: 1 };

const ask = (command: { execute: string; arguments?: Record<string, unknown> }, by: AgentContext = suite.agent) =>
  askMonitor(by, OWNER, suite.domain.record, command);

const status = (): string =>
  readFileSync(statusPath(domainRunDir(suite.agent.paths, OWNER.uid, suite.domain.record.uuid)), 'utf8');

describe('a command to the monitor', () => {
  it('is asked as it is, and taints the domain, once and in its status file', async () => {
    const told = suite.agent.announced('tainted');
    await ask({ execute: 'device_del', arguments: { id: 'rng0' } });
    await told;
    await ask(QUERY);
    expect(domainEntry(suite.domain.record).taints).toEqual(['custom-monitor']);
    expect(status().match(/<taint flag='custom-monitor'\/>/g)).toHaveLength(1);
  });

  it('is its owner’s alone, and root is another', async () => {
    const refused = { data: { code: 'caller-refused' } };
    await expect(askMonitor(suite.agent, ROOT, suite.domain.record, QUERY)).rejects.toMatchObject(refused);
    expect(suite.domain.live.taints).toEqual([]);
  });

  it('is refused where the administrator switched it off', async () => {
    const strict = { ...suite.agent, config: { ...suite.agent.config, monitorCommands: false } };
    await expect(ask(QUERY, strict)).rejects.toMatchObject({ data: { code: 'switched-off' } });
    expect(suite.domain.live.taints).toEqual([]);
  });

  it('is refused where it is the agent’s own', async () => {
    await expect(ask({ execute: 'qmp_capabilities' })).rejects.toMatchObject({ data: { code: 'bad-request' } });
    expect(suite.domain.live.taints).toEqual([]);
  });

  it('is not asked where the taint cannot be written down', async () => {
    rmSync(domainRunDir(suite.agent.paths, OWNER.uid, suite.domain.record.uuid), { recursive: true });
    await expect(ask({ execute: 'device_add' })).rejects.toThrow();
    expect([suite.domain.live.taints, suite.qemu.changes]).toEqual([[], []]);
  });
});

describe('what is taken for a command', () => {
  let accepted: (command: unknown) => boolean;
  beforeEach(() => {
    accepted = (command) => {
      try {
        validate(params.monitorCommand, { name: 'vm', command }, 'monitorCommand');
        return true;
      } catch {
        return false;
      }
    };
  });

  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

  it.each<[string, unknown, boolean]>([
    ['a command alone', QUERY, true],
    ['one with arguments', { execute: 'qom-get', arguments: { path: '/machine', property: 'type' } }, true],
    ['one with arguments of any depth that makes sense', { execute: 'a', arguments: { a: nested(60) } }, true],
    ['one of some length', { execute: 'a', arguments: { a: 'x'.repeat(60_000) } }, true],
    ['text', '{"execute":"query-status"}', false],
    ['an id', { ...QUERY, id: 1 }, false],
    ['a command out of turn', { 'exec-oob': 'migrate-pause' }, false],
    ['no command', { arguments: {} }, false],
    ['a command that is none', { execute: 'a b' }, false],
    ['arguments that are none', { execute: 'a', arguments: [] }, false],
    ['a depth at which QEMU would not answer', { execute: 'a', arguments: { a: nested(100) } }, false],
    [
      'a depth at which we would not either',
      { execute: 'a', arguments: JSON.parse(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`) },
      false,
    ],
    ['half a character', { execute: 'a', arguments: { a: '\ud800' } }, false],
    ['half a character in a name', { execute: 'a', arguments: { '\udc00': 1 } }, false],
    ['a number that has become another', { execute: 'a', arguments: { a: 2 ** 53 + 2 } }, false],
    ['more than a command needs', { execute: 'a', arguments: { a: 'x'.repeat(70_000) } }, false],
  ])('%s', (_, command, is) => {
    expect(accepted(command)).toBe(is);
  });
});
