import type { Change } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useEnvironments } from '../app/environment.tsx';
import type { Part, Phrase } from '../flags/phrase.ts';
import { EnvironmentName } from '../ui/environment-name.tsx';
import css from './change-sentence.module.css';
import { changeWords } from './change-words.ts';
import { useNames } from './names.ts';

const naming: readonly Change['subject'][] = ['member', 'invitation', 'person'];

/** "Ada switched new-checkout on in production": inline, its names are links. */
export function ChangeSentence({ change, project }: { change: Change; project: string }) {
  const names = useNames(project, naming.includes(change.subject));
  return <LinkedWords of={changeWords(change, names)} project={project} />;
}

/** A sentence whose names lead to what they name. */
export function LinkedWords({ of: { parts }, project }: { of: Phrase; project: string }) {
  return (
    <span className={css.sentence}>
      {parts.map((part, index) =>
        typeof part === 'string' ? (
          part
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is replaced as a whole.
          <NamePart key={index} part={part} project={project} />
        ),
      )}
    </span>
  );
}

type Name = Exclude<Part, string>;

function NamePart({ part: { kind, text, id = text }, project }: { part: Name; project: string }) {
  const link = css.link ?? '';
  switch (kind) {
    case 'flag':
      return (
        <Link to="/projects/$project/flags/$flag" params={{ project, flag: text }} className={link}>
          {text}
        </Link>
      );
    case 'segment':
      return (
        <Link to="/projects/$project/segments/$segment" params={{ project, segment: text }} className={link}>
          {text}
        </Link>
      );
    case 'environment':
      return <EnvironmentLink project={project} environment={text} />;
    case 'person':
      return (
        <Link
          to="/projects/$project/changes"
          params={{ project }}
          search={{ by: id.includes(':') ? id : `person:${id}` }}
          className={css.person ?? ''}
        >
          {text}
        </Link>
      );
    case 'proposal':
      return (
        <Link to="/projects/$project/approvals/$proposal" params={{ project, proposal: id }} className={link}>
          {text}
        </Link>
      );
    case 'change':
      return (
        <Link to="/projects/$project/changes" params={{ project }} search={{ change: id }} className={link}>
          {text}
        </Link>
      );
    default:
      return <strong className={css.name}>{text}</strong>;
  }
}

function EnvironmentLink({ project, environment }: { project: string; environment: string }) {
  const { data = [] } = useEnvironments(project);
  const known = data.find(({ key }) => key === environment);
  if (!known) return <strong className={css.name}>{environment}</strong>;
  return (
    <Link
      to="/projects/$project/environments/$environment"
      params={{ project, environment }}
      className={css.link ?? ''}
    >
      <EnvironmentName name={known.name} isPermanent={known.kind === 'permanent'} />
    </Link>
  );
}
