import { describe, expect, test } from 'vitest';
import { askFor, confirmationOf, LIFE_VERBS, type LifeVerb, refusalOf } from '../../../extension/machines/lifeVerbs.ts';
import type { Method } from '../../../protocol/methods.ts';
import { domain, runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';

const paused = runningDomain({ state: 'paused' });
const refused = (verb: LifeVerb, of = runningDomain()) => refusalOf(verb, of, english)?.code;

test('each is one request that names the domain by its UUID and its owner', async () => {
  const asked: [Method, object][] = [];
  const request = (method: Method, params: object) => {
    asked.push([method, params]);
    return Promise.resolve({}) as never;
  };
  for (const verb of LIFE_VERBS) await askFor(verb, { request }, runningDomain());
  const ref = { name: runningDomain().uuid, owner: 1000 };
  expect(asked).toEqual([
    ['shutdown', ref],
    ['reboot', ref],
    ['suspend', ref],
    ['resume', ref],
    ['reset', ref],
    ['destroy', ref],
    ['undefine', ref],
    ['autostart', { ...ref, enabled: true }],
    ['autostart', { ...ref, enabled: false }],
  ]);
});

describe('before what cannot be taken back', () => {
  test('the domain is named, and the yes says what it does', () => {
    const asked = LIFE_VERBS.flatMap((verb) => confirmationOf(verb, runningDomain(), english) ?? []);
    expect(asked.map(({ question, yes }) => [question, yes])).toEqual([
      ['Reset demo?', 'Reset'],
      ['Force off demo?', 'Force Off'],
      ['Undefine demo?', 'Undefine'],
    ]);
  });

  test.each([
    ['a file', domain(), '/home/ann/demo.domain.xml stays as it is.'],
    ['no file', domain({ definition: { file: null, sha256: '' } }), 'Its XML is in no file, and is lost.'],
    [
      'a running QEMU',
      runningDomain(),
      '/home/ann/demo.domain.xml stays as it is. It goes on running, and is gone when it ends.',
    ],
  ])('it is said what stays of a domain with %s', (_, of, detail) => {
    expect(confirmationOf('undefine', of, english)?.detail).toBe(detail);
  });
});

describe('what is not possible is refused before anybody is asked', () => {
  test.each([
    [
      'of a domain that is off',
      domain(),
      'domain-not-running',
      ['shutDown', 'reboot', 'suspend', 'resume', 'reset', 'forceOff'],
    ],
    ['of a paused one', paused, 'domain-state', ['shutDown', 'reboot']],
    ['of a running one', runningDomain(), 'domain-state', ['resume']],
    [
      'of one that only runs',
      runningDomain({ definition: null }),
      'domain-not-found',
      ['undefine', 'autostartOn', 'autostartOff'],
    ],
  ] as const)('%s', (_, of, code, verbs) => {
    expect(LIFE_VERBS.filter((verb) => refused(verb, of) === code)).toEqual(verbs);
  });
});
