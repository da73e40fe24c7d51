import { expect } from 'vitest';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { domainText, type Parts } from './domainText.ts';

/** The domain of a text with these parts, of which nothing may be said. */
export function readValid(parts: Parts = {}): Domain {
  const { domain, diagnostics } = readDomain(domainText(parts));
  expect(diagnostics).toEqual([]);
  if (!domain) throw new Error('no domain');
  return domain;
}

/** A disk of the file `/a`. */
export const disk = (target: string, more = '') => `<disk><source file='/a'/><target ${target}/>${more}</disk>`;

export const aliases = (devices: readonly { readonly alias: string }[]) => devices.map(({ alias }) => alias);
