import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addTransient, define, undefine } from '../../../../agent/lifecycle/definitions/definitions.ts';
import { loadDefinitions } from '../../../../agent/lifecycle/definitions/loadDefinitions.ts';
import { readXml } from '../../../../agent/lifecycle/readXml.ts';
import { Registry } from '../../../../agent/lifecycle/registry.ts';
import { domainXml, OTHER_UUID, quietAgent, UUID } from '../quietAgent.ts';

const ANN = 1000;
const BOB = 1001;

let agent: ReturnType<typeof quietAgent>;
beforeEach(() => {
  agent = quietAgent(3);
});
afterEach(() => agent.remove());

const pathOf = (name: string): string => `${agent.paths.stateDir}/definitions/${ANN}/${name}.xml`;

const sourceOf = (name: string): string => `${agent.paths.stateDir}/definitions/${ANN}/${name}.source.json`;

describe('a definition', () => {
  it('is kept with its UUID, for root’s eyes only, and is there for the next agent', () => {
    const { uuid } = define(agent, ANN, domainXml('vm'), undefined);
    expect(readFileSync(pathOf('vm'), 'utf8')).toContain(`<uuid>${uuid}</uuid>`);
    expect(statSync(pathOf('vm')).mode & 0o777).toBe(0o600);
    const next = { ...agent, registry: new Registry() };
    loadDefinitions(next);
    expect(next.registry.all()).toMatchObject([{ owner: ANN, name: 'vm', uuid, live: undefined }]);
  });

  it('remembers what it was made from, to the letter, for the next agent too', () => {
    const text = domainXml('vm');
    const { definition } = define(agent, ANN, text, '/home/ann/vm.xml');
    expect(definition?.source).toEqual({ file: '/home/ann/vm.xml', text });
    const next = { ...agent, registry: new Registry() };
    loadDefinitions(next);
    expect(next.registry.all()[0]?.definition).toEqual(definition);
  });

  it.each([
    ['is missing', () => rmSync(sourceOf('vm'))],
    ['is torn', () => writeFileSync(sourceOf('vm'), '{"file":')],
    ['has fields that nobody knows', () => writeFileSync(sourceOf('vm'), '{"file":null,"text":"","more":1}')],
    [
      'is of another text',
      () => writeFileSync(sourceOf('vm'), JSON.stringify({ file: '/x', text: domainXml('vm', OTHER_UUID) })),
    ],
  ])('is its own source when that %s', (_, harm) => {
    const { definition } = define(agent, ANN, domainXml('vm', UUID), '/home/ann/vm.xml');
    harm();
    const next = { ...agent, registry: new Registry() };
    loadDefinitions(next);
    expect(next.registry.all()[0]?.definition?.source).toEqual({ file: null, text: definition?.xml });
  });

  it('keeps its UUID when XML without one comes', () => {
    define(agent, ANN, domainXml('vm', UUID), undefined);
    expect(define(agent, ANN, domainXml('vm'), undefined).uuid).toBe(UUID);
    expect(agent.registry.all()).toHaveLength(1);
  });

  it.each([
    ['the name of another', domainXml('vm', OTHER_UUID), `there is a domain vm already, with UUID ${UUID}`],
    ['the UUID of another', domainXml('other', UUID), `${UUID} is the UUID of the domain vm already`],
  ])('is refused with %s of the owner’s, and changes nothing', (_, xml, message) => {
    define(agent, ANN, domainXml('vm', UUID), undefined);
    expect(() => define(agent, ANN, xml, undefined)).toThrow(message);
    expect(readFileSync(pathOf('vm'), 'utf8')).toContain(UUID);
    expect(existsSync(pathOf('other'))).toBe(false);
  });

  it('may have the name and the UUID of another user’s', () => {
    define(agent, ANN, domainXml('vm', UUID), undefined);
    expect(define(agent, BOB, domainXml('vm', UUID), undefined).owner).toBe(BOB);
  });

  it('is one of so many that a user may have; another’s do not count, nor does one that is there already', () => {
    for (const name of ['a', 'b', 'c']) define(agent, ANN, domainXml(name), undefined);
    expect(() => define(agent, ANN, domainXml('d'), undefined)).toThrow('has 3 domains, which is the limit');
    expect(() => addTransient(agent, ANN, readXml(domainXml('d')))).toThrow('has 3 domains');
    define(agent, ANN, domainXml('a'), undefined);
    define(agent, BOB, domainXml('d'), undefined);
  });

  it.each(['../../etc/passwd', '..', '.', 'a/b', 'a\nb', 'x'.repeat(201)])('is no file elsewhere: %j', (name) => {
    expect(() => define(agent, ANN, domainXml(name), undefined)).toThrow();
    expect(agent.registry.all()).toEqual([]);
  });

  it('is gone when it is undefined; one that only runs was none', () => {
    const record = define(agent, ANN, domainXml('vm'), undefined);
    undefine(agent, record);
    expect(existsSync(pathOf('vm'))).toBe(false);
    expect(existsSync(sourceOf('vm'))).toBe(false);
    expect(agent.registry.has(record)).toBe(false);
    expect(() => undefine(agent, record)).toThrow('not defined');
  });

  it('is refused when its UUID would make it longer than the next agent reads', () => {
    const xml = domainXml('vm');
    const padded = (length: number) => `${xml}<!--${'x'.repeat(length - Buffer.byteLength(xml) - 7)}-->`;
    expect(() => define(agent, ANN, padded(1 << 20), undefined)).toThrow('with its UUID');
    define(agent, ANN, padded((1 << 20) - 100), undefined);
  });
});
