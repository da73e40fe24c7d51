import { describe, expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';

const OURS = 'https://virtcell.dev/xmlns/domain/1';
const domainWith = (metadata: string): string => `<domain type='qemu'>
  <name>m</name>
  <metadata>${metadata}</metadata>
  <memory>65536</memory>
  <os><type arch='x86_64'>hvm</type></os>
</domain>`;
const nodes = (metadata: string) =>
  readDomain(domainWith(metadata)).domain?.extraNodes.map(({ path, origin }) => [path, origin.element]);

describe('nodes in the metadata', () => {
  test('are those of our namespace, whatever its prefix', () => {
    expect(nodes(`<v:devices xmlns:v='${OURS}'><v:node path='/dev/a'/><v:node path='/dev/b'/></v:devices>`)).toEqual([
      ['/dev/a', '/domain/metadata/v:devices/v:node[1]'],
      ['/dev/b', '/domain/metadata/v:devices/v:node[2]'],
    ]);
    expect(nodes(`<devices xmlns='${OURS}'><node path='/dev/a'/></devices>`)).toHaveLength(1);
  });

  test.each([
    ['another namespace', "<v:devices xmlns:v='urn:x'><v:node path='/dev/a'/></v:devices>"],
    ['no namespace', "<devices><node path='/dev/a'/></devices>"],
    ['a prefix that stands for nothing', "<v:devices><v:node path='/dev/a'/></v:devices>"],
    ['a nearer declaration', `<v:devices xmlns:v='${OURS}'><v:node xmlns:v='urn:x' path='/dev/a'/></v:devices>`],
    ['another element of ours', `<v:other xmlns:v='${OURS}'><v:node path='/dev/a'/></v:other>`],
  ])('%s is somebody else’s', (_, metadata) => {
    expect(nodes(metadata)).toEqual([]);
  });

  test.each([
    ['no path', '', 'missing-attribute'],
    ['a path elsewhere', "path='/etc/passwd'", 'invalid-value'],
    ['a relative path', "path='dev/a'", 'invalid-value'],
  ])('with %s are an error at their place', (_, attribute, code) => {
    const { diagnostics } = readDomain(domainWith(`<v:devices xmlns:v='${OURS}'>\n<v:node ${attribute}/></v:devices>`));
    expect(diagnostics).toMatchObject([{ code, range: { start: { line: 3 } } }]);
  });
});
