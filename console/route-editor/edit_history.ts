/** States of something edited, those before the present one and those that were undone. */
export interface EditHistory<State> {
  readonly past: readonly State[];
  readonly present: State;
  /** What was undone last comes first. */
  readonly future: readonly State[];
  /** What the latest step was about: another step about the same becomes part of it. Null: every step stands alone. */
  readonly topic: string | null;
}

export function beginHistory<State>(present: State): EditHistory<State> {
  return { past: [], present, future: [], topic: null };
}

/** A further state. `topic` joins it with the latest step when that had the same: letters typed into one field. */
export function record<State>(
  history: EditHistory<State>,
  next: State,
  { topic = null }: { topic?: string | null } = {},
): EditHistory<State> {
  if (next === history.present) return history;
  const joins = topic !== null && topic === history.topic;
  const past = joins ? history.past : [...history.past, history.present].slice(-STEPS_MAX);
  return { past, present: next, future: [], topic };
}

export function undo<State>(history: EditHistory<State>): EditHistory<State> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), present: past.at(-1)!, future: [present, ...future], topic: null };
}

export function redo<State>(history: EditHistory<State>): EditHistory<State> {
  const { past, present, future } = history;
  const [next, ...rest] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: rest, topic: null };
}

/** The next step stands alone, whatever it is about: the field was left. */
export function sealed<State>(history: EditHistory<State>): EditHistory<State> {
  return history.topic === null ? history : { ...history, topic: null };
}

const STEPS_MAX = 1_000;
