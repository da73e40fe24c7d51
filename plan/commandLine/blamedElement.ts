import { devicesOf } from '../../domain-xml/model/devicesOf.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { hostFiles } from '../privateDev/wanted.ts';
import { storageNode } from './diskNodes.ts';

/** What QEMU complains of: the element in the XML, and the argument where its words repeat one. */
export interface Blamed {
  readonly element: string;
  readonly argument?: string;
}

/**
 * The element behind the argument that QEMU complains of: it repeats the argument as it was given. Where it names none,
 * one of the domain's own values in its words says which is meant. A guess, good for a place in the text and for
 * nothing else; undefined where nothing of the domain's is in the words.
 *
 * @param words what QEMU wrote on its standard error
 * @param argv its command line, as `commandLine` gave it for this domain
 */
export function blamedElement(words: string, argv: readonly string[], domain: Domain): Blamed | undefined {
  const blamed = argv.findIndex((value, index) => index > 1 && words.includes(`${argv[index - 1]} ${value}: `));
  if (blamed < 0) {
    const named = elementOfValue(words, domain);
    return named === undefined ? undefined : { element: named };
  }
  const [option = '', value = ''] = argv.slice(blamed - 1, blamed + 1);
  const element = elementOfArgument(value, domain) ?? elementOfOption(option, domain);
  return element === undefined ? undefined : { element, argument: `${option} ${value}` };
}

/** The file that the argument names, else the device that it makes or makes something for. */
function elementOfArgument(value: string, domain: Domain): string | undefined {
  const file = hostFiles(domain).find(({ path }) => namesIn(value).has(path));
  if (file) return file.origin.element;
  const ids = [...namesIn(value)];
  const disk = domain.disks.find((each) => ids.includes(storageNode(each)) || ids.includes(each.alias));
  if (disk) return disk.origin.element;
  return devicesOf(domain).find(({ alias }) => ids.some((id) => PREFIXES.some((prefix) => id === `${prefix}${alias}`)))
    ?.origin.element;
}

/** What stands before a device's alias in the ids of the things that are made for it. */
const PREFIXES = ['', 'char', 'obj', 'host', 'mem', 'tpm-', 'drive-'];

/** Every value in an argument, in either of QEMU's forms. */
const namesIn = (value: string): ReadonlySet<string> =>
  new Set(
    value.startsWith('{')
      ? Object.values(JSON.parse(value) as object).filter((each) => typeof each === 'string')
      : value.split(',').map((pair) => pair.slice(pair.indexOf('=') + 1)),
  );

function elementOfOption(option: string, { cpu }: Domain): string | undefined {
  switch (option) {
    case '-machine':
      return '/domain/os/type';
    case '-accel':
      return '/domain';
    case '-cpu':
      return cpu?.model === undefined ? undefined : '/domain/cpu/model';
    case '-m':
      return '/domain/memory';
    case '-smp':
      return '/domain/vcpu';
    default:
      return undefined;
  }
}

function elementOfValue(words: string, domain: Domain): string | undefined {
  const file = hostFiles(domain).find(({ path }) => words.includes(path));
  if (file) return file.origin.element;
  const model = domain.cpu?.model;
  if (model !== undefined && words.includes(`'${model}'`)) return '/domain/cpu/model';
  // QEMU 7.2 says only how to list what there is.
  return words.includes('-machine help') ? '/domain/os/type' : undefined;
}
