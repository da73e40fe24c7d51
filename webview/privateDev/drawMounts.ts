import type { MountView } from '../../protocol/privateDevPanel.ts';
import type { PanelWords } from '../../protocol/privateDevWords.ts';
import { element } from '../element.ts';
import { actionButton, drawDetails, drawMarks } from './drawControls.ts';

/** Each as what it is: one filesystem, seen at a place of the host and at a place of the VM. */
export const drawMounts = (mounts: readonly MountView[], words: PanelWords): HTMLElement =>
  element(
    'ul',
    { class: 'mounts', 'aria-labelledby': 'mounts-head' },
    ...mounts.map((mount) => drawMount(mount, words)),
  );

function drawMount(mount: MountView, words: PanelWords): HTMLElement {
  const { path, shared, superblock, whose, marks, details, consoles } = mount;
  return element(
    'li',
    { class: shared ? 'mount' : 'mount apart', 'data-key': path, 'data-path': path },
    element(
      'div',
      { class: 'figure' },
      drawPlace(words.onHost, path),
      element(
        'div',
        { class: 'bond' },
        element('span', { class: 'superblock' }, superblock),
        element('span', { class: 'whose' }, whose),
      ),
      drawPlace(words.inVm, path),
    ),
    ...drawMarks(marks),
    ...(consoles.length > 0 ? [drawConsoles(consoles, words)] : []),
    drawDetails(details, words.planned),
  );
}

const drawPlace = (where: string, path: string): HTMLElement =>
  element('div', { class: 'place' }, element('span', { class: 'where' }, where), element('code', {}, path));

/** The domain's terminals below it, each with what opens it. */
const drawConsoles = (consoles: MountView['consoles'], words: PanelWords): HTMLElement =>
  element(
    'ul',
    { class: 'consoles', 'data-key': 'consoles' },
    ...consoles.map(({ alias, path, link }) =>
      element(
        'li',
        { 'data-key': alias },
        element('code', {}, path),
        element('span', { class: 'alias' }, alias),
        actionButton(words.attach, { kind: 'attach', alias }, { 'aria-label': `${words.attach} ${alias} ${path}` }),
        ...(link === undefined ? [] : [element('code', { class: 'target' }, link)]),
      ),
    ),
  );
