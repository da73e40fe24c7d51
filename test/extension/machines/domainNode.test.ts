import { describe, expect, test } from 'vitest';
import { domainNode, problemNodes } from '../../../extension/machines/domainNode.ts';
import { DOMAIN_STATES, type DomainEntry } from '../../../protocol/methods.ts';
import { domain, runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';

const own = { isOwn: true };
const row = (of: DomainEntry) => domainNode(of, own, english);
const problem = { at: '2026-01-01T00:00:00Z', code: 'storage', message: 'the disk is full', hint: 'Make room.' };
const failure = { message: 'no such file', hint: 'Make it.' };

describe('a domain’s row', () => {
  test('says every state in words and by a shape of its own', () => {
    const rows = DOMAIN_STATES.map((state) => row(domain({ state })));
    const text = rows.map(({ icon, label, description, context }) => `${icon}  ${label}  ${description}  (${context})`);
    expect(text.join('\n')).toMatchInlineSnapshot(`
      "vm-outline  demo  shut off  (domain-stopped off defined by-hand file own)
      loading~spin  demo  starting  (domain-running starting defined by-hand file own)
      debug-pause  demo  paused  (domain-running paused defined by-hand file own)
      vm-running  demo  running  (domain-running up defined by-hand file own)
      stop-circle  demo  shutting down  (domain-running stopping defined by-hand file own)
      error  demo  crashed  (domain-stopped off defined by-hand file own)"
    `);
    expect(new Set(rows.map(({ icon }) => icon)).size).toBe(DOMAIN_STATES.length);
  });

  test.each([
    ['that it starts with the machine', domain({ autostart: true }), 'shut off · autostart'],
    ['that something went wrong', runningDomain({ problem }), 'running · problem'],
    [
      'that what runs is not what is defined any more',
      runningDomain({ definition: { file: null, sha256: 'b'.repeat(64) } }),
      'running · edited since start',
    ],
  ])('says %s', (_, of, words) => {
    expect(row(of).description).toBe(words);
  });

  test('says whose it is where it is another user’s', () => {
    expect(domainNode(domain({ owner: 1001 }), { isOwn: false }, english)).toMatchObject({
      description: 'shut off · of uid 1001',
      context: 'domain-stopped off defined by-hand file',
    });
  });

  test('says that a start failed', () => {
    const failed = domainNode(domain(), { ...own, failure }, english);
    expect([failed.icon, failed.description]).toEqual(['warning', 'shut off · start failed']);
  });

  test('says nothing of a failed start once it runs, whoever started it', () => {
    const running = domainNode(runningDomain(), { ...own, failure }, english);
    expect([running.icon, running.description]).toEqual(['vm-running', 'running']);
    expect(problemNodes(runningDomain(), { ...own, failure }, english)).toEqual([]);
  });

  test('says in its tooltip what was done to it', () => {
    expect(row(runningDomain({ taints: ['custom-monitor'] })).tooltip).toContain('tainted: custom-monitor');
  });

  test('keeps its id through every change', () => {
    const ids = DOMAIN_STATES.map((state) => row(domain({ state })).id);
    expect(new Set(ids).size).toBe(1);
  });
});

test('what went wrong stands below the domain, with what to do', () => {
  const rows = problemNodes(domain({ problem }), { ...own, failure }, english);
  expect(rows.map(({ label, description, tooltip }) => [label, description, tooltip])).toEqual([
    ['start failed', 'no such file', 'no such file\nMake it.'],
    ['problem', 'the disk is full', 'the disk is full\nMake room.'],
  ]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});
