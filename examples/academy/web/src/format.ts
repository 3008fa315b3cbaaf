const whole = new Intl.NumberFormat('en-IE', {
  style: 'currency',
  currency: 'EUR',
  maximumFractionDigits: 0,
});
const exact = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
const count = new Intl.NumberFormat('en-IE');
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

export function money(cents: number): string {
  return (cents % 100 === 0 ? whole : exact).format(cents / 100);
}

export function price(cents: number): string {
  return cents === 0 ? 'Free' : money(cents);
}

export function number(value: number): string {
  return count.format(value);
}

export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

export function date(value: string): string {
  return day.format(new Date(value));
}

export function plural(value: number, one: string, many: string): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
