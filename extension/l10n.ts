/** The editor's `vscode.l10n`, as far as it is used: what is words and needs no editor takes it as an argument. */
export type { Words as L10n } from '../domain-xml/message.ts';
