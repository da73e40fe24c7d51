import type { PanelAction } from '../../protocol/privateDevActions.ts';
import type { Detail, Mark } from '../../protocol/privateDevPanel.ts';
import { element } from '../element.ts';

/** A button that tells the extension something; see main.ts. */
export const actionButton = (
  text: string,
  action: PanelAction,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
): HTMLElement => element('button', { type: 'button', 'data-action': JSON.stringify(action), ...attributes }, text);

/** What stands out of something: never by colour alone. */
export const drawMarks = (marks: readonly Mark[]): HTMLElement[] =>
  marks.map(({ kind, text }) => element('span', { class: `mark ${kind}`, 'data-key': kind + text }, text));

/** What is known, a line each; beside what was planned where that is another. */
export const drawDetails = (details: readonly Detail[], plannedWords: string): HTMLElement =>
  element(
    'dl',
    {},
    ...details.flatMap(({ label, value, planned }) => [
      element('dt', { 'data-key': label }, label),
      element(
        'dd',
        { 'data-key': `${label} value`, class: planned === undefined ? undefined : 'differs' },
        value,
        ...(planned === undefined ? [] : [' ', element('span', {}, plannedWords.replace('{0}', planned))]),
      ),
    ]),
  );
