export function l10nStrings(source: string, file: string): string[];
export function messageStrings(source: string, file: string): string[];
