import { expect, test } from 'vitest';
import type * as vscode from 'vscode';
import { DomainDocuments } from '../../../extension/language/domainDocuments.ts';
import { english } from '../l10n.ts';

const documents = new DomainDocuments((scheme) => scheme !== 'git', english);

function document(given: { languageId?: string; scheme?: string; text?: string }) {
  const { languageId = 'xml', scheme = 'file', text = '<domain><name>vm</name></domain>' } = given;
  return { version: 1, languageId, uri: { scheme }, getText: () => text } as unknown as vscode.TextDocument & {
    languageId: string;
  };
}

test.each([
  ['xml', '<domain/>', true],
  ['xml', '<network/>', false],
  ['virtcell-domain', '<network/>', true],
  ['plaintext', '<domain/>', false],
])('%s with %s is one: %s', (languageId, text, isDomain) => {
  expect(documents.domainOf(document({ languageId, text })) !== undefined).toBe(isDomain);
});

test('what cannot be saved defines nothing: the old side of a comparison', () => {
  expect(documents.domainOf(document({ scheme: 'git' }))).toBeUndefined();
  expect(documents.nameOf(document({ scheme: 'untitled' }))).toBe('vm');
});

test('another language comes to the same version of the same document', () => {
  const one = document({ languageId: 'plaintext' });
  expect(documents.domainOf(one)).toBeUndefined();
  one.languageId = 'xml';
  expect(documents.nameOf(one)).toBe('vm');
  one.languageId = 'plaintext';
  expect(documents.domainOf(one)).toBeUndefined();
});

test('the paths of a document are looked for once a version', () => {
  const one = document({
    text: `<domain><devices><rng model='virtio'><backend model='random'>/dev/urandom</backend></rng></devices></domain>`,
  });
  const paths = documents.pathsOf(one);
  expect(paths.map(({ path }) => path)).toEqual(['/dev/urandom']);
  expect(documents.pathsOf(one)).toBe(paths);
  expect(documents.pathsOf({ ...one, version: 2 })).not.toBe(paths);
  expect(documents.pathsOf(document({ text: '<network/>' }))).toEqual([]);
});
