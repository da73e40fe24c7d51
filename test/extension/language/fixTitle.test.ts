import { expect, test } from 'vitest';
import type { FixId } from '../../../domain-xml/assist/fix.ts';
import { fixTitle } from '../../../extension/language/fixTitle.ts';
import { english } from '../l10n.ts';

test.each<[FixId, string, string]>([
  ['change-to', 'disk', 'Change to disk'],
  ['add-attribute', "dev=''", "Add dev=''"],
  ['add-element', 'target', 'Add <target>'],
  ['add-serial-console', '', 'Add a serial console'],
  ['remove-end-tag', 'disk', 'Remove </disk>'],
])('%s %s', (id, name, title) => expect(fixTitle({ id, name }, english)).toBe(title));
