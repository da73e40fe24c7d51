import { type Diagnostic, hasErrors } from '../../../domain-xml/diagnostic.ts';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';
import { DoesNotFit } from '../../../plan/commandLine/doesNotFit.ts';
import { shellText } from '../../../protocol/shellText.ts';
import type { Arguments, Flags } from '../arguments.ts';
import { diagnosticText } from '../errorText.ts';
import { tryReadXml } from '../readFile.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine, printNote, type Terminal } from '../terminal.ts';

interface Translation {
  readonly argv: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Shows QEMU's command line for domains. Reads nothing of the host, so it is the same everywhere. */
export async function args({ options, words }: Arguments<Flags<'json'>>, terminal: Terminal): Promise<number> {
  let allOk = true;
  for (const file of words) {
    const { argv, diagnostics } = translate(file);
    const ok = !hasErrors(diagnostics);
    allOk &&= ok;
    if (options.json) {
      printJson(terminal, { file, ok, argv, diagnostics });
      continue;
    }
    for (const diagnostic of diagnostics) printNote(terminal, diagnosticText(file, diagnostic));
    if (ok) printLine(terminal, shellText(argv));
  }
  return allOk ? EXIT_DONE : EXIT_FAILED;
}

function translate(file: string): Translation {
  const read = tryReadXml(file);
  if ('problem' in read) return { argv: [], diagnostics: [read.problem] };
  const { domain, diagnostics } = readDomain(read.xml);
  if (!domain || hasErrors(diagnostics)) return { argv: [], diagnostics };
  return translateDomain(domain, diagnostics);
}

function translateDomain(domain: Domain, diagnostics: readonly Diagnostic[]): Translation {
  try {
    return { argv: commandLine(domain).argv, diagnostics };
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    return { argv: [], diagnostics: [...diagnostics, error.diagnostic] };
  }
}
