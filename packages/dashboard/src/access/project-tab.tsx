import { Alert, Textarea, TextInput } from '@mantine/core';
import { getProject, listProjects, type Project, updateProject } from '@slipway/api';
import { useState } from 'react';
import { forget, useRead } from '../app/api.ts';
import { refusalOf } from '../app/refusal.ts';
import { useMay } from '../app/session.tsx';
import { useSubmit } from '../app/submit.tsx';
import { Form } from '../people/form.tsx';
import { Copy } from '../ui/copy.tsx';
import { Show } from '../ui/loading.tsx';
import { Section } from '../ui/page.tsx';

/** A project’s name and description. */
export function ProjectTab({ project }: { project: string }) {
  const read = useRead(getProject, { params: { project } });
  return (
    <Section title="Project">
      <p>
        Key: <span className="sw-mono">{project}</span> <Copy value={project} what="project key" />
      </p>
      <Show of={read} rows={3}>
        {({ body, etag }) => <ProjectForm key={etag} project={body} etag={etag ?? '*'} />}
      </Show>
    </Section>
  );
}

function ProjectForm({ project, etag }: { project: Project; etag: string }) {
  const may = useMay(project.key);
  const submit = useSubmit();
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  const [isOutdated, setOutdated] = useState(false);
  const refusal = refusalOf(may, 'project:write');
  const send = async (): Promise<void> => {
    const outcome = await submit(
      updateProject,
      { params: { project: project.key }, ifMatch: etag, body: { name: name.trim(), description } },
      { what: `Change the project ${project.key}` },
    );
    setOutdated(outcome.kind === 'conflict');
    await forget([getProject.id, listProjects.id]);
  };
  const isChanged = name.trim() !== project.name || description !== project.description;
  return (
    <div style={{ maxWidth: 520 }}>
      {isOutdated ? (
        <Alert color="orange" mb="md" title="Somebody has changed this meanwhile">
          What holds now is shown; make your change again.
        </Alert>
      ) : null}
      <Form
        action="Save"
        send={send}
        isReady={refusal === null && isChanged && name.trim() !== ''}
        button={{ style: { alignSelf: 'flex-start' } }}
      >
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          readOnly={refusal !== null}
        />
        <Textarea
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          autosize
          minRows={3}
          maxLength={5000}
          readOnly={refusal !== null}
        />
        {refusal ? <p className="sw-muted">{refusal}</p> : null}
      </Form>
    </div>
  );
}
