/** The editor's `vscode.l10n`, as far as it is used: what is words and needs no editor takes it as an argument. */
export interface L10n {
  t(message: string, ...values: (string | number)[]): string;
}
