import { type Diagnostic, hasErrors } from '../../../domain-xml/diagnostic.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import type { Arguments, Flags } from '../arguments.ts';
import { diagnosticText } from '../errorText.ts';
import { tryReadXml } from '../readFile.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine, type Terminal } from '../terminal.ts';

/** Checks files without the agent, and without looking at this host. */
export async function validate({ options, words }: Arguments<Flags<'json'>>, terminal: Terminal): Promise<number> {
  let allOk = true;
  for (const file of words) {
    const read = tryReadXml(file);
    const diagnostics = 'xml' in read ? readDomain(read.xml).diagnostics : [read.problem];
    const ok = !hasErrors(diagnostics);
    allOk &&= ok;
    if (options.json) printJson(terminal, { file, ok, diagnostics });
    else printReport(terminal, file, ok, diagnostics);
  }
  return allOk ? EXIT_DONE : EXIT_FAILED;
}

function printReport(terminal: Terminal, file: string, ok: boolean, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) printLine(terminal, diagnosticText(file, diagnostic));
  if (ok) printLine(terminal, `${file}: valid`);
}
