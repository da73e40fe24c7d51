import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { placesOf } from '../../../agent/install/places.ts';
import { commandText, initScriptText, unitText } from '../../../agent/install/serviceFiles.ts';

const places = placesOf('install');

function fileWith(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-service-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('the unit', () => {
  const text = unitText('/usr/bin/node', places);

  test.each([
    'Type=notify',
    'KillMode=process',
    'Delegate=yes',
    'OOMPolicy=continue',
    'TasksMax=infinity',
    'Restart=on-failure',
    'ExecStart=/usr/bin/node /usr/local/lib/virtcell/current/virtcell.js agent run --service',
  ])('says %s', (line) => expect(text.split('\n')).toContain(line));

  test('has no option that makes a mount namespace, systemd.exec(5)', () => {
    const keys = [...text.matchAll(/^(\w+)=/gm)].map(([, key]) => key);
    const makesOne = /^(Private|Protect|Read|Inaccessible|Bind|Temporary|Root|Mount|Dynamic|Exec.*Paths|.*Directory$)/;
    expect(keys.filter((key) => makesOne.test(key ?? ''))).toEqual([]);
  });

  // The machine's own word where it has one; the manual page is not installed here.
  test.skipIf(!existsSync('/usr/bin/systemd-analyze'))('passes systemd-analyze verify, where that is', () => {
    const path = fileWith('virtcell.service', unitText(process.execPath, places));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' });
    expect([status, stderr.split('\n').filter((line) => line.includes('virtcell'))]).toEqual([0, []]);
  });
});

test('the script for other machines is one for any shell, with the header of LSB', () => {
  const text = initScriptText(places);
  execFileSync('sh', ['-n', fileWith('virtcell', text)]);
  for (const key of ['Provides', 'Required-Start', 'Required-Stop', 'Default-Start', 'Default-Stop']) {
    expect(text).toMatch(new RegExp(`^# ${key}: +\\S`, 'm'));
  }
});

test('the command runs the installed Node, whatever PATH says', () => {
  expect(commandText('/usr/bin/node', places)).toBe(
    '#!/bin/sh\nexec /usr/bin/node /usr/local/lib/virtcell/current/virtcell.js "$@"\n',
  );
});
