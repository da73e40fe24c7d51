import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { define } from '../../../../agent/lifecycle/definitions/definitions.ts';
import { loadDefinitions } from '../../../../agent/lifecycle/definitions/loadDefinitions.ts';
import { quarantined } from '../../../../agent/lifecycle/definitions/quarantine.ts';
import { Registry } from '../../../../agent/lifecycle/registry.ts';
import { domainXml, OTHER_UUID, quietAgent, UUID } from '../quietAgent.ts';
import { HOSTILE } from './hostileFiles.ts';

const ANN = 1000;

let agent: ReturnType<typeof quietAgent>;
beforeEach(() => {
  agent = quietAgent();
  define(agent, ANN, domainXml('vm', UUID), '/home/ann/vm.xml');
  define(agent, ANN, domainXml('usual', OTHER_UUID), undefined);
});
afterEach(() => agent.remove());

const folder = (): string => `${agent.paths.stateDir}/definitions/${ANN}`;

/** The names of the domains that the next agent takes in. */
function load(): string[] {
  const next = { ...agent, registry: new Registry() };
  loadDefinitions(next);
  return next.registry
    .all()
    .map(({ name }) => name)
    .sort();
}

/** What was moved away: where it was, and what lies in its folder now. */
const moved = () =>
  quarantined(agent.paths, 'stateDir').map(({ path, why, folder: place }) => ({
    path,
    why,
    files: readdirSync(place).sort(),
  }));

describe('in the place of a definition', () => {
  it.each(Object.entries(HOSTILE))(
    '%s is moved away with a message, as it is; the others are taken in',
    (_, { put, said }) => {
      const path = `${folder()}/vm.xml`;
      put(path);
      const { ino } = lstatSync(path);
      expect(load()).toEqual(['usual']);
      expect(moved()).toEqual([
        { path, why: expect.stringContaining(said), files: ['vm.source.json', 'vm.xml', 'why.json'] },
      ]);
      expect(agent.said.join()).toContain(path);
      expect(existsSync(path)).toBe(false);
      const [{ folder: place } = { folder: '' }] = quarantined(agent.paths, 'stateDir');
      expect(lstatSync(`${place}/vm.xml`).ino).toBe(ino);
      // Whoever defines the name again overwrites nothing.
      define({ ...agent, registry: new Registry() }, ANN, domainXml('vm'), undefined);
      expect(lstatSync(`${place}/vm.xml`).ino).toBe(ino);
    },
  );

  it.each([
    [
      'another domain',
      domainXml('other', '5d3c8f1e-0000-4000-8000-000000000003'),
      'the domain in it has another name: other',
    ],
    ['a domain whose UUID is taken', domainXml('vm', OTHER_UUID), 'the domain usual has the same UUID'],
    ['XML that is too deep', `<domain>${'<a>'.repeat(65)}${'</a>'.repeat(65)}</domain>`, ''],
    ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${domainXml('vm', UUID)}`, ''],
  ])('%s is moved away', (_, text, why) => {
    writeFileSync(`${folder()}/vm.xml`, text);
    expect(load()).toEqual(['usual']);
    expect(moved()).toMatchObject([{ why: expect.stringContaining(why) }]);
  });

  it('a name with a line end is no name', () => {
    renameSync(`${folder()}/vm.xml`, `${folder()}/v\nm.xml`);
    expect(load()).toEqual(['usual']);
    expect(moved()).toMatchObject([{ path: `${folder()}/v\nm.xml` }]);
  });
});

describe('in the place of what belongs to a definition', () => {
  it.each(Object.entries(HOSTILE))('%s is moved away; the definition is its own source', (_, { put }) => {
    put(`${folder()}/vm.source.json`);
    expect(load()).toEqual(['usual', 'vm']);
    expect(moved()).toMatchObject([{ path: `${folder()}/vm.source.json`, files: ['vm.source.json', 'why.json'] }]);
  });

  it('a folder says nothing of the domain’s start with the machine', () => {
    mkdirSync(`${folder()}/vm.autostart`);
    expect(load()).toEqual(['usual', 'vm']);
    expect(moved()).toMatchObject([{ path: `${folder()}/vm.autostart` }]);
  });
});

describe('in the place of a user’s folder', () => {
  it.each([
    ['a link', (path: string) => symlinkSync('/etc', path)],
    ['a file', (path: string) => writeFileSync(path, '')],
    ['a folder that others may write', (path: string) => mkdirSync(path, { mode: 0o777 })],
  ])('%s is moved away', (_, put) => {
    const path = `${agent.paths.stateDir}/definitions/1001`;
    const before = process.umask(0);
    put(path);
    process.umask(before);
    expect(load()).toEqual(['usual', 'vm']);
    expect(moved()).toMatchObject([{ path, files: ['1001', 'why.json'] }]);
  });

  it('what is nobody’s stays', () => {
    mkdirSync(`${agent.paths.stateDir}/definitions/lost+found`);
    writeFileSync(`${folder()}/notes`, '');
    expect(load()).toEqual(['usual', 'vm']);
    expect(moved()).toEqual([]);
  });
});

it('what cannot be moved stays, and is not used', () => {
  const path = `${folder()}/vm.xml`;
  writeFileSync(path, '<domain');
  writeFileSync(`${agent.paths.stateDir}/quarantine`, 'in the way');
  expect(load()).toEqual(['usual']);
  expect(readFileSync(path, 'utf8')).toBe('<domain');
  expect(agent.said.join()).toContain('cannot be moved to the quarantine');
});
