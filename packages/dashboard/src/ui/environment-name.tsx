import { IconShieldLock, IconWorld } from '@tabler/icons-react';
import css from './environment-name.module.css';

interface Named {
  name: string;
  /** A permanent environment: where users are. */
  isPermanent: boolean;
  isProtected?: boolean;
}

/** Production looks like production wherever it appears. */
export function EnvironmentName({ name, isPermanent, isProtected = false }: Named) {
  return (
    <span className={css.name} data-production={isProductionLike(name, isPermanent) || undefined}>
      {isProductionLike(name, isPermanent) ? <IconWorld size={13} aria-hidden /> : null}
      <span>{name}</span>
      {isProtected ? (
        <IconShieldLock size={13} aria-label="protected: changes need an approval" role="img" />
      ) : null}
    </span>
  );
}

/** A permanent environment is production unless its name says that it is a rehearsal. */
export function isProductionLike(name: string, isPermanent: boolean): boolean {
  return isPermanent && !/stag|test|dev|qa|sandbox|preprod|pre-prod|uat|demo/i.test(name);
}
