import { type Option, options } from './options.ts';

/** The help of `slipway start`. */
export function usage(): string {
  const lines = Object.values<Option>(options)
    .filter(({ isSecret }) => !isSecret)
    .map((option) => [
      `--${option.flag}${option.placeholder ? ` ${option.placeholder}` : ''}`,
      meaningOf(option),
    ]);
  const width = Math.max(...lines.map(([left = '']) => left.length));
  return [
    'Usage: slipway start [options]',
    '',
    'Starts the control plane and prints "Slipway ready at URL" when it serves.',
    '',
    ...lines.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`),
    '',
    'Each is also read from a variable: --delivery-port from SLIPWAY_DELIVERY_PORT, and so on.',
    '--json prints the address as one line of JSON, with the administrator token if this start makes it.',
    ...Object.values<Option>(options)
      .filter(({ isSecret }) => isSecret)
      .map(({ variable, meaning }) => `${variable} (variable only): ${meaning}`),
  ].join('\n');
}

function meaningOf({ meaning, fallback }: Option): string {
  return fallback === undefined ? meaning : `${meaning} Default: ${fallback}`;
}
