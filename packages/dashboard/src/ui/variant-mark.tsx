/** A variant’s name with the colour it has in bars and charts. */
export function VariantMark({ name, colour }: { name: string; colour: string | undefined }) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6, whiteSpace: 'nowrap' }}>
      <span
        aria-hidden
        style={{
          width: 9,
          height: 9,
          borderRadius: 3,
          flex: 'none',
          background: colour ?? 'var(--sw-variant-off)',
        }}
      />
      {name}
    </span>
  );
}
