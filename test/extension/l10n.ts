import { ENGLISH } from '../../domain-xml/message.ts';
import type { L10n } from '../../extension/l10n.ts';

/** Words as they are in English, their places filled as the editor fills them. */
export const english: L10n = ENGLISH;
