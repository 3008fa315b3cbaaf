import { listFlagOverview } from '@slipway/api';
import { Link } from '@tanstack/react-router';
import { useRead } from '../app/api.ts';
import { holderWords } from './held-words.ts';
import { say, variantPart } from './phrase.ts';
import type { FlagHere } from './use-flag-here.ts';
import css from './who-has-it.module.css';
import { Words } from './words-view.tsx';

interface HeldLineProps {
  here: FlagHere;
  environment: string;
  holder: string;
  offVariant: string;
  colours: ReadonlyMap<string, string>;
}

/** That nobody has it, whatever is written, and which required flag to look at. */
export function HeldLine({ here: { project }, environment, holder, offVariant, colours }: HeldLineProps) {
  const query = { flags: holder, environments: environment };
  const { data } = useRead(listFlagOverview, { params: { project }, query });
  return (
    <p className={css.nobody}>
      Nobody:{' '}
      <Link
        to="/projects/$project/flags/$flag"
        params={{ project, flag: holder }}
        search={{ environment }}
        className="sw-link"
      >
        {holder}
      </Link>{' '}
      {data ? holderWords(data.body.items[0]?.environments[0]) : 'holds it off'},{' '}
      <Words of={say`everyone gets ${variantPart(offVariant)}.`} colours={colours} />
    </p>
  );
}
