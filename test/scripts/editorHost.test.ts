import { expect, test } from 'vitest';
import { editorHost, editorObstacle } from '../../scripts/editor/host.mjs';
import { editorUrl } from '../../scripts/editor/serve.mjs';

const ROOM = () => 2e9;

test('an editor that cannot be made is refused before anything is fetched', () => {
  let asked = false;
  const registry = () => {
    asked = true;
    return true;
  };
  expect(editorObstacle('/nowhere/at/all', () => 700e6, registry)).toBe(
    'The editor needs 1500 MB while it is built; /nowhere/at/all has 700 MB. VIRTCELL_CACHE chooses another folder.',
  );
  expect(asked).toBe(false);
  expect(editorObstacle('/cache', ROOM, () => false)).toContain("npm's registry does not answer");
  expect(editorObstacle('/cache', ROOM, registry)).toBeUndefined();
});

test('the free space asked for is that of the nearest folder that is there', () => {
  const asked: string[] = [];
  editorObstacle(
    '/nowhere/at/all',
    (path) => asked.push(path) && 2e9,
    () => true,
  );
  expect(asked).toEqual(['/']);
});

test('the host lies in the cache, by its version and processor', () => {
  const { node, folder } = editorHost('/cache');
  expect(folder).toMatch(/^\/cache\/editor-[\d.]+-\w+\/node_modules\/code-server\/lib\/vscode$/);
  expect(node.startsWith('/cache/editor-')).toBe(true);
});

test('the URL holds token, folder and the file to open', () => {
  const url = new URL(editorUrl('http://127.0.0.1:8080', 'abc', '/run/a b', '/run/a b/vm.xml'));
  expect(url.searchParams.get('tkn')).toBe('abc');
  expect(url.searchParams.get('folder')).toBe('/run/a b');
  expect(JSON.parse(url.searchParams.get('payload') ?? '')).toEqual([
    ['openFile', 'vscode-remote://127.0.0.1:8080/run/a b/vm.xml'],
  ]);
});
