import type { PanelState } from '../../protocol/privateDevActions.ts';

/** How the user looks at the view: what the page keeps, and what it forgets when it is hidden. */
export interface Look extends Omit<PanelState, 'subject' | 'opened'> {
  /** The keys of what is opened. */
  readonly opened: ReadonlySet<string>;
  /** The row that the keyboard is on, by path. */
  readonly current: string | undefined;
  /** The rows that the eye was led to. */
  readonly revealed: ReadonlySet<string>;
}

export const FIRST_LOOK: Look = {
  filter: '',
  opened: new Set(),
  hidden: false,
  scrolled: 0,
  current: undefined,
  revealed: new Set(),
};

export const lookFrom = ({ filter, opened, hidden, scrolled }: Omit<PanelState, 'subject'>): Look => ({
  ...FIRST_LOOK,
  filter,
  hidden,
  scrolled,
  opened: new Set(opened),
});

export const toggled = (opened: ReadonlySet<string>, key: string): ReadonlySet<string> =>
  opened.has(key) ? new Set([...opened].filter((each) => each !== key)) : new Set([...opened, key]);

/** What is open below the nodes, beside the nodes' paths. */
export const STEPS = 'steps';
