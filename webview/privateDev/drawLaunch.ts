import type { DryStep, LaunchBar, PanelView } from '../../protocol/privateDevPanel.ts';
import type { PanelWords } from '../../protocol/privateDevWords.ts';
import { element, svgElement } from '../element.ts';
import { actionButton } from './drawControls.ts';
import { STEPS } from './look.ts';

/** The steps of a launch as bars, one beginning where the one before ended; a table for who does not see them. */
export const drawLaunch = (bars: readonly LaunchBar[]): HTMLElement =>
  element('table', { class: 'launch', 'aria-labelledby': 'launch-head' }, element('tbody', {}, ...bars.map(drawBar)));

function drawBar({ step, time, begin, length }: LaunchBar): HTMLElement {
  // A bar that is too short to be seen would be none.
  const bar = svgElement('rect', { x: begin, width: Math.max(length, 4), y: 0, height: 10 });
  const drawing = { viewBox: '0 0 1004 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  return element(
    'tr',
    { 'data-key': step, 'data-path': step },
    element('th', { scope: 'row' }, step),
    element('td', { class: 'bar' }, svgElement('svg', drawing, bar)),
    element('td', { class: 'time' }, time),
  );
}

/** What a start would do, call by call. */
export function drawSteps(steps: readonly DryStep[], isOpen: boolean, words: PanelWords): HTMLElement {
  const list = element('ol', { class: 'steps', id: 'steps', 'data-key': 'list' });
  for (const [index, { step, call, what }] of steps.entries()) {
    const begins = steps[index - 1]?.step !== step;
    list.append(
      element(
        'li',
        { class: begins ? 'begins' : undefined },
        element('span', { class: 'step' }, begins ? step : ''),
        element('code', { class: 'call' }, call),
        element('code', { class: 'what' }, what),
      ),
    );
  }
  return element(
    'section',
    { 'data-key': 'steps' },
    element(
      'h2',
      {},
      element(
        'button',
        { type: 'button', class: 'disclosure', 'aria-expanded': String(isOpen), 'data-toggle': STEPS },
        element('span', { class: 'twisty', 'aria-hidden': 'true' }),
        `${words.steps} (${steps.length})`,
      ),
    ),
    ...(isOpen
      ? [list, element('div', { class: 'buttons' }, actionButton(words.copySteps, { kind: 'copy-steps' }))]
      : []),
  );
}

type OtherMounts = NonNullable<PanelView['dev']>['otherMounts'];

export const drawOtherMounts = (others: OtherMounts): HTMLElement =>
  element(
    'table',
    { class: 'others', 'aria-labelledby': 'others-head' },
    element(
      'tbody',
      {},
      ...others.map(({ path, where, fsType }) =>
        element(
          'tr',
          { 'data-key': path, 'data-path': path },
          element('th', { scope: 'row' }, element('code', {}, path)),
          element('td', {}, where),
          element('td', {}, fsType),
        ),
      ),
    ),
  );
