import { describe, expect, test } from 'vitest';
import { changesText, unifiedDiff } from '../../../../agent/cli/domains/diff.ts';
import { infoText } from '../../../../agent/cli/domains/dominfo.ts';
import { info } from '../../server/fakeService.ts';

describe('what is told of a domain', () => {
  test('leaves out what is not so', () => {
    const told = infoText({ ...info(1000), state: 'shut off', id: null, pid: null, startedFrom: null, reason: null });
    expect(told).toMatch(/^State: +shut off$/m);
    expect(told).not.toMatch(/^(Process|Started from|Next start|Problem):/m);
  });

  test('has what went wrong, and what the next start does', () => {
    const problem = { at: '2026-01-02T03:04:05.678Z', code: 'storage', message: 'its state cannot be written down' };
    const told = infoText({ ...info(1000), changed: true, problem, autostart: true });
    expect(told).toMatch(/^State: +running \(booted\)$/m);
    expect(told).toMatch(/^CPU\(s\): +1 of 2$/m);
    expect(told).toMatch(/^Max memory: +65536 KiB$/m);
    expect(told).toMatch(/^Private \/dev: +9 nodes, 180 hidden, mount namespace 4026532001$/m);
    expect(told).toMatch(/^Next start: +differs/m);
    expect(told).toMatch(/^Autostart: +enable$/m);
    expect(told).toMatch(/^Problem: +its state cannot be written down \[storage\]/m);
  });
});

describe('what the next start changes', () => {
  const startedFrom = { file: '/home/ann/vm.xml', text: '<a>\n  <b/>\n</a>\n' };
  const none = { startedFrom, attached: [], detached: [] };

  test('is a unified diff of the texts', () => {
    const definition = { file: null, text: '<a>\n  <c/>\n</a>\n' };
    expect(unifiedDiff({ ...none, definition })).toBe(
      '--- /home/ann/vm.xml\tas started\n+++ domain.xml\tas defined\n@@ -1,3 +1,3 @@\n <a>\n-  <b/>\n+  <c/>\n </a>\n',
    );
  });

  test('is nothing where they are the same, and where there is no definition', () => {
    expect(changesText('vm', { ...none, definition: startedFrom })).toBe("The next start of 'vm' changes nothing.");
    expect(changesText('vm', { ...none, definition: null })).toContain('when it ends it is gone');
  });

  test('has the devices that came and went', () => {
    const changes = {
      attached: [{ alias: 'rng1', xml: '<rng>\n</rng>' }],
      detached: [{ alias: 'rng0', xml: '<rng/>' }],
    };
    expect(changesText('vm', { ...none, ...changes, definition: startedFrom })).toBe(
      'attached since the start: rng1\n  <rng>\n  </rng>\ndetached since the start: rng0\n  <rng/>',
    );
  });
});
