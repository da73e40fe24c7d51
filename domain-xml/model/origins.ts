import { childElements, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { HostFile, Origin } from './domain.ts';

/** Says of every element of a document where it stands. Paths are counted once, in one walk over the tree. */
export class Origins {
  readonly #document: XmlDocument;
  readonly #paths = new Map<XmlElement, string>();

  constructor(document: XmlDocument) {
    this.#document = document;
    if (document.root) this.#count(document.root, `/${document.root.name}`);
  }

  of(node: XmlElement): Origin {
    return { element: this.#paths.get(node) ?? '', range: this.#document.lines.range(node.span) };
  }

  file(path: string, node: XmlElement): HostFile {
    return { path, origin: this.of(node) };
  }

  #count(element: XmlElement, path: string): void {
    this.#paths.set(element, path);
    const children = childElements(element);
    const total = new Map<string, number>();
    for (const { name } of children) total.set(name, (total.get(name) ?? 0) + 1);
    const position = new Map<string, number>();
    for (const child of children) {
      const n = (position.get(child.name) ?? 0) + 1;
      position.set(child.name, n);
      this.#count(child, `${path}/${child.name}${total.get(child.name) === 1 ? '' : `[${n}]`}`);
    }
  }
}
