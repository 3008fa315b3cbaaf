import { useState } from 'react';
import { type Context, type ContextRow, contextOf, parseContext, rowsOf } from './context-rows.ts';

export type ContextMode = 'form' | 'json';

export interface ContextDraft {
  mode: ContextMode;
  rows: ContextRow[];
  text: string;
  /** The last that could be read. */
  context: Context;
  rowProblems: ReadonlyMap<string, string>;
  textProblem: string | null;
  setMode: (mode: ContextMode) => void;
  setRows: (rows: ContextRow[]) => void;
  setText: (text: string) => void;
  replace: (context: Context) => void;
}

interface State {
  mode: ContextMode;
  rows: ContextRow[];
  text: string;
  context: Context;
}

/** In this tab only: a context may be about a person, so it stays out of addresses. */
function storageKey(project: string): string {
  return `slipway:explain:${project}`;
}

function stored(project: string): Context {
  try {
    const read = parseContext(sessionStorage.getItem(storageKey(project)) ?? '');
    return 'context' in read ? read.context : {};
  } catch {
    return {};
  }
}

/** Other pages leave a context here before they lead to Explain. */
export function keepContext(project: string, context: Context): void {
  try {
    sessionStorage.setItem(storageKey(project), JSON.stringify(context));
  } catch {
    // Storage may be forbidden: then a reload begins anew.
  }
}

/** The context being written, as a form or as JSON, whichever one likes. */
export function useContextDraft(project: string): ContextDraft {
  const [state, setState] = useState<State>(() => stateOf(stored(project), 'form'));
  const change = (next: State): void => {
    keepContext(project, next.context);
    setState(next);
  };
  const { problems } = contextOf(state.rows);
  const read = parseContext(state.text);
  return {
    ...state,
    rowProblems: state.mode === 'form' ? problems : new Map(),
    textProblem: state.mode === 'json' && 'problem' in read ? read.problem : null,
    setMode: (mode) => change(stateOf(state.context, mode)),
    setRows: (rows) => change({ ...state, rows, context: contextOf(rows).context }),
    setText: (text) => {
      const parsed = parseContext(text);
      change({ ...state, text, ...('context' in parsed ? { context: parsed.context } : {}) });
    },
    replace: (context) => change(stateOf(context, state.mode)),
  };
}

function stateOf(context: Context, mode: ContextMode): State {
  return { mode, context, rows: rowsOf(context), text: JSON.stringify(context, null, 2) };
}
