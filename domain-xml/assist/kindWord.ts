import type { Words } from '../message.ts';

/** What a node of a /dev is, as people say it. */
export function kindWord(kind: 'char' | 'block' | 'link' | 'bind' | 'directory', l10n: Words): string {
  switch (kind) {
    case 'char':
      return l10n.t('character');
    case 'block':
      return l10n.t('block');
    case 'link':
      return l10n.t('link');
    case 'bind':
      return l10n.t('bound');
    case 'directory':
      return l10n.t('folder');
  }
}
