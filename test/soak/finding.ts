/** What one part of the soak found. */
export interface Finding {
  readonly what: string;
  readonly passed: boolean;
  readonly figures: Readonly<Record<string, number>>;
  /** For whoever looks into a failure. */
  readonly details?: string;
}

export function findingText({ what, passed, figures, details }: Finding): string {
  const said = Object.entries(figures).map(([name, value]) => `${name}: ${value}`);
  return [
    `${passed ? 'passed' : 'FAILED'}  ${what}`,
    ...said.map((line) => `          ${line}`),
    ...(details ? [details] : []),
  ].join('\n');
}
