import './app/mantine.ts';
import './app/app.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './app/api.ts';
import { router } from './app/router.tsx';
import { SubmitProvider } from './app/submit.tsx';
import { theme } from './app/theme.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
// Libraries below Mantine that add styles look here for it.
Object.assign(window, { __webpack_nonce__: nonce });
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <Notifications position="bottom-right" limit={4} />
        <SubmitProvider>
          <RouterProvider router={router} />
        </SubmitProvider>
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
