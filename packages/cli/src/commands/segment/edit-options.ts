import type { SegmentContent } from '@slipway/api';
import type { Command } from 'commander';
import { editSegment, type SegmentEdits } from '../../config/segment.ts';
import { readSegmentFile } from '../../config/segment-file.ts';
import { UsageError } from '../../failure.ts';
import { collect, collectList } from '../../options.ts';
import type { Shell } from '../../shell.ts';
import { parseConditions } from '../../text/condition-text.ts';
import type { Condition } from '../../text/shapes.ts';

export interface SegmentEditOptions {
  include?: string[];
  exclude?: string[];
  remove?: string[];
  rule?: Condition[][];
  emailEndsWith?: string[];
  clearRules?: boolean;
  clearKeys?: boolean;
  file?: string;
}

export function addSegmentEditOptions(command: Command): Command {
  return command
    .option('--include <keys>', 'targeting keys that belong, separated by commas', collectList)
    .option('--exclude <keys>', 'targeting keys that never belong', collectList)
    .option('--remove <keys>', 'targeting keys to take off both lists', collectList)
    .option(
      '--rule <text>',
      'who meets these conditions belongs too; may be repeated',
      collect(parseConditions),
    )
    .option('--email-ends-with <suffixes>', 'short for --rule \'email ends-with "SUFFIX"\'', collectList)
    .option('--clear-rules', 'remove all rules first')
    .option('--clear-keys', 'empty both lists first')
    .option('--file <file>', 'the whole content as JSON; - is standard input');
}

const names = ['include', 'exclude', 'remove', 'rule', 'emailEndsWith', 'clearRules', 'clearKeys'];

/** The content that the options make of the present one. */
export async function contentAfter(
  shell: Shell,
  options: SegmentEditOptions,
  present: SegmentContent,
): Promise<SegmentContent> {
  const hasEdits = Object.entries(options).some(
    ([name, value]) => names.includes(name) && value !== undefined,
  );
  if (options.file === undefined) return editSegment(editsOf(options), present);
  if (hasEdits)
    throw new UsageError(
      '--file gives the whole content, so no other change fits beside it.',
      'Use one or the other.',
    );
  return readSegmentFile(shell, options.file);
}

/** Said before anything is read from the server. */
export function requireEdits(options: SegmentEditOptions & { name?: string; description?: string }): void {
  const asked = Object.entries(options).some(
    ([name, value]) => [...names, 'file', 'name', 'description'].includes(name) && value !== undefined,
  );
  if (!asked)
    throw new UsageError('Nothing to set.', 'Say what should change; see slipway segment set --help.');
}

function editsOf(options: SegmentEditOptions): SegmentEdits {
  const emails = (options.emailEndsWith ?? []).map((suffix): Condition[] => [
    { attribute: 'email', operator: 'ends-with', values: [suffix] },
  ]);
  return {
    include: options.include ?? [],
    exclude: options.exclude ?? [],
    removed: options.remove ?? [],
    rules: [...emails, ...(options.rule ?? [])],
    clearRules: options.clearRules === true,
    clearKeys: options.clearKeys === true,
  };
}
