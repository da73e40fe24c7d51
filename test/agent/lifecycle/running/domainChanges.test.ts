import { expect, it } from 'vitest';
import { newRecord } from '../../../../agent/lifecycle/registry.ts';
import { domainChanges } from '../../../../agent/lifecycle/running/dominfo.ts';
import { domainXml, UUID } from '../quietAgent.ts';

it('what the next start takes is told also of a domain that does not run, as it was sent', () => {
  const source = { file: '/home/ann/vm.xml', text: domainXml('vm') };
  const definition = { xml: domainXml('vm', UUID), source, waysIn: { screen: false, console: false } };
  const record = newRecord(1000, { name: 'vm', uuid: UUID }, definition);
  expect(domainChanges(record)).toEqual({ startedFrom: null, definition: source, attached: [], detached: [] });
});
