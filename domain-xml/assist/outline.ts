import { attributeOf, childElements, textOf, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';

/** An element as an outline shows it. */
export interface OutlineItem {
  /** The element's name, and what tells it from its like: `disk vda`. */
  readonly name: string;
  /** What it says, shortened. */
  readonly detail: string;
  readonly kind: 'domain' | 'device' | 'element' | 'text';
  readonly span: Span;
  /** Its name in the text. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

/** The elements of a text, in order. Half-typed texts have one too. */
export function outline({ children }: XmlDocument): OutlineItem[] {
  return children.filter((node) => node.kind === 'element').map((root) => item(root, undefined));
}

function item(element: XmlElement, telling: string | undefined): OutlineItem {
  const { span, nameSpan } = element;
  const name = telling ? `${element.name} ${telling}` : element.name;
  return { name, detail: detail(element), kind: kindOf(element), span, nameSpan, children: items(element) };
}

function items(parent: XmlElement): OutlineItem[] {
  const children = childElements(parent);
  if (!isDevices(parent)) return children.map((child) => item(child, undefined));
  const counted = new Map<string, number>();
  return children.map((child) => {
    const position = counted.get(child.name) ?? 0;
    counted.set(child.name, position + 1);
    return item(child, tellingApart(child, position));
  });
}

const isDevices = ({ name, parent }: XmlElement): boolean => name === 'devices' && parent?.name === 'domain';

function kindOf(element: XmlElement): OutlineItem['kind'] {
  if (!element.parent) return 'domain';
  if (isDevices(element.parent)) return 'device';
  return childElements(element).length === 0 && textOf(element).trim() !== '' ? 'text' : 'element';
}

/**
 * What tells a device from others of its kind: values by where they stand, `target@dev` for the attribute of a child.
 * `#` is its place among them, where nothing is said: serial ports are numbered so.
 */
const TELLING: ReadonlyMap<string, readonly string[]> = new Map([
  ['disk', ['target@dev']],
  ['controller', ['@type', '@index']],
  ['interface', ['model@type', 'mac@address']],
  ['serial', ['target@port|#']],
  ['parallel', ['target@port|#']],
  ['console', ['target@type', '#']],
  ['channel', ['target@name|#']],
  ['input', ['@type', '@bus']],
  ['graphics', ['@type', '@port']],
]);

/** Of all others: what kind it is. */
const ELSE = ['@type', '@model|model@type|backend@model', 'alias@name'];

function tellingApart(device: XmlElement, position: number): string {
  const places = TELLING.get(device.name) ?? ELSE;
  return places
    .map((place) => place.split('|').map((one) => (one === '#' ? `${position}` : valueAt(device, one))))
    .map((values) => values.find((value) => value !== ''))
    .filter((value) => value !== undefined)
    .join(' ');
}

function valueAt(device: XmlElement, place: string): string {
  const [child = '', attribute = ''] = place.split('@');
  const element = child === '' ? device : childElements(device).find(({ name }) => name === child);
  return shortened((element && attributeOf(element, attribute)?.value) ?? '');
}

/** The text; else what the attributes say; of a device and of the domain, where its bytes come from and what it is called. */
function detail(element: XmlElement): string {
  const own = shortened(textOf(element));
  const { parent } = element;
  if (!parent) return childText(element, 'name');
  if (isDevices(parent)) {
    const source = childElements(element).find(({ name }) => name === 'source');
    return own || shortened(source?.attributes[0]?.value ?? '');
  }
  const said = element.attributes.map(({ value }) => shortened(value));
  return [own, ...said].filter((value) => value !== '').join(' ');
}

function childText(element: XmlElement, wanted: string): string {
  const child = childElements(element).find(({ name }) => name === wanted);
  return child ? shortened(textOf(child)) : '';
}

const MOST = 64;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}
