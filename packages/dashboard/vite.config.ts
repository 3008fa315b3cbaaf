import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

/** Where `npm run dev` finds a running Slipway. */
const slipway = process.env.SLIPWAY_URL ?? 'http://127.0.0.1:4400';

export default defineConfig({
  base: './',
  resolve: {
    alias: { zod: fileURLToPath(new URL('src/app/no-schemas.ts', import.meta.url)) },
    conditions: ['@slipway/source', 'module', 'browser', 'development|production'],
  },
  plugins: [react(), precompress()],
  build: { target: 'es2022', chunkSizeWarningLimit: 400 },
  server: {
    port: 4410,
    host: '127.0.0.1',
    proxy: {
      '/api': {
        target: slipway,
        changeOrigin: true,
        // The server takes changes from its own pages only.
        configure: (proxy) => {
          proxy.on('proxyReq', (request) => {
            // Where no Origin is sent, the server goes by the Referer.
            const from = request.getHeader('origin') ?? request.getHeader('referer');
            if (from !== undefined) request.setHeader('origin', slipway);
          });
        },
      },
    },
  },
});
