export interface SuiteResult {
  name: string;
  seconds: number;
  passed: number;
  failed: number;
  skipped: string[];
  failures: string[];
}
export interface Step {
  name: string;
  seconds: number;
  ok: boolean;
}
export function suiteResult(
  name: string,
  seconds: number,
  json: { report: string | undefined; failures: string | undefined },
  exitCode: number | null,
): SuiteResult;
export function ranNothing(result: SuiteResult): boolean;
export function summary(steps: Step[], results: SuiteResult[], leftOut: string[]): string[];
export function allIsWell(steps: Pick<Step, 'ok'>[], results: SuiteResult[]): boolean;
