import type { Fix } from '../../domain-xml/assist/fix.ts';
import type { L10n } from '../l10n.ts';

/** What a fix does, in words. */
export function fixTitle({ id, name }: Pick<Fix, 'id' | 'name'>, l10n: L10n): string {
  switch (id) {
    case 'change-to':
      return l10n.t('Change to {0}', name);
    case 'insert':
      return l10n.t('Insert {0}', name);
    case 'add-attribute':
      return l10n.t('Add {0}', name);
    case 'add-element':
      return l10n.t('Add <{0}>', name);
    case 'add-serial-console':
      return l10n.t('Add a serial console');
    case 'close-element':
      return l10n.t('Close <{0}>', name);
    case 'remove-attribute':
      return l10n.t('Remove the attribute {0}', name);
    case 'remove-element':
      return l10n.t('Remove <{0}>', name);
    case 'remove-end-tag':
      return l10n.t('Remove </{0}>', name);
    case 'remove-text':
      return l10n.t('Remove the text');
  }
}
