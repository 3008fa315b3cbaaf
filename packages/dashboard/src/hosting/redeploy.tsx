import { Modal } from '@mantine/core';
import { redeploy } from '@slipway/api';
import { useState } from 'react';
import { client, forget } from '../app/api.ts';
import { Form } from '../people/form.tsx';
import { BranchField, SameBranchField } from './branch-field.tsx';
import { useBranches } from './branches.ts';
import { type CreateDraft, runDraftOf } from './create-draft.ts';
import type { Hosted } from './run-words.ts';
import { ofRuns } from './use-run-acts.ts';

interface RedeployProps {
  project: string;
  environment: Hosted;
  close: () => void;
}

/** The newest commits of what was asked for, or something else. */
export function Redeploy({ project, environment, close }: RedeployProps) {
  const { key, name, run, base } = environment;
  const services = run.revisions?.services.map(({ service }) => service) ?? Object.keys(run.asked.services);
  const before = draftOf(environment);
  const [draft, setDraft] = useState<CreateDraft>(before);
  const known = useBranches(project, services, '');
  const branches = new Set(known.flatMap((one) => one.branches.map((branch) => branch.name)));
  const params = { project, environment: key };
  const isOther = JSON.stringify(draft) !== JSON.stringify(before);
  const send = async (): Promise<void> => {
    const wanted = runDraftOf(draft, branches);
    const body = isOther ? { services: wanted.services, sameBranch: wanted.sameBranch ?? null } : {};
    await client.call(redeploy, { params, body });
    await forget(ofRuns, params);
    close();
  };
  return (
    <Modal opened onClose={close} title={`Redeploy ${name}`} size="lg">
      <Form action={isOther ? 'Run these branches' : 'Run the newest commits'} send={send}>
        {services.length > 1 ? (
          <SameBranchField
            project={project}
            services={services}
            value={draft.sameBranch}
            onChange={(sameBranch) => setDraft({ ...draft, sameBranch })}
            description="Services not named take this branch where they have it."
          />
        ) : null}
        {services.map((service) => (
          <BranchField
            key={service}
            project={project}
            service={service}
            value={draft.codes[service] ?? ''}
            otherwise={base === null ? 'its default branch' : `as in ${base}`}
            onChange={(code) => setDraft({ ...draft, codes: { ...draft.codes, [service]: code } })}
          />
        ))}
        <p className="sw-muted" style={{ margin: 0 }}>
          What runs now goes on until the new code is built. Data stays and is migrated.
        </p>
      </Form>
    </Modal>
  );
}

function draftOf({ run, base }: Hosted): CreateDraft {
  const { blueprint, services, sameBranch = '', seed } = run.asked;
  const codes = Object.fromEntries(
    Object.entries(services).map(([service, wanted]) => [
      service,
      'branch' in wanted ? wanted.branch : wanted.commit,
    ]),
  );
  return { blueprint, codes, sameBranch, seed, base: base ?? '' };
}
