import type { BlueprintFinding } from '@slipway/api';
import type { LineCounter } from 'yaml';

/** What to say of a place in the file, and what to do there. */
export interface Said {
  message: string;
  remedy: string;
}

/** Collects what is refused and what is ignored, each with its place. Offsets count UTF-16 code units. */
export interface Report {
  /** In the file's order. */
  findings(): readonly BlueprintFinding[];
  warnings(): readonly BlueprintFinding[];
  refuse(at: number, path: string, said: Said): void;
  warn(at: number, path: string, said: Said): void;
}

/** Further ones are left out: nobody reads them, and a hostile file could ask for millions. */
const MOST_FINDINGS = 100;

export function createReport(file: string, lines: LineCounter): Report {
  const findings: BlueprintFinding[] = [];
  const warnings: BlueprintFinding[] = [];
  const add = (to: BlueprintFinding[], at: number, path: string, { message, remedy }: Said): void => {
    if (to.length >= MOST_FINDINGS) return;
    const { line, col } = lines.linePos(at);
    const place = { file, line: Math.max(line, 1), column: Math.max(col, 1) };
    to.push({ ...place, path: clip(path), message: clip(message), remedy: clip(remedy) });
  };
  return {
    findings: () => inOrder(findings),
    warnings: () => inOrder(warnings),
    refuse: (at, path, said) => add(findings, at, path, said),
    warn: (at, path, said) => add(warnings, at, path, said),
  };
}

/** Texts of the file are said back: a hostile one has long ones. */
function clip(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

function inOrder(findings: readonly BlueprintFinding[]): BlueprintFinding[] {
  return findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
