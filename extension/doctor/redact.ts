/** Words after which a secret stands, in XML, YAML, JSON, URLs and on command lines. */
const SECRETS =
  /\b(pass(?:word|wd|phrase)|secret|token|tkn|api[_-]?key|authorization)(["']?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s"'&,]+)/gi;

/** A text that may be shown to strangers: without secrets, and without the user's name where it is that of a home. */
export function redacted(text: string, home: string): string {
  const withoutSecrets = text.replace(SECRETS, (_all, word: string, between: string) => `${word}${between}***`);
  return home.length > 1 ? withoutSecrets.replaceAll(home, '~') : withoutSecrets;
}
