import { type Flag, flagKinds } from '@slipway/api';
import css from './create-flag.module.css';
import { kindWords } from './flag-list-words.ts';

interface KindChoiceProps {
  value: Flag['kind'];
  onChange: (kind: Flag['kind']) => void;
}

export function KindChoice({ value, onChange }: KindChoiceProps) {
  return (
    <fieldset className={css.kinds}>
      <legend>Kind</legend>
      {flagKinds.map((kind) => (
        <label key={kind} className={css.kind}>
          <input
            type="radio"
            name="kind"
            value={kind}
            checked={value === kind}
            onChange={() => onChange(kind)}
          />
          <span>
            <strong>{kindWords[kind].label}</strong>
            <span className="sw-muted">{kindWords[kind].means}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
