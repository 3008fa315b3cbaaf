import { Autocomplete, Button, TextInput } from '@mantine/core';
import { listAttributes } from '@slipway/api';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAll } from '../app/api.ts';
import { keepContext } from '../explain/use-context-draft.ts';
import { useExplanation } from '../explain/use-explanation.ts';
import { VariantMark } from '../ui/variant-mark.tsx';
import { variantColours } from '../ui/variants.ts';
import type { FlagHere } from './use-flag-here.ts';
import css from './who-has-it.module.css';
import { type Context, contextOf, isSplitUnknown, keyAttribute } from './who-has-it-check.ts';

/** "Does this customer have it?", answered by one attribute. */
export function WhoHasItAsk({ here }: { here: FlagHere }) {
  const { project, environment } = here;
  const { data: known = [] } = useAll(listAttributes, { params: { project, environment: environment.key } });
  const [attribute, setAttribute] = useState<string>(keyAttribute);
  const [text, setText] = useState('');
  const [asked, setAsked] = useState<Context | null>(null);
  const types = known.find(({ name }) => name === attribute.trim())?.types ?? [];
  const names = [keyAttribute, ...known.map(({ name }) => name).filter((name) => name !== keyAttribute)];
  return (
    <form
      className={css.ask}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(contextOf(attribute, text, types));
      }}
    >
      <span className={css.question}>A customer whose</span>
      <Autocomplete
        aria-label="Attribute"
        size="xs"
        data={names}
        value={attribute}
        onChange={setAttribute}
        className={css.attribute ?? ''}
        maxDropdownHeight={220}
      />
      <span>is</span>
      <TextInput
        aria-label="Value"
        size="xs"
        placeholder={attribute === keyAttribute ? 'such as a user id' : 'value'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        className={css.valueField ?? ''}
      />
      <Button type="submit" size="xs" variant="default">
        Check
      </Button>
      <div className={css.answer} role="status">
        {asked ? (
          <Answer here={here} context={asked} />
        ) : (
          <span className="sw-muted">By targeting key, or by any attribute that evaluations carry.</span>
        )}
      </div>
    </form>
  );
}

function Answer({ here, context }: { here: FlagHere; context: Context }) {
  const { project, environment, flag, state } = here;
  const navigate = useNavigate();
  const { data, error } = useExplanation(
    { project, environment: environment.key, flag: flag.key },
    context,
    null,
  );
  if (error) return <span className="sw-muted">Slipway cannot say now. Check again.</span>;
  if (!data) return null;
  const decided = data.rungs.find(({ outcome }) => outcome === 'decided');
  const colours = variantColours(Object.keys(flag.variants), state.config.offVariant);
  const variant = data.decision.variant ?? 'no variant';
  return (
    <>
      {isSplitUnknown(data) ? (
        <>
          <strong>Some of them.</strong>
          <span className="sw-muted">A split decides customer by customer: check one by targeting key.</span>
        </>
      ) : (
        <>
          <strong>
            <VariantMark name={variant} colour={colours.get(variant)} />
          </strong>
          <span className="sw-muted">
            {decided?.because ?? data.decision.reason} Nothing else is known of them here.
          </span>
        </>
      )}
      <button
        type="button"
        className={`sw-link ${css.more}`}
        onClick={() => {
          keepContext(project, context);
          void navigate({
            to: '/projects/$project/explain',
            params: { project },
            search: { flag: flag.key, environment: environment.key },
          });
        }}
      >
        Explain every step
      </button>
    </>
  );
}
