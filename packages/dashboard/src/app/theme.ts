import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: deep teal; 6–7 carry white text with AA contrast. */
const teal: MantineColorsTuple = [
  '#e6f6f5',
  '#cfeae8',
  '#a0d5d1',
  '#6cbfb9',
  '#41aca5',
  '#229f98',
  '#0b6b6b',
  '#095c5c',
  '#074c4d',
  '#053b3c',
];

/** Greys of the dark scheme, as cool as the surfaces in `app.css`. */
const dark: MantineColorsTuple = [
  '#e7ebed',
  '#c5cdd2',
  '#9ba6ad',
  '#848f96',
  '#3a4247',
  '#2c3236',
  '#1f2529',
  '#14181b',
  '#0e1113',
  '#090b0c',
];

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: 6,
  autoContrast: true,
  colors: { teal, dark },
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
    Tooltip: {
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } },
    },
    Modal: {
      defaultProps: {
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { duration: 80 },
      },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 60 } } },
  },
});
