export function manifestProblems(manifest: string, strings: Readonly<Record<string, string>>): string[];
