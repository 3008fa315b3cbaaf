import { Modal, TextInput } from '@mantine/core';
import { type RunDetail, resetData, restoreData, snapshotData } from '@slipway/api';
import { IconCamera } from '@tabler/icons-react';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { shownInPlace } from '../environments/change-dialog.tsx';
import { Form } from '../people/form.tsx';
import { Empty } from '../ui/empty.tsx';
import { GuardedButton } from '../ui/guarded-button.tsx';
import { Section } from '../ui/page.tsx';
import { slugOf } from '../ui/slug.ts';
import { Time } from '../ui/time.tsx';
import type { HostedTabProps } from './hosted-page.tsx';
import css from './hosting.module.css';
import { LoseData } from './lose-data.tsx';
import { bytesText, isMoving } from './run-words.ts';
import { ofRuns } from './use-run-acts.ts';

type Asked = { act: 'reset' } | { act: 'restore'; snapshot: string };

/** Its database: what it started from, and how to go back. */
export function DataTab({ project, environment, detail }: HostedTabProps) {
  const { key, run } = environment;
  const may = useMay(project);
  const submit = useSubmit();
  const [asked, setAsked] = useState<Asked | null>(null);
  const params = { project, environment: key };
  const { database, snapshots } = detail;
  if (database === null)
    return (
      <div className="sw-panel">
        <Empty>Its blueprint has no database.</Empty>
      </div>
    );
  const refusal =
    refusalOf(may, 'environment:write', { environment: key }) ??
    (isMoving(run) ? 'Not while it is coming up or going: wait until it is ready.' : null);
  return (
    <>
      <div className="sw-panel">
        <div className={css.act}>
          <div>
            <h2>{bytesText(database.sizeBytes)}</h2>
            <p>
              A database of its own, started from{' '}
              {database.seed === null ? 'nothing' : `the seed “${database.seed}”`}.
            </p>
          </div>
          <GuardedButton variant="default" refusal={refusal} onClick={() => setAsked({ act: 'reset' })}>
            Reset …
          </GuardedButton>
        </div>
      </div>
      <Section title="Snapshots" actions={<TakeSnapshot {...params} refusal={refusal} taken={snapshots} />}>
        <Snapshots
          environment={key}
          snapshots={snapshots}
          refusal={refusal}
          restore={(snapshot) => setAsked({ act: 'restore', snapshot })}
        />
      </Section>
      {asked === null ? null : (
        <LoseData
          title={
            asked.act === 'reset' ? `Reset the data of ${environment.name}?` : `Restore ${asked.snapshot}?`
          }
          action={asked.act === 'reset' ? 'Reset data' : 'Restore snapshot'}
          result={
            asked.act === 'reset'
              ? `The database is put back to ${database.seed === null ? 'an empty one' : `the seed “${database.seed}”`}.`
              : `The database is put back to how it was when “${asked.snapshot}” was taken.`
          }
          send={() =>
            asked.act === 'reset'
              ? submit(
                  resetData,
                  { params, body: {} },
                  { what: `Reset the data of ${key}`, own: shownInPlace },
                )
              : submit(
                  restoreData,
                  { params, body: { name: asked.snapshot } },
                  { what: `Restore ${asked.snapshot}`, own: shownInPlace },
                )
          }
          close={() => setAsked(null)}
          done={() => void forget(ofRuns, params)}
        />
      )}
    </>
  );
}

interface SnapshotsProps {
  environment: string;
  snapshots: RunDetail['snapshots'];
  refusal: string | null;
  restore: (snapshot: string) => void;
}

function Snapshots({ environment, snapshots, refusal, restore }: SnapshotsProps) {
  return (
    <div className="sw-panel">
      {snapshots.length === 0 ? (
        <Empty command={`slipway environment snapshot ${environment} before-migration`}>
          A snapshot keeps the data as it is now, to come back to after a trial.
        </Empty>
      ) : (
        <ul className={css.rows}>
          {snapshots.map(({ name, createdAt, sizeBytes }) => (
            <li key={name}>
              <span className={css.grow}>
                <strong>{name}</strong>{' '}
                <span className={css.small}>
                  <Time at={createdAt} />, {bytesText(sizeBytes)}
                </span>
              </span>
              <GuardedButton
                size="compact-sm"
                variant="default"
                refusal={refusal}
                aria-label={`Restore the snapshot ${name}`}
                onClick={() => restore(name)}
              >
                Restore …
              </GuardedButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface TakeSnapshotProps {
  project: string;
  environment: string;
  refusal: string | null;
  taken: RunDetail['snapshots'];
}

function TakeSnapshot({ project, environment, refusal, taken }: TakeSnapshotProps) {
  const [isAsking, setAsking] = useState(false);
  const [text, setText] = useState('');
  const name = slugOf(text);
  const isTaken = taken.some((one) => one.name === name);
  const params = { project, environment };
  const send = async (): Promise<void> => {
    await client.call(snapshotData, { params, body: { name } });
    await forget(ofRuns, params);
    setText('');
    setAsking(false);
  };
  return (
    <>
      <GuardedButton
        size="xs"
        variant="default"
        refusal={refusal}
        leftSection={<IconCamera size={14} />}
        onClick={() => setAsking(true)}
      >
        Take snapshot …
      </GuardedButton>
      <Modal opened={isAsking} onClose={() => setAsking(false)} title="Take a snapshot">
        <Form action="Take snapshot" send={send} isReady={name !== '' && !isTaken}>
          <TextInput
            label="Name"
            description="Connections to the database are cut for a moment."
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={isTaken ? `There is a snapshot "${name}" already.` : null}
            maxLength={63}
            data-autofocus
            required
          />
        </Form>
      </Modal>
    </>
  );
}
