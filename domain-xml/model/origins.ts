import { childElements, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { HostFile, Origin } from './domain.ts';

/** Says of elements of a document where they stand. The children of an element are counted once, when one is asked for. */
export class Origins {
  readonly #document: XmlDocument;
  readonly #paths = new Map<XmlElement, string>();

  constructor(document: XmlDocument) {
    this.#document = document;
    if (document.root) this.#paths.set(document.root, `/${document.root.name}`);
  }

  of(node: XmlElement): Origin {
    return { element: this.#pathOf(node), range: this.#document.lines.range(node.span) };
  }

  /** The element of that path, below or at `within`. */
  find(within: XmlElement, path: string): Origin | undefined {
    const origin = this.of(within);
    if (origin.element === path) return origin;
    // Only ways that lead there are gone.
    if (!path.startsWith(`${origin.element}/`)) return undefined;
    for (const child of childElements(within)) {
      const found = this.find(child, path);
      if (found) return found;
    }
    return undefined;
  }

  file(path: string, node: XmlElement): HostFile {
    return { path, origin: this.of(node) };
  }

  /** Empty outside the root. */
  #pathOf(element: XmlElement): string {
    if (element.parent && !this.#paths.has(element)) this.#count(element.parent);
    return this.#paths.get(element) ?? '';
  }

  #count(parent: XmlElement): void {
    const path = this.#pathOf(parent);
    const children = childElements(parent);
    const total = new Map<string, number>();
    for (const { name } of children) total.set(name, (total.get(name) ?? 0) + 1);
    const position = new Map<string, number>();
    for (const child of children) {
      const n = (position.get(child.name) ?? 0) + 1;
      position.set(child.name, n);
      this.#paths.set(child, `${path}/${child.name}${total.get(child.name) === 1 ? '' : `[${n}]`}`);
    }
  }
}

/** Where the element of that path stands, if the document has it. */
export function findElement(document: XmlDocument, path: string): Origin | undefined {
  return document.root && new Origins(document).find(document.root, path);
}
