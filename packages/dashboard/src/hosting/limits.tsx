import css from './hosting.module.css';

/** What the runtime does not isolate: said where one chooses it, and where it runs. */
export function Limits({ runtime, limits }: { runtime: string; limits: readonly string[] }) {
  if (limits.length === 0) return null;
  return (
    <div className={css.limits}>
      <p>What the {runtime} runtime does not isolate</p>
      <ul className={css.limitList}>
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </div>
  );
}
