import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { writeSampleWorkspace } from '../../scripts/editor/sampleWorkspace.mjs';
import { announcement } from '../../scripts/start/announcement.mjs';
import { directions, mayUseDesktop, writeDoor } from '../../scripts/start/openEditor.mjs';

const PLACES = { cache: '/home/ann/.cache/virtcell', folder: '/run/virtcell-demo-1', qemuUser: 'ann' };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('what will be done is said before it is', () => {
  test('on a bare machine', () => {
    const bare = {
      packages: ['qemu-system-x86', 'make'],
      npm: 'install',
      guestMade: false,
      editor: 'missing',
    } as const;
    expect(announcement({ ...bare, ...PLACES, packages: [...bare.packages] })).toMatchInlineSnapshot(`
      "The Virtcell demo will:
        - install qemu-system-x86 make: about a minute (apt-get says how many MB)
        - fetch npm packages: 118 MB, under a minute
        - build dist/: a second
        - make a Linux guest in /home/ann/.cache/virtcell: 27 MB to fetch, 16 MB kept, 3 seconds
        - make the editor in /home/ann/.cache/virtcell: VS Code, 250 MB to fetch, 810 MB kept, a minute or two
        - start an agent of its own in /run/virtcell-demo-1; VMs run as ann
        - open the sample workspace in the editor, one click away from a running VM
      Ctrl-C ends the demo: VM, agent and editor are gone then, and nothing of them is left but the cache."
    `);
  });

  test('where all is there', () => {
    const ready = { packages: [], npm: 'none', guestMade: true, editor: 'made' } as const;
    expect(announcement({ ...ready, ...PLACES, packages: [] })).toMatchInlineSnapshot(`
      "The Virtcell demo will:
        - the distribution's packages are there
        - npm packages are there
        - build dist/: a second
        - the Linux guest is there
        - the editor is there
        - start an agent of its own in /run/virtcell-demo-1; VMs run as ann
        - open the sample workspace in the editor, one click away from a running VM
      Ctrl-C ends the demo: VM, agent and editor are gone then, and nothing of them is left but the cache."
    `);
  });

  test('in a terminal', () => {
    const ready = { packages: [], npm: 'none', guestMade: true, editor: 'none' } as const;
    const text = announcement({ ...ready, ...PLACES, packages: [] });
    expect(text).toContain('attach this terminal to its serial console');
    expect(text).toContain('Ctrl-] ends the demo');
    expect(text).not.toContain('MB');
  });
});

test('without a screen the way to it is told', () => {
  const editor = { url: 'http://127.0.0.1:4000/?tkn=a', port: 4000 };
  expect(directions(editor, true, 'lab').join('\n')).not.toContain('ssh');
  expect(directions(editor, false, 'lab')).toContain('From another machine, first: ssh -L 4000:127.0.0.1:4000 lab');
});

test('the user’s own editor is asked for only with a screen, a terminal, and not as root', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'code'), '', { mode: 0o755 });
  const env = { PATH: folder, DISPLAY: ':0' };
  expect(mayUseDesktop({ uid: 1000, env }, true)).toBe(true);
  expect(mayUseDesktop({ uid: 0, env }, true)).toBe(false);
  expect(mayUseDesktop({ uid: 1000, env }, false)).toBe(false);
  expect(mayUseDesktop({ uid: 1000, env: { PATH: folder } }, true)).toBe(false);
  expect(mayUseDesktop({ uid: 1000, env: { ...env, PATH: '/nowhere' } }, true)).toBe(false);
});

test('the workspace holds samples that start, and says what to click', () => {
  const folder = join(temporaryFolder(), 'workspace');
  writeSampleWorkspace(folder, '/home/ann/.cache/virtcell', {});
  expect(readdirSync(folder).sort()).toEqual([
    ...['README.md', 'bootsector.domain.xml', 'devices.domain.xml', 'linux.domain.xml'],
  ]);
  const linux = readFileSync(join(folder, 'linux.domain.xml'), 'utf8');
  expect(linux).toContain('<kernel>/home/ann/.cache/virtcell/linux-guest/vmlinuz<');
  expect(readDomain(linux).diagnostics).toEqual([]);
});

test('the browser is shown the editor by a page of the user’s alone: a command line is everybody’s', () => {
  const path = writeDoor(temporaryFolder(), 'http://127.0.0.1:4000/?tkn=secret&folder=/w', {});
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toContain('url=http://127.0.0.1:4000/?tkn=secret&amp;folder=/w"');
});
