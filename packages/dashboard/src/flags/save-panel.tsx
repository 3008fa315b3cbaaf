import type { Environment, Flag } from '@slipway/api';
import { type ComponentProps, useState } from 'react';
import { variantColours } from '../ui/variants.ts';
import { diffConfigs } from './config-diff.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import type { Draft } from './draft-store.ts';
import { LeaveGuard } from './leave-guard.tsx';
import { reachesMore } from './reaches-more.ts';
import { unreadWords } from './read-config.ts';
import { ReviewDialog } from './review-dialog.tsx';
import { SaveBar } from './save-bar.tsx';
import type { Checks } from './use-checks.ts';
import type { Editing } from './use-config-draft.ts';
import type { Saving } from './use-save-config.ts';

interface SavePanelProps {
  flag: Flag;
  environment: Environment;
  editing: Editing;
  saving: Saving;
  checks: Checks;
  /** Of the last 24 hours. */
  evaluations: number | null;
  /** Opens rungs beside those that are open, or closes all. */
  show: (rungs: readonly string[] | 'none') => void;
  now: number;
}

type Dialog = 'review' | 'conflict' | null;

/** Whatever there is to say and do while something is not saved. */
export function SavePanel(props: SavePanelProps) {
  const { draft, discard } = props.editing;
  return (
    <>
      {draft ? <Unsaved {...props} draft={draft} /> : null}
      <LeaveGuard isDirty={draft !== null} discard={discard} />
    </>
  );
}

function Unsaved(props: SavePanelProps & { draft: Draft }) {
  const { environment, editing, saving, checks, show, draft, now } = props;
  const { state, config, base, theirs } = editing;
  const [dialog, setDialog] = useState<Dialog>(null);
  const isMore = reachesMore({ ...base, killed: state.killed }, { ...config, killed: state.killed }, now);
  /** Goes on if nothing has to be corrected first, else shows what. */
  const unlessWrong = (goOn: () => void): void => {
    const wrong = checks.find();
    if (wrong.length === 0) goOn();
    else {
      show(wrong);
      setDialog(null);
    }
  };
  const send = async (): Promise<void> => {
    const saved = await saving.save(editing);
    if (saved === 'saved') show('none');
    setDialog(saved === 'conflict' ? 'conflict' : null);
  };
  const common = {
    environment,
    isMore,
    reason: draft.reason,
    setReason: editing.setReason,
    isSending: saving.isSending,
    save: () => unlessWrong(() => void send()),
  };
  return (
    <>
      <SaveBar
        {...common}
        differences={diffConfigs(base, config)}
        isOvertaken={theirs !== null}
        isUnread={draft.unread !== null}
        problem={problemOf(draft, theirs !== null, checks)}
        discard={editing.discard}
        review={() => unlessWrong(() => setDialog('review'))}
        compare={() => setDialog('conflict')}
      />
      <Dialogs {...props} common={common} dialog={dialog} close={() => setDialog(null)} />
    </>
  );
}

function problemOf({ unread }: Draft, isOvertaken: boolean, checks: Checks): string | null {
  if (unread !== null) return unreadWords(unread);
  return isOvertaken ? 'Somebody else has changed this flag here meanwhile.' : checks.problem;
}

type Common = 'environment' | 'isMore' | 'reason' | 'setReason' | 'isSending' | 'save';

interface DialogsProps extends SavePanelProps {
  draft: Draft;
  common: Pick<ComponentProps<typeof ReviewDialog>, Common>;
  dialog: Dialog;
  close: () => void;
}

function Dialogs({ flag, environment, editing, evaluations, draft, common, dialog, close }: DialogsProps) {
  const { base, config, theirs } = editing;
  const colours = variantColours(Object.keys(flag.variants), config.offVariant);
  if (dialog === 'review')
    return (
      <ReviewDialog
        {...common}
        before={base}
        after={config}
        colours={colours}
        evaluations={evaluations}
        close={close}
      />
    );
  if (dialog !== 'conflict' || !theirs) return null;
  return (
    <ConflictDialog
      environment={environment}
      base={base}
      mine={draft.mine}
      theirs={theirs}
      colours={colours}
      takeTheirs={() => {
        editing.discard();
        close();
      }}
      goOn={(merged) => {
        editing.rebase(merged);
        close();
      }}
      close={close}
    />
  );
}
