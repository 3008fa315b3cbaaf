/** Course art, drawn from the slug: the same course has the same cover everywhere, and no two are alike. */
interface Palette {
  ground: string;
  deep: string;
  mid: string;
  light: string;
  spark: string;
}

type Random = () => number;
type Motif = (palette: Palette, random: Random) => string;

const WIDTH = 480;
const HEIGHT = 270;

const palettes = {
  data: { ground: '#12304a', deep: '#1c4a6c', mid: '#3f86a3', light: '#9fd0d3', spark: '#f4c56a' },
  software: { ground: '#12382f', deep: '#1f5a4a', mid: '#4f9a7d', light: '#b5dfc0', spark: '#f3a45f' },
  design: { ground: '#f2e2cb', deep: '#1f3a5f', mid: '#d8573a', light: '#f0ab3c', spark: '#7fb0a8' },
  business: { ground: '#38263f', deep: '#5a3c63', mid: '#a8688f', light: '#eab3b0', spark: '#f6cf86' },
  languages: { ground: '#bf4f36', deep: '#93382a', mid: '#e58f62', light: '#f8dcbc', spark: '#25405e' },
  creative: { ground: '#efb73e', deep: '#7b2b3a', mid: '#dd7237', light: '#fbe9c6', spark: '#2c4a52' },
} as const satisfies Record<string, Palette>;

const motifs: Record<keyof typeof palettes, Motif> = {
  data: ridges,
  software: branches,
  design: tiles,
  business: towers,
  languages: bubbles,
  creative: rings,
};

export function cover(slug: string, category: string): string {
  const key = isCategory(category) ? category : 'data';
  const palette = palettes[key];
  const art = motifs[key](palette, seeded(slug));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMidYMid slice"><rect width="${WIDTH}" height="${HEIGHT}" fill="${palette.ground}"/>${art}</svg>`;
}

export function isCategory(category: string): category is keyof typeof palettes {
  return Object.hasOwn(palettes, category);
}

function ridges(palette: Palette, random: Random): string {
  const peaks = [60 + random() * 140, 280 + random() * 140];
  const [tall = 0, low = 0] = random() > 0.5 ? [95, 40] : [40, 95];
  const sun = circle(140 + random() * 220, 62 + random() * 24, 26 + random() * 22, palette.spark);
  const colours = [palette.mid, palette.light, palette.deep];
  const shift = Math.floor(random() * 3);
  const rows = Array.from({ length: 6 }, (_, row) => {
    const base = 150 + row * 24;
    const phase = random() * 6;
    const points = Array.from({ length: 41 }, (_, step) => {
      const x = (step / 40) * WIDTH;
      const swell = bell(x, peaks[0] ?? 0, 55 + row * 8) * tall + bell(x, peaks[1] ?? 0, 60 + row * 8) * low;
      const ripple = Math.sin(x / (20 + row * 6) + phase) * 7;
      return `${round(x)},${round(base - swell * (1 - row * 0.12) - ripple)}`;
    });
    const fill = row === 5 ? palette.ground : (colours[(row + shift) % 3] ?? palette.mid);
    return `<polygon points="0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}" fill="${fill}"/>`;
  });
  return sun + rows.join('');
}

function bell(x: number, centre: number, width: number): number {
  return Math.exp(-((x - centre) ** 2) / (2 * width ** 2));
}

function branches(palette: Palette, random: Random): string {
  const lanes = [70, 135, 200];
  const colours = [palette.light, palette.mid, palette.spark];
  const trunks = lanes.map((y, lane) =>
    line(`M-10 ${y}H${WIDTH + 10}`, colours[lane] ?? palette.mid, lane === 1 ? 7 : 4),
  );
  const curves = Array.from({ length: 5 }, (_, index) => {
    const x = 20 + index * 90 + random() * 30;
    const [from = 135, to = 70] = random() > 0.5 ? [135, 70] : [135, 200];
    const [start, end] = random() > 0.4 ? [from, to] : [to, from];
    return line(
      `M${round(x)} ${start}C${round(x + 36)} ${start} ${round(x + 30)} ${end} ${round(x + 66)} ${end}`,
      palette.mid,
      5,
    );
  });
  const dots = Array.from({ length: 11 }, (_, index) => {
    const x = 18 + index * 44 + random() * 12;
    const lane = Math.floor(random() * 3);
    const radius = 9 + random() * 6;
    const y = lanes[lane] ?? 135;
    return (
      circle(x, y, radius + 5, palette.ground) +
      circle(x, y, radius, colours[(lane + index) % 3] ?? palette.light)
    );
  });
  const glow = circle(80 + random() * 320, 135, 150, palette.deep);
  return glow + trunks.join('') + curves.join('') + dots.join('');
}

function tiles(palette: Palette, random: Random): string {
  const size = 68;
  const colours = [palette.deep, palette.mid, palette.light, palette.spark];
  const cells = Array.from({ length: 32 }, (_, index) => {
    const [x, y] = [(index % 8) * size - 32, Math.floor(index / 8) * size];
    const fill = colours[Math.floor(random() * 4)] ?? palette.mid;
    const kind = Math.floor(random() * 5);
    if (kind === 0) return '';
    if (kind === 1) return circle(x + size / 2, y + size / 2, size / 2, fill);
    if (kind === 2) return `<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="${fill}"/>`;
    return quarter(x, y, size, Math.floor(random() * 4), fill);
  });
  return cells.join('');
}

function towers(palette: Palette, random: Random): string {
  const sun = circle(70 + random() * 340, 70 + random() * 30, 34 + random() * 26, palette.spark);
  const colours = [palette.deep, palette.mid, palette.light];
  const slope = [17, -17, 4][Math.floor(random() * 3)] ?? 17;
  const bars = Array.from({ length: 9 }, (_, index) => {
    const height = 118 + (index - 4) * slope + (random() - 0.3) * 70;
    const x = 12 + index * 52;
    const fill = colours[Math.floor(random() * 3)] ?? palette.mid;
    return `<rect x="${x}" y="${round(HEIGHT - height)}" width="40" height="${round(height + 30)}" rx="20" fill="${fill}"/>`;
  });
  return sun + bars.join('');
}

function bubbles(palette: Palette, random: Random): string {
  const colours = [palette.deep, palette.mid, palette.light, palette.spark];
  return Array.from({ length: 5 }, (_, index) => {
    const width = 130 + random() * 110;
    const height = 70 + random() * 50;
    const x = -20 + index * 88 + random() * 30;
    const y = 20 + random() * 130;
    const fill = colours[(index + Math.floor(random() * 2)) % 4] ?? palette.mid;
    const tail = random() > 0.5 ? x + width * 0.22 : x + width * 0.66;
    const body = `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${round(height / 2.4)}" fill="${fill}"/>`;
    const point = `<path d="M${round(tail)} ${round(y + height - 6)}h36l-30 34z" fill="${fill}"/>`;
    return `<g opacity=".94">${body}${point}</g>`;
  }).join('');
}

function rings(palette: Palette, random: Random): string {
  const colours = [palette.deep, palette.mid, palette.light, palette.spark];
  const [x, y] = [90 + random() * 300, 120 + random() * 130];
  const shift = Math.floor(random() * 4);
  const main = Array.from({ length: 8 }, (_, index) =>
    circle(x, y, 216 - index * 27, colours[(index + shift) % 4] ?? palette.mid),
  );
  const [sx, sy] = [x > 240 ? 70 : 410, 60 + random() * 40];
  const side = Array.from({ length: 3 }, (_, index) =>
    circle(sx, sy, 54 - index * 18, colours[(index + shift + 1) % 4] ?? palette.light),
  );
  return main.join('') + side.join('');
}

function circle(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${fill}"/>`;
}

function line(path: string, stroke: string, width: number): string {
  return `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round"/>`;
}

function quarter(x: number, y: number, size: number, turn: number, fill: string): string {
  const centre = `${x + size / 2} ${y + size / 2}`;
  return `<path d="M${x} ${y}h${size}a${size} ${size} 0 0 1 -${size} ${size}z" transform="rotate(${turn * 90} ${centre})" fill="${fill}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Mulberry32 over an FNV-1a hash of the text. */
function seeded(text: string): Random {
  let state = 2_166_136_261;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
