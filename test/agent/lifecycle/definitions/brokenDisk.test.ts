import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { define } from '../../../../agent/lifecycle/definitions/definitions.ts';
import { loadDefinitions } from '../../../../agent/lifecycle/definitions/loadDefinitions.ts';
import { quarantined } from '../../../../agent/lifecycle/definitions/quarantine.ts';
import { Registry } from '../../../../agent/lifecycle/registry.ts';
import { domainXml, OTHER_UUID, quietAgent, UUID } from '../quietAgent.ts';

const ANN = 1000;

/** What the disk answers instead of a file, by the end of its path. */
const broken = vi.hoisted(() => new Map<string, string>());
vi.mock('../../../../agent/lifecycle/definitions/keptFile.ts', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../../../agent/lifecycle/definitions/keptFile.ts')>();
  const readKept = (path: string, limit: number): string => {
    for (const [end, code] of broken)
      if (path.endsWith(end)) throw Object.assign(new Error(`${code} ${path}`), { code });
    return real.readKept(path, limit);
  };
  return { ...real, readKept };
});

let agent: ReturnType<typeof quietAgent>;
beforeEach(() => {
  broken.clear();
  agent = quietAgent();
  define(agent, ANN, domainXml('vm', UUID), '/home/ann/vm.xml');
  define(agent, ANN, domainXml('usual', OTHER_UUID), undefined);
});
afterEach(() => agent.remove());

/** The domains that the next agent takes in, with the file that each was made from. */
function load(): Record<string, string | null | undefined> {
  const next = { ...agent, registry: new Registry() };
  loadDefinitions(next);
  return Object.fromEntries(next.registry.all().map(({ name, definition }) => [name, definition?.source.file]));
}

it.each(['EIO', 'EMFILE'])('a definition that gives %s stays where it is, for the agent that comes next', (code) => {
  broken.set('/vm.xml', code);
  expect(load()).toEqual({ usual: null });
  expect(agent.said.join()).toMatch(/vm\.xml cannot be read now/);
  expect(quarantined(agent.paths, 'stateDir')).toEqual([]);
  broken.clear();
  expect(load()).toEqual({ usual: null, vm: '/home/ann/vm.xml' });
});

it('so does what it was made from, without which it is its own source for now', () => {
  broken.set('/vm.source.json', 'EIO');
  expect(load()).toEqual({ usual: null, vm: null });
  expect(existsSync(`${agent.paths.stateDir}/definitions/${ANN}/vm.source.json`)).toBe(true);
  broken.clear();
  expect(load()).toMatchObject({ vm: '/home/ann/vm.xml' });
});

it('what is broken itself is moved away all the same', () => {
  broken.set('/vm.xml', 'ELOOP');
  expect(load()).toEqual({ usual: null });
  expect(quarantined(agent.paths, 'stateDir')).toHaveLength(1);
});
